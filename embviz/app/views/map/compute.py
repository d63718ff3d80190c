"""Getting a map: shipped, kept, drawn at once, or drawn in the background with progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.components import jobs
from embviz.app.state.compute import cached, is_requested, request
from embviz.app.text import format_count
from embviz.app.views.map.settings import (
    METHOD_DESCRIPTIONS,
    STOCHASTIC_METHODS,
    MethodChoice,
    describe_settings,
)
from embviz.app.views.map.word_selection import MapWords
from embviz.axes import Axis, axis_scores
from embviz.embedding import EmbeddingMatrix
from embviz.jobs import JobHandle, Task
from embviz.maps import (
    MAP_TASK,
    MapQuality,
    WordMap,
    as_euclidean_rows,
    compute_map,
    find_precomputed,
    is_available,
    is_low_dimensional,
    map_quality,
    neighbor_recall_counts,
)
from embviz.maps.projection import project
from embviz.neighbors import normalize

T = TypeVar("T")

# Up to so many words, a map and its figures of trust take about a tenth of a second.
MAX_INLINE_WORDS = 1500
# Of more words on chosen axes, so few are judged that nobody waits for it.
MAX_QUALITY_SAMPLE = 300


UMAP_NOT_INSTALLED = (
    "UMAP needs a package that is not installed here. Stop the app, run `pip install umap-learn`, "
    "and start it again."
)


@dataclass(frozen=True)
class MapResult:
    """Where the words stand, and how far that can be trusted, as far as it is known.

    Attributes
    ----------
    coordinates : ndarray of shape (n, 2) or (n, 3)
    variance_kept : tuple of float
        Share of the variance along each axis; empty for methods that know of none.
    trust : Trust, optional
    recall_counts : ndarray of shape (n,), optional
        How many of the true neighbors of each word are near on the map.
    library : str
        The library of the method, see `embviz.maps.WordMap`.
    """

    coordinates: NDArray[np.float32]
    variance_kept: tuple[float, ...] = ()
    trust: MapQuality | None = None
    recall_counts: NDArray[np.uint8] | None = None
    library: str = ""


def map_digest(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]
) -> str:
    """Return a short name that only this map has."""
    parts = [E.fingerprint, words.digest, choice.name, str(choice.settings.describe())]
    parts += [axis.label for axis in axes]
    return blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def get_map(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis], digest: str
) -> MapResult | None:
    """Return a map, or show how far its drawing is and return None.

    What is quick is drawn at once; how far a large map can be trusted follows later.
    """
    if not axes:
        ready = find_precomputed(E, words.token_ids.tolist(), choice.settings)
        if ready is not None:
            return _from_word_map(ready)
    if choice.settings.method in STOCHASTIC_METHODS:
        return _compute_in_job(E, words, choice, digest)
    with st.spinner("Drawing …"):
        drawn = cached(
            E, f"map {digest}", lambda: _compute_inline(E, words, choice, axes), size="map"
        )
    if drawn.trust is None:
        word_map = start_job(E, words, choice, digest, MAP_TASK).result
        if word_map is not None:
            return replace(drawn, trust=word_map.quality, recall_counts=word_map.recall_counts)
    return drawn


def start_quality_job(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, digest: str, map_result: MapResult
) -> JobHandle[WordMap] | None:
    """Return the job that finds out how far a map can be trusted, if that is not known yet."""
    return None if map_result.trust else start_job(E, words, choice, digest, MAP_TASK)


def _from_word_map(word_map: WordMap) -> MapResult:
    return MapResult(
        word_map.coordinates,
        word_map.variance_kept,
        word_map.quality,
        word_map.recall_counts,
        word_map.library,
    )


def _compute_inline(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]
) -> MapResult:
    settings = choice.settings
    vectors = E.vectors[words.token_ids]
    if axes:
        rows, coordinates = normalize(vectors), axis_scores(E, words.token_ids.tolist(), axes)
        if len(words) > MAX_INLINE_WORDS:
            return MapResult(
                coordinates, (), map_quality(rows, coordinates, max_rows=MAX_QUALITY_SAMPLE)
            )
        kept = neighbor_recall_counts(rows, coordinates)
        return MapResult(coordinates, (), map_quality(rows, coordinates), kept)
    if len(words) <= MAX_INLINE_WORDS:
        return _from_word_map(compute_map(vectors, settings))
    if is_low_dimensional(E.dim, settings):
        places = np.zeros((len(words), settings.n_components), np.float32)
        places[:, : E.dim] = vectors
        return MapResult(places)
    drawn = project(
        as_euclidean_rows(vectors, settings), settings.method, settings.n_components, settings.seed
    )
    variance = () if drawn.variance_kept is None else tuple(drawn.variance_kept.tolist())
    return MapResult(drawn.coordinates.astype(np.float32), variance)


def _compute_in_job(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, digest: str
) -> MapResult | None:
    if not is_available(choice.settings.method):
        st.info(UMAP_NOT_INSTALLED, icon=":material/extension:")
        return None
    if not is_requested(f"map {digest}"):
        _show_start_button(words, choice, lambda: request(f"map {digest}"))
        return None
    job = start_job(E, words, choice, digest, MAP_TASK)
    if job.result is not None:
        return _from_word_map(job.result)
    with st.container(border=True):
        st.markdown(f"**Drawing {format_count(len(words), 'word')} with {choice.name}**")
        jobs.show_live(job)
    return None


def start_job(
    E: EmbeddingMatrix,
    words: MapWords,
    choice: MethodChoice,
    digest: str,
    task: Task[T],
) -> JobHandle[T]:
    """Return the job that draws a map, or the same map under several seeds."""
    settings = asdict(choice.settings)
    return jobs.start(E, digest, task, lambda: {"vectors": E.vectors[words.token_ids]}, settings)


def _show_start_button(words: MapWords, choice: MethodChoice, on_click: Callable[[], None]) -> None:
    """Say what is about to be computed, before it is."""
    with st.container(border=True):
        st.markdown(
            f"**{format_count(len(words), 'word')} to draw.** {METHOD_DESCRIPTIONS[choice.name]}"
        )
        st.caption(
            f"**{describe_settings(choice, len(words))}**. Change this under *Settings* first, if you like."
        )
        st.button(
            f"Draw it ({_format_duration(len(words), choice)})",
            icon=":material/brush:",
            type="primary",
            on_click=on_click,
        )


def _format_duration(n: int, choice: MethodChoice) -> str:
    """Say how long a map takes, as it did on two cores."""
    per_thousand = {("tsne", 2): 1.6, ("tsne", 3): 6.0, ("umap", 2): 0.8, ("umap", 3): 0.9}
    least = 4 if choice.settings.method == "tsne" else 12
    settings = choice.settings
    seconds = least + per_thousand[settings.method, settings.n_components] * n / 1000
    if seconds < 50:
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    minutes = max(1, round(seconds / 60))
    return f"about {format_count(minutes, 'minute')}"
