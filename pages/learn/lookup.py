"""Word → token id → row of the matrix; sentence → stacked rows."""

from functools import partial

import pandas as pd
import streamlit as st

from embviz import EmbeddingMatrix, encode, figures, most_similar
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.config import Page
from embviz.app.state import current_word, embeddings
from embviz.app.text import chip, format_count, format_number, plain

PAGE = Page(
    title="Look up",
    icon=":material/search:",
    section="Learn",
    order=2,
    is_fragment=True,
    views=("", "word=qween"),
)

N_NEIGHBORS = 10


def show() -> None:
    """Look up a word, then the words of a sentence."""
    E = embeddings.current()
    inputs.page_header(
        "Look up a word",
        "A model never reads letters. The vocabulary turns a word into a token id, and the id "
        "picks one row of a large table of numbers: the embedding matrix.",
    )
    inputs.current_word_input("Word", key="lookup_word")
    token = inputs.current_token(E)
    if token is not None:
        _show_row(E, token)
        left, right = st.columns(2, gap="large")
        with left:
            _show_neighbors(E, token)
        with right:
            _show_adjacent_rows(E, token)

    st.header("A sentence becomes a matrix")
    text = st.text_input(
        "Sentence", "Hello World", key="sentence", bind="query-params", max_chars=500
    )
    _show_sentence(E, text)

    shown_token = token or E.tokens[0]
    inputs.how_calculated(
        r"\text{row} = E[\text{id}] \qquad "
        r"\lVert v \rVert = \sqrt{v_0^2 + v_1^2 + \dots + v_{d-1}^2}",
        f"""import embviz

{embeddings.load_snippet(E)}
E.token_id({shown_token!r})          # the row number
E[{shown_token!r}]                   # the row, {E.dim} numbers
embviz.encode(E, {text!r}).vectors.shape""",
        "The vocabulary is a list; a token's id is its place in it. Looking up is nothing but "
        "taking the row with that number. Its length is that of the straight line from the origin.",
    )


def _show_row(E: EmbeddingMatrix, token: str) -> None:
    token_id, row = E.token_id(token), E[token]
    with st.container(horizontal=True, gap="large"):
        st.metric("Token", plain(token), width="content")
        st.metric("Token id (row)", token_id, width="content", help="Rows are counted from 0.")
        st.metric(
            "Length of vector",
            format_number(float(E.norms[token_id])),
            width="content",
            help="The square root of the sum of all numbers of the row, each squared.",
        )
    chart(
        figures.row_strip(row),
        key="row",
        alt=f"The row of {token!r} as a strip of {E.dim} colored cells.",
        caption=f"Row {token_id:,} of {len(E):,}, one cell a dimension: orange is above zero, blue "
        "below, faint near zero. One number alone means little; together they place the word.",
        table=lambda: pd.DataFrame({"value": row}, index=pd.RangeIndex(E.dim, name="dimension")),
        python=lambda: snippets.script(E, f"result = E[{token!r}]"),
    )


def _show_neighbors(E: EmbeddingMatrix, token: str) -> None:
    st.header("Nearest words")
    neighbors = most_similar(E, token, k=N_NEIGHBORS)
    chart(
        figures.ranked_bars(neighbors),
        key="neighbors",
        alt=f"The words whose rows point most nearly the same way as that of {token!r}.",
        caption="Cosine similarity: 1 is the same direction."
        + embeddings.baseline_cosine_note(E)
        + " Click a bar to go on from that word.",
        table=neighbors.to_frame,
        python=partial(snippets.neighbors_script, E, token, N_NEIGHBORS),
        on_click=current_word.choose_by_id,
    )


def _show_adjacent_rows(E: EmbeddingMatrix, token: str) -> None:
    token_id = E.token_id(token)
    st.header("Where the row stands")
    st.dataframe(
        tables.rows_around(E, token_id),
        column_config={"token id": st.column_config.NumberColumn(pinned=True, format="%d")},
        width="stretch",
    )
    st.caption(
        f"The rows around number {token_id:,}. Neighbors in the list need not be alike: an id is a "
        "place in a list and says nothing about meaning."
    )


def _show_sentence(E: EmbeddingMatrix, text: str) -> None:
    encoding = encode(E, text)
    if encoding.unknown:
        instead = "get a row that stands for all unknown text" if E.tokenizer else "get no row"
        st.caption(
            f":material/info: {len(encoding.unknown)} of {len(encoding.lookups)} pieces are not in "
            f"this vocabulary and {instead}; the table names them."
        )
    if encoding.lookups:
        st.dataframe(tables.encoding_table(encoding), hide_index=True, width="stretch")
    if encoding.tokens:
        n = len(encoding.tokens)
        st.markdown(
            f"{format_count(n, 'token')}, {E.dim} numbers each: a matrix of shape "
            f"**[{n}, {E.dim}]**"
        )
        chart(
            figures.matrix_heatmap(encoding.tokens, encoding.token_ids, encoding.vectors),
            key="stack",
            alt=f"The rows of the {n} tokens of the sentence, one below the other.",
            caption="The stacked rows, in the order of the sentence. Equal words have equal rows. "
            f"Click a row to look up its word, {chip(encoding.tokens[0])} for one.",
            table=lambda: pd.DataFrame(encoding.vectors, index=list(encoding.tokens)),
            python=lambda: snippets.encode_script(E, text),
            on_click=current_word.choose_by_id,
        )
    elif text.strip():
        st.info("None of these words is in the vocabulary, so there is nothing to stack.")
    else:
        st.info("Type a sentence to see it become a matrix.", icon=":material/keyboard:")


if __name__ == "__main__":
    show()
