"""Sums of words such as king − man + woman, their answers, and how reliable these are."""

from functools import partial

import streamlit as st

from embviz import EmbeddingMatrix, figures
from embviz.analogies import AnalogyReport, report_analogy, weighted_sum
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.config import Page
from embviz.app.layout import links
from embviz.app.state import current_word, embeddings
from embviz.app.text import escape_markdown, plain
from embviz.app.views.analogies import plane, sum_input
from embviz.app.views.analogies import report as report_view
from embviz.app.views.analogies.sum_input import AnalogyQuery

PAGE = Page(
    title="Analogies",
    icon=":material/function:",
    section="Explore",
    order=4,
    is_fragment=True,
)

N_ANSWERS, N_OTHERS = 8, 6


def show() -> None:
    """Calculate a sum of words, draw it, and rank its answers."""
    E = embeddings.current()
    inputs.page_header(
        "Analogies",
        "Take the step that leads from one word to another, and make the same step from a third "
        "word. Where do you land, and is it the step that led there?",
    )
    query, answer_slot = sum_input.input_sum(E)
    if query is None:
        return
    if query.method == "3cosadd" and not weighted_sum(E, query.terms).any():
        st.info(
            f"{escape_markdown(query.label)} is zero in every dimension: it has no direction, so "
            "no word is nearest to it.",
            icon=":material/info:",
        )
        return
    report = report_analogy(
        E, query.terms, N_ANSWERS, query.method, query.exclude_inputs, query.expected
    )
    if report is None:
        st.info(
            "This vocabulary has no word beside those of the sum, so there is no answer to rank."
        )
        return
    answer, *others = report.neighbors.tokens[:N_OTHERS]
    answer_slot.metric("Answer", f"= {plain(answer)}")

    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header("The sum, drawn")
        inputs_of_sum = {token for _, token in query.terms}
        others = [token for token in others if token not in inputs_of_sum]
        plane.show(E, query.terms, answer, others, query.method)
    with right:
        st.header("Best answers")
        _show_ranking(E, query, report)
    report_view.show(E, query, report)
    inputs.how_calculated(
        r"\text{3CosAdd} = \cos\Big(w, \sum_i \lambda_i \hat v_i\Big), \quad "
        r"\hat v = v / \lVert v \rVert \qquad "
        r"\text{3CosMul} = \prod_i \Big(\frac{1 + \cos(w, v_i)}{2}\Big)^{\lambda_i}",
        f"""import embviz
from embviz.analogies import parse_sum, report_analogy

{embeddings.load_snippet(E)}
terms = parse_sum(E, {query.label!r}).terms
report_analogy(E, terms, {N_ANSWERS}, {query.method!r}, exclude_inputs={query.exclude_inputs})""",
        "3CosAdd makes each row equally long, adds them with their weights λ (below zero: takes "
        "away), and ranks all words by the angle with the sum (Mikolov and others 2013). 3CosMul "
        "multiplies instead, so that no single large similarity decides (Levy and Goldberg 2014); "
        "what it divides by is kept away from zero by adding 0.001.",
    )
    links.page_link("quality", "Ask a whole file of analogies at once", measure="Analogies")


def _show_ranking(E: EmbeddingMatrix, query: AnalogyQuery, report: AnalogyReport) -> None:
    neighbors = report.neighbors
    if query.method == "3cosadd":
        caption = (
            "Cosine similarity with the sum, which goes by the angle, not by the distance drawn: 1 "
            f"is the same direction.{embeddings.baseline_cosine_note(E)}"
        )
    else:
        caption = (
            "The 3CosMul ratio: the similarities with the added words, multiplied, over those with "
            "the words taken away, each moved to the range 0 to 1. It is no cosine; only its order "
            "means something."
        )
    ranked_inputs = set() if query.exclude_inputs else {E.token_id(word) for _, word in query.terms}
    chart(
        figures.ranked_bars(neighbors, highlight_first=True, striped_ids=ranked_inputs),
        key="ranking",
        alt=f"The words nearest to {query.label}: {', '.join(neighbors.tokens[:3])}.",
        caption=caption + (" Striped bars are words of the sum." if ranked_inputs else ""),
        table=neighbors.to_frame,
        python=partial(
            sum_input.report_script, E, query, N_ANSWERS, "result = report.neighbors.to_frame()"
        ),
        on_click=current_word.choose_by_id,
    )


if __name__ == "__main__":
    show()
