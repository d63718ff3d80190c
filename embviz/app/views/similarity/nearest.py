"""The nearest words, by one measure and by all three."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from embviz import figures
from embviz.analogies import Query
from embviz.app import snippets
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import METRIC_MEANINGS, plain
from embviz.app.views.similarity import query_input
from embviz.app.views.similarity.formulas import show_formulas
from embviz.app.views.similarity.metrics_compared import explain_differences
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import METRICS, Metric, MetricComparison, compare_metrics

MAX_DRAWN_WORDS = 20


def show(E: EmbeddingMatrix) -> None:
    """Ask for a word or several, and show what is nearest to it by each measure."""
    typed, metric, k, among = query_input.input_query(E)
    query = query_input.resolve_query(E, typed)
    if query is None:
        return
    inputs = [E.token_id(token) for token in query.tokens]
    found = compare_metrics(E, query.vector, k, inputs, among)
    ranking = found.rankings[metric]
    if not len(ranking):
        st.info("No other word is left to be near.", icon=":material/filter_alt:")
        return
    if query.kind != "word":
        _explain_query(query)
    drawn, compared = st.columns([3, 5], gap="large")
    with drawn:
        _show_bars(E, query, found, metric, lambda: _script(E, query, typed, k, metric))
    with compared:
        _show_metrics_side_by_side(found, lambda: _script(E, query, typed, k))
    st.markdown(explain_differences(found))
    code = f"embviz.most_similar(E, {query.tokens[0]!r}, k={k}, metric={metric!r})"
    if query.kind != "word":
        code = (
            "from embviz.print_analogy.query import parse_query\n"
            f"query = parse_query(E, {typed!r})\n"
            f"embviz.most_similar(E, query.vector, k={k}, metric={metric!r})"
        )
    show_formulas(E, code, "The words asked for are left out of the answer.")


def _explain_query(query: Query) -> None:
    made = "mean" if query.kind == "mean" else "sum"
    st.caption(
        f":material/merge: Near **{plain(query.label)}**: the {made} of the rows, each at length "
        "1, so that each word has the same say; then as long as these rows are on average, so that "
        "distances compare. The words themselves are left out."
    )


def _script(
    E: EmbeddingMatrix, query: Query, typed: str, k: int, metric: Metric | None = None
) -> str:
    """Return the script that ranks by one measure, or by all three."""
    among = query_input.among_lines()
    asked = query.tokens[0] if query.kind == "word" else typed
    only = ", among=among" if among else ""
    return snippets.script(
        E,
        f"query = parse_query(E, {asked!r})",
        "own = [E.token_id(token) for token in query.tokens]",
        *among,
        f"found = compare_metrics(E, query.vector, k={k}, exclude=own{only})",
        f"result = found.to_frame({repr(metric) if metric else ''})",
    )


def _show_bars(
    E: EmbeddingMatrix,
    query: Query,
    comparison: MetricComparison,
    metric: Metric,
    python: Callable[[], str],
) -> None:
    ranking = comparison.rankings[metric]
    shown = ranking.head(MAX_DRAWN_WORDS)
    chart(
        figures.ranked_bars(shown),
        key="nearest",
        alt=f"The {len(shown)} words nearest to {query.label!r} by {figures.METRIC_LABELS[metric]}.",
        caption=METRIC_MEANINGS[metric]
        + (session.baseline_cosine_note(E) if metric == "cosine" else "")
        + " Click a bar to go on from that word."
        + (f" The table has all {len(ranking):,}." if len(ranking) > len(shown) else ""),
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
