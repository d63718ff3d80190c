"""The same map under five seeds: which words stay, and which wander."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.components import jobs
from embviz.app.state import session
from embviz.app.state.requested import want, wanted
from embviz.app.text import chips, count
from embviz.app.views.map.compute import Picture, start
from embviz.app.views.map.quality import percent
from embviz.app.views.map.settings import SLOW, Choice
from embviz.app.views.map.word_selection import MapWords
from embviz.embedding import EmbeddingMatrix
from embviz.jobs import N_SEEDS
from embviz.maps import STABLE_RADIUS_SHARE, Stability, align_map


@dataclass(frozen=True)
class Seeds:
    """A map under several seeds, laid over the one that is drawn.

    Attributes
    ----------
    wobble : ndarray of shape (n,)
        See `embviz.maps.quality.stability.Stability`.
    unstable_rows : tuple of int
        Rows that stay nowhere.
    places : ndarray of shape (seeds, n, 2 or 3)
    """

    wobble: NDArray[np.float64]
    never: tuple[int, ...]
    places: NDArray[np.float32]


def known(
    E: EmbeddingMatrix, words: MapWords, choice: Choice, name: str, picture: Picture
) -> Seeds | None:
    """Return the map under several seeds, if somebody asked for it and it is drawn."""
    if not wanted(f"seeds {name}"):
        return None
    found = start(E, words, choice, name, "stability").result
    if not isinstance(found, Stability):
        return None
    return session.kept_map(E, f"seeds {name}", lambda: _laid_over(found, picture.coordinates))


def _laid_over(found: Stability, drawn: NDArray[np.float32]) -> Seeds:
    places = np.stack([align_map(one, drawn) for one in found.maps]).astype(np.float32)
    return Seeds(found.wobble, found.unstable_rows, places)


def offer(
    E: EmbeddingMatrix, words: MapWords, choice: Choice, name: str, seeds: Seeds | None
) -> None:
    """Offer to draw a map under several seeds, or show what came of it."""
    st.header("Would another seed draw the same map?")
    if choice.settings.method not in SLOW:
        st.caption("Yes: no step of this method is left to chance, so there is no seed.")
        return
    if seeds is not None:
        _show(E, words, seeds)
        return
    if wanted(f"seeds {name}"):
        jobs.watch(start(E, words, choice, name, "stability"))
        return
    st.caption(
        f"The map is drawn with {N_SEEDS} seeds, and the pictures are laid over each other by "
        "turning, mirroring, shifting and resizing them as a whole (Procrustes). A word that lands "
        "somewhere else each time has no place that means anything."
    )
    st.button(
        f"Draw it with {N_SEEDS} seeds",
        icon=":material/casino:",
        on_click=want,
        args=(f"seeds {name}",),
        help=f"Takes about {N_SEEDS} times as long as one map.",
    )


def _show(E: EmbeddingMatrix, words: MapWords, seeds: Seeds) -> None:
    typical = float(np.median(seeds.wobble))
    # The steadiest words are no surprise; those that stay nowhere are, the worst first.
    never = sorted(seeds.never, key=lambda row: -seeds.wobble[row])
    tokens = [E.tokens[int(words.token_ids[row])] for row in never]
    st.markdown(
        f"Over {N_SEEDS} seeds, half of the words wobble by at most **{percent(typical)}** of the "
        "radius of the map (root mean square distance from their mean place). "
        + (
            f"**{count(len(tokens), 'word')}** never stay: no two of the maps put them within "
            f"{STABLE_RADIUS_SHARE:.0%} of the radius of each other: {chips(tokens, 20)}."
            if tokens
            else "Every word stays: at least two of the maps put it in the same place, within "
            f"{STABLE_RADIUS_SHARE:.0%} of the radius."
        )
    )
    st.caption(
        "Choose *Wobble* under *Color* to see it for each word; dashed gray lines join the current "
        f"word to its places under the {N_SEEDS} seeds."
    )
