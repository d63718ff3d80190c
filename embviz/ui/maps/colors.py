"""What the colors of a map show."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz import coloring
from embviz.clusters import clusters, name_clusters
from embviz.coloring import Coloring
from embviz.embedding import EmbeddingMatrix
from embviz.trust import NOT_COMPARED
from embviz.ui import session
from embviz.ui.maps.drawing import Picture
from embviz.ui.maps.words import MapWords

GROUP, CLUSTER, RANK = "Group", "Cluster", "Frequency rank"
LENGTH, KEPT, WOBBLE = "Vector length", "Neighbors kept", "Wobble"

ABOUT = {
    CLUSTER: "Colors show heaps of points on the map, found by HDBSCAN and named by the words in "
    "the middle of each.",
    RANK: "Colors show the place in the vocabulary, which most files order by frequency: light is "
    "frequent.",
    LENGTH: "Colors show the length of each word's row.",
    KEPT: "Colors show how many of its true neighbors a word has around it on the map: trust the "
    "dark places more.",
    WOBBLE: "Colors show how far a word moves when only the seed changes: trust the light places "
    "more.",
}


def choose(E: EmbeddingMatrix, words: MapWords, *, settled: bool, has_wobble: bool) -> str:
    """Ask what the colors show; return its name."""
    columns = [column for column in E.labels if column != "group"]
    options = [*([GROUP] if words.groups else []), RANK, LENGTH, CLUSTER, *columns]
    options += [KEPT] if settled else []
    options += [WOBBLE] if has_wobble else []
    chosen = st.selectbox("Color", options, key="color", bind="query-params", width=190)
    return chosen if chosen in options else options[0]


def color(
    E: EmbeddingMatrix,
    words: MapWords,
    name: str,
    picture: Picture,
    digest: str,
    wobble: NDArray[np.floating] | None,
) -> Coloring:
    """Return the colors of that name for a map."""
    ids = words.token_ids
    if name == GROUP and words.groups:
        return coloring.by_group(words.groups)
    if name == RANK:
        return coloring.by_rank(ids)
    if name == CLUSTER:
        with st.spinner("Looking for clusters …"):
            return session.kept(E, f"clusters {digest}", lambda: _clusters(E, words, picture))
    if name == KEPT and picture.kept is not None and picture.trust is not None:
        counted = np.where(picture.kept == NOT_COMPARED, np.nan, picture.kept)
        return coloring.by_kept_share(counted, picture.trust.k)
    if name == WOBBLE and wobble is not None:
        return coloring.by_wobble(wobble)
    if name in E.labels:
        return coloring.by_label_column(E, name, ids.tolist())
    return coloring.by_length(E, ids)


def _clusters(E: EmbeddingMatrix, words: MapWords, picture: Picture) -> Coloring:
    found = clusters(picture.coordinates)
    tokens = [E.tokens[i] for i in words.token_ids]
    names = name_clusters(E.vectors[words.token_ids], found, tokens)
    return coloring.by_cluster(found, names)
