"""The embedding matrix as a heatmap."""

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.neighbors import order_by_similarity

MAX_ROWS = 100

E = session.embedding()

inputs.page_header(
    "The matrix as a picture",
    "Every row is one word, every column one dimension. Orange cells are above zero, blue cells "
    "below, faint cells near zero: words used alike show alike patterns.",
)

with st.container(horizontal=True, vertical_alignment="bottom"):
    rows_of = inputs.option_input("Rows", ["Chosen words", "By token id"], key="rows")
    order = inputs.option_input("Order", ["As given", "Similar together"], key="order")

if rows_of == "Chosen words":
    tokens = inputs.words_input(
        E, "Words", key="words", default=session.default_words(E, "matrix"), max_words=MAX_ROWS
    )
else:
    tokens = inputs.token_range_input(E)

if not tokens:
    if rows_of == "Chosen words":
        st.info("Type some words to see their rows.", icon=":material/keyboard:")
    st.stop()

given = tokens
if order == "Similar together":
    tokens = order_by_similarity(E, tokens)
token_ids = [E.token_id(token) for token in tokens]
rows = E.vectors[token_ids]
limit = figures.color_limit(rows)
chart(
    figures.matrix_heatmap(tokens, token_ids, rows, current=session.token()),
    key="heatmap",
    alt=f"{len(tokens)} rows of the embedding matrix as colored cells, {E.dim} dimensions across.",
    caption=f"A column of one color is a dimension on which these words agree, or nearly all words "
    f"do. Values beyond ±{limit:.2g} are drawn in the end colors; point at a cell for the exact "
    "value, click it to make its word the current one.",
    table=lambda: pd.DataFrame(rows, index=tokens),
    python=lambda: snippets.rows_script(E, given, similar_together=order == "Similar together"),
    on_click=session.choose_word_by_id,
)
inputs.how_calculated(
    rf"E \in \mathbb{{R}}^{{{len(E)} \times {E.dim}}} \qquad E_{{\text{{id}},\,j}}",
    f"""import embviz

{session.load_snippet(E)}
E.vectors.shape                # {E.vectors.shape}
E.vectors[{token_ids[0]}, :5]  # the first five numbers of {tokens[0]!r}""",
    "The picture shows the numbers themselves; nothing is computed. *Similar together* changes the "
    "order of the rows only: rows with a high cosine similarity become neighbors (average linkage, "
    "optimal leaf order).",
)
