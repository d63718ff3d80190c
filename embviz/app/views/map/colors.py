"""What the colors of a map show."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embviz.app.components import jobs
from embviz.app.state import session
from embviz.app.views.map.compute import Picture
from embviz.app.views.map.settings import SLOW, Choice
from embviz.app.views.map.word_selection import MapWords
from embviz.embedding import EmbeddingMatrix
from embviz.maps import NOT_COMPARED, Coloring, colors, find_clusters, name_clusters

GROUP, CLUSTER, RANK = "Group", "Cluster", "Place in the vocabulary"
LENGTH, KEPT, WOBBLE = "Vector length", "Neighbors kept", "Wobble"
# What an option begins with that stands for a column of the file.
COLUMN = "Column: "

# More points than these are clustered beside the server.
CLUSTERED_AT_ONCE = 2000

ABOUT = {
    CLUSTER: "Colors show heaps of points on the map, found by HDBSCAN and named by the words in "
    "the middle of each. What is gray lies in none, or in one of the smaller ones.",
    RANK: "Colors show the place in the vocabulary, which most files order by frequency.",
    LENGTH: "Colors show the length of each word's row.",
    KEPT: "Colors show how many of its true neighbors each word has around it on the map.",
    WOBBLE: "Colors show how far each word moves when only the seed changes.",
}


def choose(E: EmbeddingMatrix, words: MapWords, choice: Choice) -> str:
    """Ask what the colors show; return its name."""
    columns = [f"{COLUMN}{column}" for column in E.labels if not words.groups or column != "group"]
    options = [*([GROUP] if words.groups else []), *columns, RANK, LENGTH, CLUSTER, KEPT]
    options += [WOBBLE] if choice.settings.method in SLOW else []
    first = options.index(RANK) if not words.groups else 0
    chosen = st.selectbox(
        "Color",
        options,
        index=first,
        key="color" if words.groups else "color_many",
        bind="query-params",
        width=190,
    )
    return chosen if chosen in options else options[first]


def color(
    E: EmbeddingMatrix,
    words: MapWords,
    name: str,
    picture: Picture,
    digest: str,
    wobble: NDArray[np.floating] | None,
) -> Coloring | None:
    """Return the colors of that name for a map; None, with a word of why, if they are not known."""
    ids = words.token_ids
    if name == GROUP and words.groups:
        return colors.color_by_group(words.groups)
    if name.startswith(COLUMN) and name.removeprefix(COLUMN) in E.labels:
        return colors.color_by_label(E, name.removeprefix(COLUMN), ids.tolist())
    if name == CLUSTER:
        return _clusters(E, words, picture, digest)
    if name == KEPT:
        if picture.kept is None or picture.trust is None:
            st.caption(":material/info: The neighbors of each word are not compared yet.")
            return None
        counted = np.where(picture.kept == NOT_COMPARED, np.nan, picture.kept)
        return colors.color_by_recall(counted, picture.trust.k)
    if name == WOBBLE:
        if wobble is None:
            st.caption(
                ":material/info: For the wobble, draw the map with other seeds first: below."
            )
            return None
        return colors.color_by_wobble(wobble)
    return colors.color_by_rank(ids) if name == RANK else colors.color_by_norm(E, ids)


def _clusters(
    E: EmbeddingMatrix, words: MapWords, picture: Picture, digest: str
) -> Coloring | None:
    if len(words) <= CLUSTERED_AT_ONCE:
        return session.kept_map(
            E, f"clusters {digest}", lambda: _named(E, words, find_clusters(picture.coordinates))
        )
    job = jobs.start(E, digest, "clusters", picture.coordinates)
    if not isinstance(job.result, np.ndarray):
        jobs.watch(job)
        return None
    found = job.result
    return session.kept_map(E, f"clusters {digest}", lambda: _named(E, words, found))


def _named(E: EmbeddingMatrix, words: MapWords, found: NDArray[np.int32]) -> Coloring:
    tokens = [E.tokens[i] for i in words.token_ids]
    names = name_clusters(E.vectors[words.token_ids], found, tokens)
    return colors.color_by_cluster(found, names)
