"""The nearest words, by one metric and by all three."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from embviz import figures
from embviz.analogies import Query
from embviz.app import snippets
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.text import METRIC_MEANINGS, plain
from embviz.app.views.similarity import query_input
from embviz.app.views.similarity.formulas import show_formulas
from embviz.app.views.similarity.metrics_compared import explain_differences
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import METRICS, MetricComparison, MetricName, compare_metrics

MAX_DRAWN_WORDS = 20


def show(E: EmbeddingMatrix) -> None:
    """Ask for a query, and show the nearest words by each metric."""
    typed, metric, k, candidate_ids = query_input.input_query(E)
    query = query_input.resolve_query(E, typed)
    if query is None:
        return
    input_ids = [E.token_id(token) for token in query.tokens]
    comparison = compare_metrics(E, query.vector, k, input_ids, candidate_ids)
    if not len(comparison.rankings[metric]):
        st.info("No other word is left to be near.", icon=":material/filter_alt:")
        return
    if query.kind != "word":
        _explain_query(query)
    left, right = st.columns([3, 5], gap="large")
    with left:
        _show_bars(E, query, comparison, metric, lambda: _script(E, query, typed, k, metric))
    with right:
        _show_metrics_side_by_side(comparison, lambda: _script(E, query, typed, k))
    st.markdown(explain_differences(comparison))
    code = f"embviz.most_similar(E, {query.tokens[0]!r}, k={k}, metric={metric!r})"
    if query.kind != "word":
        code = (
            "from embviz.analogies import parse_query\n\n"
            f"query = parse_query(E, {typed!r})\n"
            f"embviz.most_similar(E, query.vector, k={k}, metric={metric!r})"
        )
    show_formulas(E, code, "The words asked for are left out of the answer.")


def _explain_query(query: Query) -> None:
    st.caption(
        f":material/merge: Near **{plain(query.label)}**: the {query.kind} of the rows, each at "
        "length 1, so that each word has the same say; then as long as these rows are on average, "
        "so that distances compare. The words themselves are left out."
    )


def _script(
    E: EmbeddingMatrix, query: Query, typed: str, k: int, metric: MetricName | None = None
) -> str:
    """Return the script that ranks by one metric, or by all three."""
    candidate_lines = query_input.candidate_lines()
    text = query.tokens[0] if query.kind == "word" else typed
    candidates = ", candidate_ids=candidate_ids" if candidate_lines else ""
    return snippets.script(
        E,
        f"query = parse_query(E, {text!r})",
        "input_ids = [E.token_id(token) for token in query.tokens]",
        *candidate_lines,
        "comparison = compare_metrics(",
        f"    E, query.vector, k={k}, exclude=input_ids{candidates}",
        ")",
        f"result = comparison.to_frame({repr(metric) if metric else ''})",
    )


def _show_bars(
    E: EmbeddingMatrix,
    query: Query,
    comparison: MetricComparison,
    metric: MetricName,
    python: Callable[[], str],
) -> None:
    ranking = comparison.rankings[metric]
    head = ranking.head(MAX_DRAWN_WORDS)
    chart(
        figures.ranked_bars(head),
        key="nearest",
        alt=f"The {len(head)} words nearest to {query.label!r} by {figures.METRIC_LABELS[metric]}.",
        caption=METRIC_MEANINGS[metric]
        + (embeddings.baseline_cosine_note(E) if metric == "cosine" else "")
        + " Click a bar to go on from that word."
        + (f" The table has all {len(ranking):,}." if len(ranking) > len(head) else ""),
        table=lambda: comparison.to_frame(metric),
        python=python,
        on_click=query_input.select_neighbor,
    )


def _show_metrics_side_by_side(comparison: MetricComparison, python: Callable[[], str]) -> None:
    rankings = [comparison.rankings[metric].head(MAX_DRAWN_WORDS) for metric in METRICS]
    titles = ("cosine", "distance", "dot product")
    chart(
        figures.rankings_side_by_side(rankings, titles, comparison.norms, note_title="length"),
        key="three",
        alt="The same by cosine similarity, Euclidean distance and dot product, side by side.",
        caption="Lines join the same word; :orange[**◆**] marks one that no other column "
        "has. The number is the length of its row (in a narrow window, in the table only).",
        table=comparison.to_frame,
        python=python,
        on_click=query_input.select_neighbor,
    )
