"""The colors of a map."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.components import jobs
from embviz.app.state.compute import cached
from embviz.app.views.map.compute import MapResult
from embviz.app.views.map.settings import STOCHASTIC_METHODS, MethodChoice
from embviz.app.views.map.word_selection import MapWords
from embviz.embedding import EmbeddingMatrix
from embviz.maps import (
    CLUSTERS_TASK,
    NOT_COMPARED,
    Coloring,
    colors,
    find_clusters,
    name_clusters,
)

GROUP, CLUSTER, RANK = "Group", "Cluster", "Place in the vocabulary"
LENGTH, NEIGHBOR_RECALL, WOBBLE = "Vector length", "Neighbors kept", "Wobble"
# Marks the options for the columns of the file.
COLUMN_PREFIX = "Column: "

# More points are clustered in a job.
MAX_INLINE_CLUSTER_POINTS = 2000

COLOR_DESCRIPTIONS = {
    CLUSTER: "Colors show heaps of points on the map, found by HDBSCAN and named by the words in "
    "the middle of each. What is gray lies in none, or in one of the smaller ones.",
    RANK: "Colors show the place in the vocabulary, which most files order by frequency.",
    LENGTH: "Colors show the length of each word's row.",
    NEIGHBOR_RECALL: "Colors show how many of its true neighbors each word has around it on the "
    "map.",
    WOBBLE: "Colors show how far each word moves when only the seed changes.",
}


def select_color(E: EmbeddingMatrix, words: MapWords, choice: MethodChoice) -> str:
    """Ask for the quantity that the colors show; return its name."""
    columns = [
        f"{COLUMN_PREFIX}{column}" for column in E.labels if not words.groups or column != "group"
    ]
    options = [*([GROUP] if words.groups else []), *columns, RANK, LENGTH, CLUSTER, NEIGHBOR_RECALL]
    options += [WOBBLE] if choice.settings.method in STOCHASTIC_METHODS else []
    default = options.index(RANK) if not words.groups else 0
    chosen = st.selectbox(
        "Color",
        options,
        index=default,
        key="color" if words.groups else "color_many",
        bind="query-params",
        width=190,
    )
    return chosen if chosen in options else options[default]


def compute_coloring(
    E: EmbeddingMatrix,
    words: MapWords,
    color_name: str,
    map_result: MapResult,
    digest: str,
    wobble: NDArray[np.floating] | None,
) -> Coloring | None:
    """Return the coloring of that name; None, with a message, if it is not known yet."""
    ids = words.token_ids
    if color_name == GROUP and words.groups:
        return colors.color_by_group(words.groups)
    if color_name.startswith(COLUMN_PREFIX) and color_name.removeprefix(COLUMN_PREFIX) in E.labels:
        return colors.color_by_label(E, color_name.removeprefix(COLUMN_PREFIX), ids.tolist())
    if color_name == CLUSTER:
        return _color_by_cluster(E, words, map_result, digest)
    if color_name == NEIGHBOR_RECALL:
        counts = map_result.recall_counts
        if counts is None or map_result.quality is None:
            st.caption(":material/info: The neighbors of each word are not compared yet.")
            return None
        known_counts = np.where(counts == NOT_COMPARED, np.nan, counts)
        return colors.color_by_recall(known_counts, map_result.quality.k)
    if color_name == WOBBLE:
        if wobble is None:
            st.caption(
                ":material/info: For the wobble, draw the map with other seeds first: below."
            )
            return None
        return colors.color_by_wobble(wobble)
    return colors.color_by_rank(ids) if color_name == RANK else colors.color_by_norm(E, ids)


def _color_by_cluster(
    E: EmbeddingMatrix, words: MapWords, map_result: MapResult, digest: str
) -> Coloring | None:
    if len(words) <= MAX_INLINE_CLUSTER_POINTS:
        return cached(
            E,
            f"clusters {digest}",
            lambda: _label_clusters(E, words, find_clusters(map_result.coordinates)),
            size="map",
        )
    job = jobs.start(E, digest, CLUSTERS_TASK, lambda: {"coordinates": map_result.coordinates})
    labels = job.result
    if labels is None:
        jobs.show_live(job)
        return None
    return cached(E, f"clusters {digest}", lambda: _label_clusters(E, words, labels), size="map")


def _label_clusters(
    E: EmbeddingMatrix, words: MapWords, cluster_labels: NDArray[np.int32]
) -> Coloring:
    tokens = [E.tokens[i] for i in words.token_ids]
    names = name_clusters(E.vectors[words.token_ids], cluster_labels, tokens)
    return colors.color_by_cluster(cluster_labels, names)
