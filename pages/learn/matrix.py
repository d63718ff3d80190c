"""The embedding matrix as a heatmap."""

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.config import Page
from embviz.app.state import current_word, defaults, embeddings
from embviz.neighbors import order_by_similarity

PAGE = Page(
    title="Matrix",
    icon=":material/grid_on:",
    section="Learn",
    order=3,
    is_fragment=True,
    views=("rows=Chosen+words", "rows=By+token+id"),
)

MAX_ROWS = 100
CHOSEN_WORDS, BY_TOKEN_ID = "Chosen words", "By token id"
AS_GIVEN, SIMILAR_TOGETHER = "As given", "Similar together"


def show() -> None:
    """Show some rows of the matrix, those of chosen words or a range of ids."""
    E = embeddings.current()
    inputs.page_header(
        "The matrix as a picture",
        "Every row is one word, every column one dimension. Orange cells are above zero, blue "
        "cells below, faint cells near zero: words used alike show alike patterns.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows_by = inputs.option_input("Rows", [CHOSEN_WORDS, BY_TOKEN_ID], key="rows")
        order = inputs.option_input("Order", [AS_GIVEN, SIMILAR_TOGETHER], key="order")
    if rows_by == CHOSEN_WORDS:
        default = defaults.default_words(E, "matrix")
        words = inputs.words_input(E, "Words", key="words", default=default, max_words=MAX_ROWS)
        if not words:
            st.info("Type some words to see their rows.", icon=":material/keyboard:")
    else:
        words = inputs.token_range_input(E)
    if not words:
        return

    is_sorted = order == SIMILAR_TOGETHER
    tokens = order_by_similarity(E, words) if is_sorted else words
    token_ids = [E.token_id(token) for token in tokens]
    rows = E.vectors[token_ids]
    limit = figures.color_limit(rows)
    chart(
        figures.matrix_heatmap(tokens, token_ids, rows, current=current_word.token()),
        key="heatmap",
        alt=f"{len(tokens)} rows of the embedding matrix as colored cells, {E.dim} dimensions "
        "across.",
        caption="A column of one color is a dimension on which these words agree, or nearly all "
        f"words do. Values beyond ±{limit:.2g} are drawn in the end colors; point at a cell for "
        "the exact value, click it to make its word the current one.",
        table=lambda: pd.DataFrame(rows, index=tokens),
        python=lambda: snippets.rows_script(E, words, similar_together=is_sorted),
        on_click=current_word.choose_by_id,
    )
    inputs.how_calculated(
        rf"E \in \mathbb{{R}}^{{{len(E)} \times {E.dim}}} \qquad E_{{\text{{id}},\,j}}",
        f"""import embviz

{embeddings.load_snippet(E)}
E.vectors.shape                # {E.vectors.shape}
E.vectors[{token_ids[0]}, :5]  # the first five numbers of {tokens[0]!r}""",
        "The picture shows the numbers themselves; nothing is computed. *Similar together* changes "
        "the order of the rows only: rows with a high cosine similarity become neighbors (average "
        "linkage, optimal leaf order).",
    )


if __name__ == "__main__":
    show()
