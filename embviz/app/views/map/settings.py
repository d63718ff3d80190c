"""Inputs for the method of a map and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from embviz.app.components import inputs
from embviz.axes import Axis
from embviz.embedding import EmbeddingMatrix
from embviz.maps import (
    MAX_ROWS_MDS,
    Initialization,
    MapMetric,
    MapSettings,
    ProjectionMethod,
    clamp_perplexity,
)

NO_PROJECTION = "As it is"
AXES = "Chosen axes"
METHODS: dict[str, ProjectionMethod] = {"PCA": "pca", "t-SNE": "tsne", "UMAP": "umap", "MDS": "mds"}

# Methods that need a seed, and run in a job.
STOCHASTIC_METHODS = ("tsne", "umap")
# Limits at which a map takes about two minutes on two cores.
MAX_STOCHASTIC_WORDS = 50_000

METHOD_DESCRIPTIONS = {
    "PCA": "**PCA** (principal component analysis) is the flat cut through all words that keeps "
    "the most of their spread. Straight, quick and always the same; it shows the broad differences "
    "and piles up the fine ones.",
    "t-SNE": "**t-SNE** keeps near words near and lets far ones go anywhere. Clusters mean "
    "something; their size and the gaps between them do not.",
    "UMAP": "**UMAP** keeps near words near, like t-SNE, and packs clusters tighter. Sizes and "
    "gaps do not mean much.",
    "MDS": "**MDS** (classical multidimensional scaling) places words so that all the distances "
    "are as right as they can be. For small sets.",
    AXES: "**Chosen axes**: you say what the axes mean; each word stands where its row points.",
    NO_PROJECTION: "**As it is**: these rows have no more numbers than the map has directions, so "
    "nothing is lost.",
}


@dataclass(frozen=True)
class MethodChoice:
    """A method, by its name on the page, and its settings."""

    name: str
    settings: MapSettings


def select_method(E: EmbeddingMatrix, n_components: int) -> str:
    """Ask for the method; return its name."""
    # Rows with no more dimensions than the map need no projection.
    names = [NO_PROJECTION, AXES] if E.dim <= n_components else [*METHODS, AXES]
    return inputs.option_input("Method", names, key="method", wrap=True)


def check_word_count(choice: MethodChoice, n: int) -> str:
    """Return a message if a method cannot draw `n` words, else an empty string."""
    if n < 2:
        return "Choose at least two words to draw a map."
    if choice.name == "MDS" and n > MAX_ROWS_MDS:
        return (
            f"MDS compares all pairs, so it takes at most {MAX_ROWS_MDS:,} words; these are "
            f"{n:,}. Choose fewer words, or another method."
        )
    if choice.settings.method in STOCHASTIC_METHODS and n > MAX_STOCHASTIC_WORDS:
        return (
            f"{choice.name} takes at most {MAX_STOCHASTIC_WORDS:,} words here; these are {n:,}. "
            "Choose fewer words, or PCA."
        )
    if choice.settings.method in STOCHASTIC_METHODS and n < 4:
        return f"{choice.name} needs at least four words; these are {n}."
    return ""


def select_settings(name: str, n_components: int) -> MethodChoice:
    """Ask for the settings of a method."""
    method = METHODS.get(name, "pca")
    with st.popover("Settings", icon=":material/tune:"):
        st.markdown(METHOD_DESCRIPTIONS[name])
        metric: MapMetric = "euclidean" if name == NO_PROJECTION else "cosine"
        if name not in (AXES, NO_PROJECTION):
            chosen = inputs.option_input("Compare rows by", ["angle", "distance"], key="by")
            metric = "cosine" if chosen == "angle" else "euclidean"
            st.caption(
                "By angle, all rows count as equally long, as in cosine similarity; by distance, "
                "long rows stand apart."
            )
        perplexity, n_neighbors, min_dist, seed = None, 15, 0.1, 0
        start: Initialization = "pca"
        if name == "t-SNE":
            options = ["auto", "5", "15", "30", "50"]
            chosen = inputs.option_input("Perplexity", options, key="perplexity")
            perplexity = None if chosen == "auto" else float(chosen)
            st.caption(
                "About how many neighbors each word tries to keep. Auto is 30; the most is a third "
                "of the words."
            )
            chosen = inputs.option_input("Start from", ["PCA", "chance"], key="start")
            start = "pca" if chosen == "PCA" else "random"
            st.caption("From PCA, the broad layout is kept; from chance, it falls where it may.")
        if name == "UMAP":
            n_neighbors = int(
                inputs.option_input("Neighbors", ["15", "5", "30", "50"], key="neighbors")
            )
            min_dist = float(
                inputs.option_input("Least gap", ["0.1", "0", "0.3", "0.8"], key="gap")
            )
            st.caption(
                "Few neighbors show fine detail, many the broad layout; the gap is how near two "
                "points may come."
            )
        if name in ("t-SNE", "UMAP"):
            seed = inputs.integer_input("Seed", key="seed", below=10_000) or 0
            st.caption("The same seed draws the same map. Try others: what changes is chance.")
    settings = MapSettings(
        method=method,
        n_components=n_components,
        metric=metric,
        seed=seed,
        perplexity=perplexity,
        n_neighbors=n_neighbors,
        min_dist=min_dist,
        start=start,
    )
    return MethodChoice(name, settings)


def describe_settings(
    choice: MethodChoice, n: int, axes: Sequence[Axis] = (), library: str = ""
) -> str:
    """Return the method and settings of a map of `n` words in one line of plain text.

    A library that replaces the usual one of the method is named.
    """
    settings = choice.settings
    if choice.name == AXES:
        return f"{AXES}: " + " against ".join(axis.label for axis in axes)
    if choice.name == NO_PROJECTION:
        return "Rows as they are"
    parts = [choice.name, f"{settings.n_components}D"]
    parts.append("by angle" if settings.metric == "cosine" else "by distance")
    if settings.method == "tsne":
        parts.append(f"perplexity {clamp_perplexity(n, settings.perplexity):.3g}")
        parts.append(f"from {'PCA' if settings.start == 'pca' else 'chance'}")
    if settings.method == "umap":
        parts.append(f"{min(settings.n_neighbors, n - 1)} neighbors")
        parts.append(f"least gap {settings.min_dist:g}")
    if settings.method in STOCHASTIC_METHODS:
        parts.append(f"seed {settings.seed}")
    if library == "scikit-learn":
        parts.append(f"by {library}")
    return " · ".join(parts)
