"""Geometry of the rows: isotropy, norms, hubness, duplicates."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.state.compute import cached, compute_once
from embviz.app.text import chip, format_count, format_number, format_percent
from embviz.app.views.evaluation import duplicates, metric_cards
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import Hubness, Isotropy, NormProfile, isotropy
from embviz.evaluation.geometry import hubness, norm_profile

# Words compared with each other to find hubs.
MAX_HUB_WORDS = 10_000


def show(E: EmbeddingMatrix) -> None:
    """Show the isotropy, norms, hubness and duplicates of the rows."""
    cosines = cached(E, "random cosines", lambda: isotropy(E))
    if math.isnan(cosines.mean):
        st.info("At least two rows that are not all zeros are needed.", icon=":material/info:")
    else:
        hubs = compute_once(
            E,
            "hubs",
            lambda progress: hubness(E, restrict=MAX_HUB_WORDS, progress=progress),
            label="Counting neighbors",
        )
        norms = cached(E, "row lengths", lambda: norm_profile(E))
        left, right = st.columns(2, gap="large")
        with left:
            _show_isotropy(E, cosines)
        with right:
            _show_norms(E, norms)
        if hubs is not None:
            _show_hubness(E, hubs)
    duplicates.show(E)
    inputs.how_calculated(
        r"\overline{\cos} = \frac{\lVert \sum_i \hat v_i \rVert^2 - n}{n (n - 1)} \qquad "
        r"\text{skewness} = \frac{\overline{(N_k - \bar N_k)^3}}{\sigma^3}",
        f"""from embviz.evaluation.geometry import find_duplicates, hubness, norm_profile, isotropy

{embeddings.load_snippet(E)}
isotropy(E).mean, norm_profile(E).rank_correlation
hubness(E, k=10, restrict={MAX_HUB_WORDS}).skewness, find_duplicates(E)""",
        "The mean cosine is exact, over all pairs of rows; the picture shows 50,000 pairs drawn "
        "with a fixed seed. N is the number of words that have a word among their ten nearest.",
    )


def _show_isotropy(E: EmbeddingMatrix, cosines: Isotropy) -> None:
    st.header("Directions")
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Mean cosine of two rows",
                format_number(cosines.mean),
                "0: rows point evenly into all directions (isotropy). Near 1: all crowd into one "
                "narrow cone.",
                "One direction that all rows share raises it, and says nothing about meaning.",
            ),
            metric_cards.MetricCard(
                "Spread",
                format_number(cosines.std),
                f"Standard deviation of such cosines. Evenly spread rows would have "
                f"{format_number(cosines.isotropic_std)}.",
                "Larger means that fewer dimensions do the work, or that words form clusters.",
            ),
        ]
    )
    chart(
        figures.cosine_histogram(cosines),
        key="cosines",
        alt=f"How cosines of rows picked blindly are spread, around {format_number(cosines.mean)}.",
        caption="What “unrelated” looks like here: only cosines well to the right of this "
        "heap mean that two words have to do with each other.",
        table=lambda: pd.Series(cosines.cosines, name="cosine").describe().to_frame(),
        python=lambda: snippets.script(E, "result = pd.Series(isotropy(E).cosines).describe()"),
    )


def _show_norms(E: EmbeddingMatrix, norms: NormProfile) -> None:
    st.header("Lengths")
    shortest, longest = norms.extreme_ids
    are_equal = math.isnan(norms.rank_correlation)
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Length against place",
                "—" if are_equal else format_number(norms.rank_correlation),
                "All rows are equally long."
                if are_equal
                else "Spearman correlation of a row's length and its place in the list. Below 0: "
                "rows get shorter along the list.",
                "It is about frequency only if the list is ordered by it, as most files are.",
            ),
            metric_cards.MetricCard(
                "Longest : shortest",
                f"{float(E.norms[longest]) / float(E.norms[shortest]):,.3g} : 1",
                f"{chip(E.tokens[longest])} and {chip(E.tokens[shortest])}.",
                "Cosine does not see lengths; dot product and Euclidean distance do.",
            ),
        ]
    )
    chart(
        figures.norm_lines(norms),
        key="lengths",
        alt="The usual length of rows along the list of tokens.",
        caption="The line is the length in the middle; half of all rows lie in the shaded band.",
        table=lambda: pd.DataFrame(
            {
                "place": norms.positions,
                "a quarter is shorter": norms.q25,
                "middle": norms.median,
                "a quarter is longer": norms.q75,
            }
        ),
        python=lambda: snippets.script(
            E,
            "norms = norm_profile(E)",
            "result = np.column_stack([norms.positions, norms.q25, norms.median, norms.q75])",
        ),
    )


def _show_hubness(E: EmbeddingMatrix, result: Hubness) -> None:
    st.header("Hubs")
    n = len(result.k_occurrence)
    hubs = result.top_hubs(10)
    (largest_id, n_largest), *_ = hubs
    candidates = f"the first {n:,} words" if n < len(E) else f"all {n:,} words"
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Skewness",
                "—" if math.isnan(result.skewness) else format_number(result.skewness, 2),
                f"How lopsided it is who is near to whom. Around 0: no hubs. Far above: a few "
                f"words are among the {result.k} nearest of very many.",
                "It grows with the number of dimensions and of words: compare only alike ones.",
            ),
            metric_cards.MetricCard(
                "Largest hub",
                f"{n_largest:,}",
                f"{chip(E.tokens[largest_id])} is among the {result.k} nearest of so many words; "
                f"the mean is {result.k}.",
                "A hub comes up as a neighbor for its place in the cloud, not for its meaning.",
            ),
            metric_cards.MetricCard(
                "Never a neighbor",
                format_percent(result.n_antihubs / n),
                f"{format_count(result.n_antihubs, 'word')} that no other word has among its "
                f"{result.k} nearest.",
                f"Counted among {candidates}; with more words compared, it changes.",
            ),
        ]
    )
    hub_list = ", ".join(f"{chip(E.tokens[i])} ({count})" for i, count in hubs)
    chart(
        figures.hubness_histogram(result),
        key="occurrences",
        alt=f"How many words are among the {result.k} nearest of how many others.",
        caption=f"Of {candidates}, by cosine. Largest hubs: {hub_list}.",
        table=lambda: pd.DataFrame(
            [(E.tokens[i], count) for i, count in result.top_hubs(100)],
            columns=["word", f"among the {result.k} nearest of"],
        ),
        python=lambda: snippets.script(
            E,
            f"hubs = hubness(E, restrict={MAX_HUB_WORDS}).top_hubs(100)",
            "result = pd.Series({E.tokens[i]: count for i, count in hubs})",
        ),
    )
