"""The stability of a map: how far words move between seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.components import jobs
from embviz.app.state.compute import cached, is_requested, request
from embviz.app.text import chips, format_count, format_percent
from embviz.app.views.map.compute import MapResult, start_job
from embviz.app.views.map.settings import STOCHASTIC_METHODS, MethodChoice
from embviz.app.views.map.word_selection import MapWords
from embviz.embedding import EmbeddingMatrix
from embviz.maps import N_SEEDS, STABILITY_TASK, STABLE_RADIUS_SHARE, Stability, align_map


@dataclass(frozen=True)
class SeedMaps:
    """A map with several seeds, each aligned with the drawn one.

    Attributes
    ----------
    wobble : ndarray of shape (n,)
        See `embviz.maps.quality.stability.Stability`.
    unstable_rows : tuple of int
        Rows with no stable place.
    coordinates : ndarray of shape (seeds, n, 2 or 3)
    """

    wobble: NDArray[np.float64]
    unstable_rows: tuple[int, ...]
    coordinates: NDArray[np.float32]


def get_seed_maps(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, digest: str, map_result: MapResult
) -> SeedMaps | None:
    """Return the map with several seeds, if it is requested and computed."""
    if not is_requested(f"seeds {digest}"):
        return None
    stability = start_job(E, words, choice, digest, STABILITY_TASK).result
    if stability is None:
        return None
    return cached(
        E,
        f"seeds {digest}",
        lambda: _align_maps(stability, map_result.coordinates),
        size="map",
    )


def _align_maps(stability: Stability, coordinates: NDArray[np.float32]) -> SeedMaps:
    aligned = np.stack([align_map(seed_map, coordinates) for seed_map in stability.maps])
    return SeedMaps(stability.wobble, stability.unstable_rows, aligned.astype(np.float32))


def show(
    E: EmbeddingMatrix,
    words: MapWords,
    choice: MethodChoice,
    digest: str,
    seed_maps: SeedMaps | None,
) -> None:
    """Show the stability of a map, or a button to compute it with several seeds."""
    st.header("Would another seed draw the same map?")
    if choice.settings.method not in STOCHASTIC_METHODS:
        st.caption("Yes: no step of this method is left to chance, so there is no seed.")
        return
    if seed_maps is not None:
        _show_result(E, words, seed_maps)
        return
    if is_requested(f"seeds {digest}"):
        jobs.show_live(start_job(E, words, choice, digest, STABILITY_TASK))
        return
    st.caption(
        f"The map is drawn with {N_SEEDS} seeds, and the pictures are laid over each other by "
        "turning, mirroring, shifting and resizing them as a whole (Procrustes). A word that lands "
        "somewhere else each time has no place that means anything."
    )
    st.button(
        f"Draw it with {N_SEEDS} seeds",
        icon=":material/casino:",
        on_click=request,
        args=(f"seeds {digest}",),
        help=f"Takes about {N_SEEDS} times as long as one map.",
    )


def _show_result(E: EmbeddingMatrix, words: MapWords, seed_maps: SeedMaps) -> None:
    median = format_percent(float(np.median(seed_maps.wobble)), whole=True)
    # The least stable words first.
    rows = sorted(seed_maps.unstable_rows, key=lambda row: -seed_maps.wobble[row])
    tokens = [E.tokens[int(words.token_ids[row])] for row in rows]
    st.markdown(
        f"Over {N_SEEDS} seeds, half of the words wobble by at most **{median}** of the radius of "
        "the map (root mean square distance from their mean place). "
        + (
            f"**{format_count(len(tokens), 'word')}** never stay: no two of the maps put them "
            f"within {STABLE_RADIUS_SHARE:.0%} of the radius of each other: {chips(tokens, 20)}."
            if tokens
            else "Every word stays: at least two of the maps put it in the same place, within "
            f"{STABLE_RADIUS_SHARE:.0%} of the radius."
        )
    )
    st.caption(
        "Choose *Wobble* under *Color* to see it for each word; dashed gray lines join the current "
        f"word to its places under the {N_SEEDS} seeds."
    )
