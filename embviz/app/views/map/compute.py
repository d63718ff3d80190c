"""Computation of a map: precomputed, cached, inline, or in a job with progress."""

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

# With up to so many words, a map and its quality take about a tenth of a second.
MAX_INLINE_WORDS = 1500
# For more words on chosen axes, the quality is estimated from a sample of this size.
MAX_QUALITY_SAMPLE = 300

UMAP_NOT_INSTALLED = (
    "UMAP needs a package that is not installed here. Stop the app, run `pip install umap-learn`, "
    "and start it again."
)


@dataclass(frozen=True)
class MapResult:
    """The coordinates of a map, and its quality as far as it is known.

    Attributes
    ----------
    coordinates : ndarray of shape (n, 2) or (n, 3)
    variance_kept : tuple of float
        Share of the variance along each axis; empty for nonlinear methods.
    quality : MapQuality, optional
    recall_counts : ndarray of shape (n,), optional
        Number of true neighbors of each word that are near on the map.
    library : str
        The library of the method, see `embviz.maps.WordMap`.
    """

    coordinates: NDArray[np.float32]
    variance_kept: tuple[float, ...] = ()
    quality: MapQuality | None = None
    recall_counts: NDArray[np.uint8] | None = None
    library: str = ""


def map_digest(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]
) -> str:
    """Return a digest of the words, the method and the settings of a map."""
    parts = [E.fingerprint, words.digest, choice.name, str(choice.settings.describe())]
    parts += [axis.label for axis in axes]
    return blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def get_map(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis], digest: str
) -> MapResult | None:
    """Return a map; None, with the progress of its job, while it is not computed.

    Fast methods run inline. The quality of a large map is computed in a job and added later.
    """
    if not axes:
        precomputed = find_precomputed(E, words.token_ids.tolist(), choice.settings)
        if precomputed is not None:
            return _from_word_map(precomputed)
    if choice.settings.method in STOCHASTIC_METHODS:
        return _compute_in_job(E, words, choice, digest)
    with st.spinner("Drawing …"):
        map_result = cached(
            E, f"map {digest}", lambda: _compute_inline(E, words, choice, axes), size="map"
        )
    if map_result.quality is None:
        word_map = start_job(E, words, choice, digest, MAP_TASK).result
        if word_map is not None:
            return replace(
                map_result, quality=word_map.quality, recall_counts=word_map.recall_counts
            )
    return map_result


def start_quality_job(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, digest: str, map_result: MapResult
) -> JobHandle[WordMap] | None:
    """Return the job that computes the quality of a map; None if it is known."""
    return None if map_result.quality else start_job(E, words, choice, digest, MAP_TASK)


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
        recall_counts = neighbor_recall_counts(rows, coordinates)
        return MapResult(coordinates, (), map_quality(rows, coordinates), recall_counts)
    if len(words) <= MAX_INLINE_WORDS:
        return _from_word_map(compute_map(vectors, settings))
    if is_low_dimensional(E.dim, settings):
        coordinates = np.zeros((len(words), settings.n_components), np.float32)
        coordinates[:, : E.dim] = vectors
        return MapResult(coordinates)
    projection = project(
        as_euclidean_rows(vectors, settings), settings.method, settings.n_components, settings.seed
    )
    variance = projection.variance_kept
    return MapResult(
        projection.coordinates.astype(np.float32),
        () if variance is None else tuple(variance.tolist()),
    )


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
    """Return the job that computes a map, or the same map with several seeds."""
    settings = asdict(choice.settings)
    return jobs.start(E, digest, task, lambda: {"vectors": E.vectors[words.token_ids]}, settings)


def _show_start_button(words: MapWords, choice: MethodChoice, on_click: Callable[[], None]) -> None:
    """Show the method, its settings and the expected duration, with a button to start."""
    with st.container(border=True):
        st.markdown(
            f"**{format_count(len(words), 'word')} to draw.** {METHOD_DESCRIPTIONS[choice.name]}"
        )
        st.caption(
            f"**{describe_settings(choice, len(words))}**. Change this under *Settings* first, if "
            "you like."
        )
        st.button(
            f"Draw it ({_format_duration(len(words), choice)})",
            icon=":material/brush:",
            type="primary",
            on_click=on_click,
        )


def _format_duration(n: int, choice: MethodChoice) -> str:
    """Return an estimate of the duration of a map, measured on two cores."""
    seconds_per_1000 = {("tsne", 2): 1.6, ("tsne", 3): 6.0, ("umap", 2): 0.8, ("umap", 3): 0.9}
    settings = choice.settings
    startup = 4 if settings.method == "tsne" else 12
    seconds = startup + seconds_per_1000[settings.method, settings.n_components] * n / 1000
    if seconds < 50:
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    minutes = max(1, round(seconds / 60))
    return f"about {format_count(minutes, 'minute')}"
