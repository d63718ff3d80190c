"""king − man + woman: sums of words, their answers, and how far these can be trusted."""

from functools import partial

import streamlit as st

from embviz import figures
from embviz.analogies import format_sum, report_analogy, weighted_sum
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.layout import links
from embviz.app.state import session
from embviz.app.text import escape_markdown, plain
from embviz.app.views.analogies import plane, sum_input
from embviz.app.views.analogies import report as report_view

N_ANSWERS, N_OTHERS = 8, 6

E = session.embedding()

inputs.page_header(
    "Analogies",
    "Take the step that leads from one word to another, and make the same step from a third word. "
    "Where do you land, and is it the step that led there?",
)
asked, answer_place = sum_input.input_sum(E)
if asked is None:
    st.stop()
if asked.method == "3cosadd" and not weighted_sum(E, asked.terms).any():
    st.info(
        f"{escape_markdown(asked.label)} is zero in every dimension: it has no direction, so no word is "
        "nearest to it.",
        icon=":material/info:",
    )
    st.stop()
told = report_analogy(E, asked.terms, N_ANSWERS, asked.method, asked.exclude_inputs, asked.expected)
if told is None:
    st.info("This vocabulary has no word beside those of the sum, so there is no answer to rank.")
    st.stop()
found, words = told.neighbors, [token for _, token in asked.terms]
answer = found.tokens[0]
answer_place.metric("Answer", f"= {plain(answer)}")

left, right = st.columns([3, 2], gap="large")
with left:
    st.header("The sum, drawn")
    others = [each for each in found.tokens[1:N_OTHERS] if each not in words]
    plane.show(E, asked.terms, answer, others, asked.method)
with right:
    st.header("Best answers")
    if asked.method == "3cosadd":
        seen = (
            "Cosine similarity with the sum, which goes by the angle, not by the distance drawn: 1 "
            f"is the same direction.{session.baseline_cosine_note(E)}"
        )
    else:
        seen = (
            "The 3CosMul ratio: the similarities with the added words, multiplied, over those with "
            "the words taken away, each moved to the range 0 to 1. It is no cosine; only its order "
            "means something."
        )
    input_ids = set() if asked.exclude_inputs else {E.token_id(word) for word in words}
    chart(
        figures.ranked_bars(found, highlight_first=True, striped_ids=input_ids),
        key="ranking",
        alt=f"The words nearest to {asked.label}: {', '.join(found.tokens[:3])}.",
        caption=seen + (" Striped bars are words of the sum." if input_ids else ""),
        table=found.to_frame,
        python=partial(
            sum_input.report_script, E, asked, N_ANSWERS, "result = told.neighbors.to_frame()"
        ),
        on_click=session.choose_word_by_id,
    )
report_view.show(E, asked, told)
inputs.how_calculated(
    r"\text{3CosAdd} = \cos\Big(w, \sum_i \lambda_i \hat v_i\Big), \quad "
    r"\hat v = v / \lVert v \rVert \qquad "
    r"\text{3CosMul} = \prod_i \Big(\frac{1 + \cos(w, v_i)}{2}\Big)^{\lambda_i}",
    f"""from embviz.print_analogy.report_analogy import report_analogy
from embviz.print_analogy import parse_sum

{session.load_snippet(E)}
terms = parse_sum(E, {format_sum(asked.terms)!r}).terms
report_analogy(E, terms, {N_ANSWERS}, {asked.method!r}, exclude_inputs={asked.exclude_inputs})""",
    "3CosAdd makes each row equally long, adds them with their weights λ (below zero: takes away), "
    "and ranks all words by the angle with the sum (Mikolov and others 2013). 3CosMul multiplies "
    "instead, so that no single large similarity decides (Levy and Goldberg 2014); what it divides "
    "by is kept away from zero by adding 0.001.",
)
links.page_link("measure/quality.py", "Ask a whole file of analogies at once", measure="Analogies")
