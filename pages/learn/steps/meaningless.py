"""Why ids are not enough: their difference means nothing, that of the rows does."""

import pandas as pd
import streamlit as st

from embviz import figures, similarity
from embviz.embedding import EmbeddingMatrix
from embviz.similarity import angle, pairwise
from embviz.ui import controls, lesson, session, tables
from embviz.ui.chart import chart
from embviz.ui.text import chip, number, plain, tex, tex_number

TITLE = "Why ids are not enough"
LEDE = (
    "Ids can be subtracted, but the result depends on how the list happens to be sorted. Rows can "
    "be compared, and that comparison means something."
)


def show(E: EmbeddingMatrix) -> None:
    """Set differences of ids beside distances of rows."""
    tutorial = session.sample("tutorial")
    a, b = (tutorial.token_id(word) for word in ("Hello", "World"))
    distance = similarity(tutorial, "Hello", "World", "euclidean")
    st.subheader("By hand: Hello and World")
    with st.container(horizontal=True, gap="large"):
        st.metric("Difference of ids", f"|{a} − {b}| = {abs(a - b)}", width="content")
        st.metric("Distance of rows", number(distance), width="content")
        turn = tables.degrees(angle(tutorial, "Hello", "World"))
        st.metric("Angle between rows", turn, width="content")
    st.markdown(
        f"The {abs(a - b)} is meaningless: insert a few words into the list, and it changes, while "
        "the two words mean what they meant. Distance and angle come from the "
        f"{tutorial.dim} numbers of each row, wherever the rows stand."
    )

    st.subheader(f"Three words in {plain(E.name)}")
    lesson.instead(E, ("cat", "dog", "car"), session.lesson_words_of(E).trio)
    first, second, third = controls.three_words(E)
    if first is None or second is None or third is None:
        return
    words = [first, second, third]
    ids = [E.token_id(word) for word in words]
    cosines = pairwise(E, words)[0]
    distances = pairwise(E, words, "euclidean")[0]
    _lines(E, words, ids, distances.tolist())
    st.markdown(_verdict(words, ids, distances.tolist()))
    st.dataframe(
        {
            "pair": [f"{first} – {other}" for other in words[1:]],
            "difference of ids": [f"{abs(ids[0] - each):,}" for each in ids[1:]],
            "distance (lower is nearer)": [number(each) for each in distances[1:]],
            "angle": [tables.degrees(angle(E, first, other)) for other in words[1:]],
            "cosine similarity (higher is nearer)": [number(each) for each in cosines[1:]],
        },
        hide_index=True,
        width="stretch",
    )
    controls.how(
        rf"d = \sqrt{{\textstyle\sum_j (a_j - b_j)^2}} = {tex_number(distances[1])} \qquad "
        rf"\cos\theta = \frac{{a \cdot b}}{{\lVert a \rVert\,\lVert b \rVert}} = "
        rf"{tex_number(cosines[1])} \quad (a = {tex(first)},\; b = {tex(second)})",
        f"""import embviz

{session.load_line(E)}
embviz.similarity(E, {first!r}, {second!r}, metric="euclidean")
embviz.similarity(E, {first!r}, {second!r}, metric="cosine")""",
        "The distance is the length of the straight line between the two rows. The cosine compares "
        "only their directions: 1 when they point the same way, 0 at a right angle.",
    )
    controls.page_link("explore/similarity.py", "Compare other words")


def _lines(E: EmbeddingMatrix, words: list[str], ids: list[int], distances: list[float]) -> None:
    by_id, by_row = st.columns(2, gap="large")
    with by_id:
        chart(
            figures.number_line(words, ids, title="token id"),
            key="by_id",
            alt=f"The words {', '.join(words)} at their token ids.",
            caption=f"By id: where the words stand in the list of {len(E):,}.",
            table=lambda: pd.DataFrame({"token id": ids}, index=words),
        )
    with by_row:
        chart(
            figures.number_line(words, distances, title=f"distance from the row of {words[0]}"),
            key="by_row",
            alt=f"The words {', '.join(words[1:])} at their distance from {words[0]!r}.",
            caption=f"By row: how far each is from {chip(words[0])} in all {E.dim} dimensions.",
            table=lambda: pd.DataFrame({"distance": distances}, index=words),
        )


def _verdict(words: list[str], ids: list[int], distances: list[float]) -> str:
    """Say which of two words is nearer to the first, by ids and by rows."""
    by_id = words[1] if abs(ids[0] - ids[1]) < abs(ids[0] - ids[2]) else words[2]
    by_row = words[1] if distances[1] < distances[2] else words[2]
    told = f"The ids say that {chip(by_id)} is nearer to {chip(words[0])}. "
    if by_id == by_row:
        return told + "So do the rows, but the ids are right by luck: they know nothing of meaning."
    return told + f"The rows say {chip(by_row)}, and the rows are those that were made by meaning."
