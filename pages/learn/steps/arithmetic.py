"""Arithmetic: king − man + woman, one term at a time."""

import streamlit as st

from embviz import analogy, figures
from embviz.analogy import analogy_plane
from embviz.arithmetic import partial_sums
from embviz.embedding import EmbeddingMatrix
from embviz.ui import controls, lesson, session, tables
from embviz.ui.chart import chart
from embviz.ui.explain import left_out
from embviz.ui.text import chip, number, plain, tex

TITLE = "Arithmetic with words"
LEDE = (
    "Rows are lists of numbers, so they can be added and subtracted. Take a word, take another one "
    "away, add a third. Guess where you will land before you add the last term."
)
TERMS = ("First word", "− Take away", "+ Add")
OTHERS = 6


def show(E: EmbeddingMatrix) -> None:
    """Add one term after the other, with the place on the map and the nearest words."""
    lesson.instead(E, ("king", "man", "woman"), session.lesson_words_of(E).terms)
    with st.container(border=True):
        (a, b, c), place = controls.analogy_words(E)
    if a is None or b is None or c is None:
        return
    found = analogy(E, positive=[a, c], negative=[b], k=OTHERS)
    if not found.tokens:
        st.info("This vocabulary has no word beside the three given, so there is nowhere to land.")
        return
    terms = TERMS.index(controls.choice("How far does the sum go?", TERMS, key="terms")) + 1
    sums = partial_sums(E, [(1, a), (-1, b), (1, c)], k=OTHERS)
    now = sums[terms - 1]
    answer, *others = found.tokens
    place.metric("Nearest word", plain(now.neighbors.tokens[0]) if now.neighbors.tokens else "—")

    st.markdown(_told(E, a, b, c, answer, terms, found.scores[0]))
    plane = analogy_plane(E, a, b, c, answer, others)
    words = {"a": a, "b": b, "c": c, "answer": answer}
    drawn, ranked = st.columns([3, 2], gap="large")
    with drawn:
        chart(
            figures.sum_steps(plane, words, others, terms=terms),
            key="steps",
            alt=f"The sum so far, {now.label}, among the words {', '.join([a, b, c, answer])}.",
            caption="The ring is where the sum is now. The plane holds "
            f"{plane.kept:.0%} of how far the words and the end of the sum lie apart; the rest "
            "cannot be seen here.",
            table=lambda: tables.plane_frame(plane, [a, b, c, f"{a} − {b} + {c}", answer], others),
        )
    with ranked:
        st.subheader(f"Nearest to {plain(now.label)}")
        chart(
            figures.ranked_bars(now.neighbors, highlight_first=terms == 3),
            key="nearest_now",
            alt=f"The words nearest to {now.label}: {', '.join(now.neighbors.tokens[:3])}.",
            caption="Cosine similarity of each word with the sum so far; 1 is the same direction."
            f"{session.unrelated(E)}",
            table=now.neighbors.to_frame,
            on_click=session.choose_token_id,
        )
    controls.how(
        rf"\hat a - \hat b + \hat c, \quad \hat v = v / \lVert v \rVert \qquad "
        rf"\cos({tex(answer)},\; {tex(a)} - {tex(b)} + {tex(c)}) = {found.scores[0]:.3f}",
        f"""import embviz
from embviz.arithmetic import partial_sums

{session.load_line(E)}
for each in partial_sums(E, [(1, {a!r}), (-1, {b!r}), (1, {c!r})]):
    print(each.label, each.neighbors.tokens)""",
        "Each row is first made equally long (length 1), so that each word has the same say. Then "
        "the numbers are added dimension by dimension. The words in the sum are left out of the "
        "ranking.",
    )
    controls.page_link("explore/analogy.py", "Try other analogies")


def _told(E: EmbeddingMatrix, a: str, b: str, c: str, answer: str, terms: int, score: float) -> str:
    """Say in a sentence or two what the sum so far is."""
    if terms == 1:
        return f"You stand on {chip(a)}. Its nearest words are words like it."
    if terms == 2:
        return (
            f"Taking {chip(b)} away leaves what {chip(a)} has and {chip(b)} has not. That is a "
            "**step**, not a place: no word is near, and the list shows odd ones. Now add "
            f"{chip(c)} to make that step from there."
        )
    return (
        f"**{plain(a)} − {plain(b)} + {plain(c)} ≈ {plain(answer)}** (cosine {number(score)}). "
        f"This works where a step, such as that from {plain(b)} to {plain(a)}, has the same "
        f"direction for many words. {left_out(E, a, b, c)}"
    )
