"""The matrix and the lookup: one-hot × E is a row."""

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.layout import links
from embviz.app.state import embeddings
from embviz.app.text import format_count, format_decimals, format_vector, plain, tex
from embviz.embedding import EmbeddingMatrix
from embviz.lesson import one_hot_product

TITLE = "The matrix and the lookup"
LEDE = (
    "The embedding matrix E has one row for every token and one column for every dimension. The "
    "token id says which row to take: that is the whole lookup."
)


def show(E: EmbeddingMatrix) -> None:
    """Multiply a one-hot vector with the tutorial matrix, then with the chosen embedding."""
    tutorial = embeddings.sample("tutorial")
    inputs.current_word_input("Your word", key="lesson_word")
    token = inputs.current_token(E)
    by_hand, real = st.columns(2, gap="large")
    with by_hand:
        st.header("By hand: Hello")
        _show_lookup(tutorial, "Hello", [tutorial.token_id("World")], key="by_hand")
    with real:
        st.header(f"Your word in {plain(E.name)}")
        if token is not None:
            _show_lookup(E, token, [], key="real")

    st.markdown(
        "**What does one of these numbers mean?** Alone, next to nothing. Together they hold what "
        "the word means, which words it is used with, and its role in a sentence. In the tutorial "
        "matrix somebody made them up; a real model learns them from text, as you will see."
    )
    shown_token = token or E.tokens[0]
    token_id = E.token_id(shown_token)
    values = ", ".join(format_decimals(E[shown_token][:3])).replace("−", "-")
    more = r", \dots" if E.dim > 3 else ""
    inputs.how_calculated(
        rf"x = ({'1' if token_id == 0 else '0'}, \dots), \quad x_{{{token_id}}} = 1 \qquad "
        rf"x\,E = \sum_{{i=0}}^{{{len(E) - 1}}} x_i\,E_i = E_{{{token_id}}} = ({values}{more}) "
        rf"\qquad E_{{{token_id}}}: {tex(shown_token)}",
        f"""import embviz
from embviz.lesson import one_hot_product

{embeddings.load_snippet(E)}
one_hot_product(E, {shown_token!r}).n_equal  # of {E.dim}""",
        "x is the one-hot vector: a 1 at the place of the id, 0 everywhere else. Multiplying it "
        "with E means: multiply each row of E with its number of x, then add up each column. All "
        "rows but one are multiplied by 0, so the sum is that row. Computers skip the zeros and "
        "just look the row up.",
    )
    links.page_link("matrix", "See many rows of the matrix as one picture")


def _show_lookup(E: EmbeddingMatrix, token: str, other_ids: list[int], *, key: str) -> None:
    result = one_hot_product(E, token)
    token_id = result.token_id
    chart(
        figures.onehot_product(E, result, other_ids),
        key=f"{key}_picture",
        alt=f"The one-hot vector of {token!r} times the matrix: the sum is row {token_id}.",
        caption=f"The **one-hot** column is 0 everywhere, and 1 at {token_id:,}. Multiply each row "
        "by the number beside it and add up the columns: only the framed row is left.",
        table=lambda: pd.DataFrame(
            {"one-hot × E": result.product, f"E[{token_id}]": result.row},
            index=pd.RangeIndex(E.dim, name="dimension"),
        ),
        python=lambda: snippets.script(
            E,
            f"lookup = one_hot_product(E, {token!r})",
            "result = np.column_stack([lookup.product, lookup.row])",
        ),
    )
    st.markdown(
        f"E has the shape {len(E):,} × {E.dim}. The full product and the row agree in "
        f"**{result.n_equal} of {format_count(E.dim, 'number')}**, exactly."
    )
    st.markdown(f"**E[{token_id}] = {format_vector(result.row)}**")
    dimension = inputs.integer_input(
        f"Check it: a dimension from 0 to {E.dim - 1}", key=f"{key}_dim", below=E.dim
    )
    if dimension is not None:
        st.markdown(_column_sum(E, token_id, dimension))


def _column_sum(E: EmbeddingMatrix, token_id: int, dimension: int) -> str:
    """Return the sum of one column, with the numbers of the first rows and of the chosen one."""
    token_ids = sorted({*range(min(2, len(E))), token_id, len(E) - 1})
    values = format_decimals(E.vectors[token_ids, dimension])
    terms, before = [], -1
    for i, value in zip(token_ids, values, strict=True):
        factor = f"({value})" if value.startswith("−") else value
        skipped = "… + " if i > before + 1 else ""
        terms.append(skipped + (f"**1 × {factor}**" if i == token_id else f"0 × {factor}"))
        before = i
    total = values[token_ids.index(token_id)]
    return f"Column {dimension}: {' + '.join(terms)} = **{total}**, the number in the row."
