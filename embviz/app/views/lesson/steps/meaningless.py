"""Why ids are not enough: their differences mean nothing, distances of rows do."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures, similarity
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.layout import links
from embviz.app.state import defaults, embeddings
from embviz.app.text import chip, format_number, format_vector, plain, tex, tex_number
from embviz.app.views.lesson import step_navigation
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import angle, pairwise

TITLE = "Why ids are not enough"
LEDE = (
    "Ids can be subtracted, but the result depends on how the list happens to be sorted. Rows can "
    "be compared, and that comparison means something."
)


def show(E: EmbeddingMatrix) -> None:
    """Compare differences of ids with distances of rows."""
    _show_tutorial(embeddings.sample("tutorial"))
    st.header(f"Three words in {plain(E.name)}")
    step_navigation.show_substitution_note(
        E, ("cat", "dog", "car"), defaults.cached_lesson_words(E).trio
    )
    first, second, third = inputs.three_word_inputs(E)
    if first is None or second is None or third is None:
        return
    if len({first, second, third}) < 3:
        st.info("Type three different words to compare them.", icon=":material/keyboard:")
        return
    words = [first, second, third]
    ids = [E.token_id(word) for word in words]
    cosines = pairwise(E, words)[0]
    distances = pairwise(E, words, "euclidean")[0]
    _draw_lines(E, words, ids, distances.tolist())
    st.markdown(_explain_order(words, ids, distances.tolist()))
    st.dataframe(
        pd.DataFrame(
            {
                f"{first} – {other}": [
                    f"{abs(ids[0] - ids[i]):,}",
                    format_number(distances[i]),
                    tables.format_degrees(angle(E, first, other)),
                    format_number(cosines[i]),
                ]
                for i, other in enumerate(words[1:], start=1)
            },
            index=["difference of ids", "distance ↓", "angle ↓", "cosine similarity ↑"],
        ),
        width="stretch",
    )
    st.caption(
        "↓ lower is nearer, ↑ higher is nearer. The **cosine** turns the angle between two rows "
        "into a number: 1 when they point the same way, 0 at a right angle, −1 when opposite."
    )
    st.markdown(_adjacent_ids_note(E, ids[0]))
    inputs.how_calculated(
        rf"d = \sqrt{{\textstyle\sum_j (a_j - b_j)^2}} = {tex_number(distances[1])} \qquad "
        rf"\cos\theta = \frac{{a \cdot b}}{{\lVert a \rVert\,\lVert b \rVert}} = "
        rf"{tex_number(cosines[1])} \qquad a = {tex(first)},\; b = {tex(second)}",
        f"""import embviz

{embeddings.load_snippet(E)}
embviz.similarity(E, {first!r}, {second!r}, metric="euclidean")
embviz.similarity(E, {first!r}, {second!r}, metric="cosine")""",
        "d is the length of the straight line between the two rows: subtract them number by "
        "number (j counts the dimensions), square, add up, take the root. θ is the angle between "
        "them, a · b the sum of the products, and ‖a‖ the length of a row.",
    )
    links.page_link("similarity", "Compare other words")


def _show_tutorial(tutorial: EmbeddingMatrix) -> None:
    a, b = (tutorial.token_id(word) for word in ("Hello", "World"))
    st.header("By hand: Hello and World")
    with st.container(horizontal=True, gap="large"):
        st.metric("Difference of ids", f"|{a} − {b}| = {abs(a - b)}", width="content")
        distance = similarity(tutorial, "Hello", "World", "euclidean")
        st.metric("Distance of rows", format_number(distance), width="content")
        degrees = tables.format_degrees(angle(tutorial, "Hello", "World"))
        st.metric("Angle between rows", degrees, width="content")
    st.markdown(
        f"The {abs(a - b)} is meaningless: insert a few words into the list, and it changes, while "
        "the two words mean what they meant. The rows "
        f"{format_vector(tutorial['Hello'], 3)} and {format_vector(tutorial['World'], 3)} lie in a "
        "**continuous space**, in which distance and angle can be measured."
    )


def _draw_lines(
    E: EmbeddingMatrix, words: list[str], ids: list[int], distances: list[float]
) -> None:
    by_id, by_row = st.columns(2, gap="large")
    with by_id:
        chart(
            figures.number_line(words, ids, title="token id"),
            key="by_id",
            alt=f"The words {', '.join(words)} at their token ids.",
            caption=f"By id: where the words stand in the list of {len(E):,}.",
            table=lambda: pd.DataFrame({"token id": ids}, index=words),
            python=lambda: snippets.script(
                E, snippets.words_lines(E, words), "result = [E.token_id(word) for word in words]"
            ),
        )
    with by_row:
        chart(
            figures.number_line(words, distances, title=f"distance from the row of {words[0]}"),
            key="by_row",
            alt=f"The words {', '.join(words[1:])} at their distance from {words[0]!r}.",
            caption=f"By row: how far each is from {chip(words[0])} in all {E.dim} dimensions.",
            table=lambda: pd.DataFrame({"distance": distances}, index=words),
            python=lambda: snippets.script(
                E, snippets.words_lines(E, words), 'result = pairwise(E, words, "euclidean")[0]'
            ),
        )


def _explain_order(words: list[str], ids: list[int], distances: list[float]) -> str:
    """Describe which of two words is nearer to the first, by ids and by rows."""
    by_id = _nearer(words, [abs(ids[0] - token_id) for token_id in ids])
    by_row = _nearer(words, distances)
    result = f"{chip(by_id)} is nearer to {chip(words[0])}" if by_id else "both are equally near"
    if by_id == by_row:
        return f"By the ids, {result}. The rows say so, too, but the ids say it by luck."
    row_result = f"{chip(by_row)} is" if by_row else "both are equally near, none"
    return f"By the ids, {result}. By the rows, {row_result}: ids know nothing of what words mean."


def _nearer(words: Sequence[str], distances: Sequence[float]) -> str | None:
    """Return which of the last two of three words is nearer to the first, None for a tie."""
    _, one, other = distances
    return None if one == other else words[1] if one < other else words[2]


def _adjacent_ids_note(E: EmbeddingMatrix, token_id: int) -> str:
    """Describe how similar a word is to those before and after it in the vocabulary."""
    word = E.tokens[token_id]
    adjacent = [E.tokens[i] for i in (token_id - 1, token_id + 1) if 0 <= i < len(E)]
    descriptions = " and ".join(
        f"{chip(other)} (cosine {format_number(similarity(E, word, other))})" for other in adjacent
    )
    return f"The nearest ids to that of {chip(word)} belong to {descriptions}."
