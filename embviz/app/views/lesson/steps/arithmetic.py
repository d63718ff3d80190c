"""Arithmetic: king − man + woman, one term at a time."""

import streamlit as st

from embviz import analogy, figures
from embviz.analogies import PartialSum, analogy_plane, format_sum, partial_sums
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.components.unknown_word import excluded_inputs_note
from embviz.app.layout import links
from embviz.app.state import current_word, defaults, embeddings
from embviz.app.text import chip, format_number, plain, tex
from embviz.app.views.lesson import step_navigation
from embviz.embedding import EmbeddingMatrix
from embviz.lesson import MIN_STEP_COSINE, step_cosine

TITLE = "Arithmetic with words"
LEDE = (
    "Rows are lists of numbers, so they can be added and subtracted. Take a word, take another one "
    "away, add a third. Guess where you will land before you add the last term."
)
TERM_LABELS = ("First word", "− Take away", "+ Add")
SUM_FORMULAS = (r"\hat a", r"\hat a - \hat b", r"\hat a - \hat b + \hat c")
N_NEIGHBORS = 6


def show(E: EmbeddingMatrix) -> None:
    """Add one term after the other; draw each partial sum and rank its nearest words."""
    step_navigation.show_substitution_note(
        E, ("king", "man", "woman"), defaults.cached_lesson_words(E).terms
    )
    with st.container(border=True):
        (a, b, c), answer_slot = inputs.analogy_word_inputs(E)
    if a is None or b is None or c is None:
        return
    neighbors = analogy(E, positive=[a, c], negative=[b], k=N_NEIGHBORS)
    if not neighbors.tokens:
        st.info("This vocabulary has no word beside the three given, so there is nowhere to land.")
        return
    last_term = inputs.option_input("How far does the sum go?", TERM_LABELS, key="terms")
    n_terms = TERM_LABELS.index(last_term) + 1
    is_complete = n_terms == len(TERM_LABELS)
    terms = [(1, a), (-1, b), (1, c)]
    now = partial_sums(E, terms[:n_terms], k=N_NEIGHBORS)[-1]
    answer_slot.metric(
        "Where it lands", f"= {plain(neighbors.tokens[0])}" if is_complete else "= ?"
    )
    if not now.vector.any():
        st.info(
            f"{chip(now.label)} is zero in every dimension: it has no direction, so no word is "
            "near it. Take away another word."
        )
        return
    answer, *others = neighbors.tokens
    st.markdown(_explain_sum(E, (a, b, c), now, n_terms))

    plane = analogy_plane(E, a, b, c, answer, others)
    words = {"a": a, "b": b, "c": c, "answer": answer}
    drawn, ranked = st.columns([3, 2], gap="large")
    with drawn:
        chart(
            figures.sum_steps(plane, words, others, n_terms=n_terms),
            key="steps",
            alt=f"The sum so far, {now.label}, among the words {', '.join([a, b, c])}.",
            caption="The ring is where the sum is now, on the plane that holds "
            f"{plane.variance_kept:.0%} of how far the words and the end of the sum lie apart. The "
            "ranking goes by the angle in all dimensions, not by the distance drawn here.",
            # Show the end of the sum and the answer only once the sum is complete.
            table=lambda: tables.plane_frame(
                plane, [a, b, c, f"{a} − {b} + {c}", answer], others
            ).head(5 + len(others) if is_complete else 3),
            python=lambda: snippets.script(
                E,
                f"a, b, c = {a!r}, {b!r}, {c!r}",
                f"answer, *others = embviz.analogy(E, [a, c], [b], k={N_NEIGHBORS}).tokens",
                "plane = analogy_plane(E, a, b, c, answer, others)",
                "result = np.vstack([*plane.points.values(), plane.others])"
                + ("" if is_complete else "[:3]"),
            ),
        )
    with ranked:
        st.header(f"Nearest to {plain(now.label)}")
        chart(
            figures.ranked_bars(now.neighbors, highlight_first=is_complete),
            key="nearest_now",
            alt=f"The words nearest to {now.label}: {', '.join(now.neighbors.tokens[:3])}.",
            caption="Cosine similarity of each word with the sum so far; 1 is the same direction."
            + (embeddings.baseline_cosine_note(E) if n_terms == 1 else ""),
            table=now.neighbors.to_frame,
            python=lambda: snippets.script(
                E,
                f"terms = {terms[:n_terms]!r}",
                f"now = partial_sums(E, terms, k={N_NEIGHBORS})[-1]",
                "result = now.neighbors.to_frame()",
            ),
            on_click=current_word.choose_by_id,
        )
    inputs.how_calculated(
        rf"{SUM_FORMULAS[n_terms - 1]}, \quad \hat v = v / \lVert v \rVert \qquad "
        rf"\cos({tex(now.neighbors.tokens[0])},\; {tex(now.label)}) \qquad "
        rf"= {now.neighbors.scores[0]:.3f}",
        f"""import embviz
from embviz.analogies import partial_sums

{embeddings.load_snippet(E)}
for partial_sum in partial_sums(E, {terms!r}, k={N_NEIGHBORS}):
    print(partial_sum.label, partial_sum.neighbors.tokens, partial_sum.neighbors.scores)""",
        "Each row is first divided by its length (the hat says so), so that each word has the same "
        "say. Then the numbers are added dimension by dimension. The words of the sum are left out "
        "of the ranking.",
    )
    links.page_link("analogy", "Try other analogies", sum=format_sum(terms))


def _explain_sum(
    E: EmbeddingMatrix, words: tuple[str, str, str], now: PartialSum, n_terms: int
) -> str:
    """Describe the sum so far in a sentence or two."""
    a, b, c = words
    near, score = now.neighbors.tokens[0], format_number(now.neighbors.scores[0])
    if n_terms == 1:
        return f"You stand on {chip(a)}. Of all other words, {chip(near)} is nearest ({score})."
    if n_terms == 2:
        return (
            f"Taking {chip(b)} away leaves what {chip(a)} has and {chip(b)} has not: the **step** "
            f"that leads from {chip(b)} to {chip(a)}. Nearest to it is {chip(near)} ({score}). Now "
            f"make the same step from {chip(c)}: where will you land?"
        )
    if len({a, b, c}) < 3:
        return (
            f"The nearest word is {chip(near)} (cosine {score}). With three different words this "
            "can be an analogy; with the same word twice it is none. "
            f"{excluded_inputs_note(E, a, b, c)}"
        )
    step = step_cosine(E, a, b, c, near)
    comparison = (
        f"The steps {chip(b)} → {chip(a)} and {chip(c)} → {chip(near)} have a cosine of "
        f"{format_number(step)}"
    )
    if step >= MIN_STEP_COSINE:
        verdict = (
            f"**{plain(a)} − {plain(b)} + {plain(c)} ≈ {plain(near)}** (cosine {score}). "
            f"{comparison}: they point much the same way, and that is why it works."
        )
    else:
        verdict = (
            f"The nearest word is {chip(near)} (cosine {score}). {comparison}: they hardly point "
            "the same way, so this is no analogy to rely on."
        )
    return f"{verdict} {excluded_inputs_note(E, a, b, c)}"
