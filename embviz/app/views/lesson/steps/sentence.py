"""A sentence becomes a matrix: tokens, ids, rows, stack."""

import pandas as pd
import streamlit as st

from embviz import encode, figures
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.layout import links
from embviz.app.state import defaults, embeddings
from embviz.app.text import chip, chips, format_count, format_vector, plain
from embviz.embedding import EmbeddingMatrix, Encoding
from embviz.io import SAMPLES

TITLE = "A sentence becomes a matrix"
LEDE = (
    "A text is cut into tokens, each token is looked up, and the rows are stacked in the order of "
    "the text. That stack is what a language model starts to work with."
)
CUT_SUBWORDS, CUT_WORDS = "Subwords of a transformer", "Words of the chosen embedding"


def show(E: EmbeddingMatrix) -> None:
    """Stack the rows of Hello World, then those of any sentence."""
    _show_tutorial(embeddings.sample("tutorial"))
    st.header("Your sentence")
    is_sample = E.name in SAMPLES
    default = "Hello, embeddings!" if is_sample else " ".join(E.tokens[:3])
    text = st.text_input(
        "Sentence",
        defaults.remember_default("lesson_text", default),
        key="lesson_text",
        bind="query-params",
        max_chars=300,
    )
    cuts = [CUT_SUBWORDS, CUT_WORDS] if is_sample else [CUT_WORDS, CUT_SUBWORDS]
    cut = CUT_WORDS if E.tokenizer else inputs.option_input("Cut it into", cuts, key="cut")
    used = E if cut == CUT_WORDS else embeddings.sample("minilm")
    encoding = encode(used, text)
    if not encoding.tokens:
        st.info(
            f"{chip(used.name)} has none of these words. Type others.", icon=":material/keyboard:"
        )
        return
    shape = list(encoding.vectors.shape)
    with st.container(horizontal=True, gap="large"):
        st.metric("Tokens", len(encoding.tokens), width="content")
        st.metric("Numbers each", used.dim, width="content")
        st.metric("Shape of the matrix", f"{shape}", width="content")
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.dataframe(tables.encoding_table(encoding), hide_index=True, width="stretch")
        st.caption(_explain_cut(used, encoding))
    with right:
        chart(
            figures.matrix_heatmap(encoding.tokens, encoding.token_ids, encoding.vectors),
            key="lesson_stack",
            alt=f"The rows of the {len(encoding.tokens)} tokens, one below the other.",
            caption=f"The stacked rows in {chip(used.name)}: one strip a token, in the order of "
            "the sentence.",
            table=lambda: pd.DataFrame(encoding.vectors, index=list(encoding.tokens)),
            python=lambda: snippets.encode_script(used, text),
        )
    inputs.how_calculated(
        r"X = \begin{pmatrix} "
        + r" \\ ".join(f"E_{{{token_id}}}" for token_id in encoding.token_ids[:8])
        + (r" \\ \vdots" if len(encoding.token_ids) > 8 else "")
        + rf" \end{{pmatrix}} \in \mathbb{{R}}^{{{shape[0]} \times {shape[1]}}}",
        f"""import embviz

{embeddings.load_snippet(used)}
embviz.encode(E, {text!r}).vectors.shape""",
        "Nothing is calculated here either: each row is looked up and laid below the one before. "
        f"The sign on the right says: a table of {shape[0]} rows and {shape[1]} columns.",
    )
    links.page_link("lookup", "Look up words and sentences")


def _show_tutorial(tutorial: EmbeddingMatrix) -> None:
    st.header("By hand: Hello World")
    hello = encode(tutorial, "Hello World")
    cut, ids, rows = st.columns([2, 2, 5], border=True)
    cut.caption("1 · Cut into tokens")
    cut.markdown(chips(hello.tokens))
    ids.caption("2 · Look up the ids")
    named = zip(hello.tokens, hello.token_ids, strict=True)
    ids.markdown("  \n".join(f"{plain(token)} → **{token_id}**" for token, token_id in named))
    rows.caption("3 · Take the rows and stack them")
    stack = zip(hello.vectors, hello.tokens, strict=True)
    rows.markdown(
        "  \n".join(f"`{format_vector(row, 3)}` ← {plain(token)}" for row, token in stack)
    )
    st.markdown(
        f"{format_count(len(hello.tokens), 'token')}, {tutorial.dim} numbers each: a matrix of "
        f"shape **{list(hello.vectors.shape)}**."
    )


def _explain_cut(E: EmbeddingMatrix, encoding: Encoding) -> str:
    """Describe how the text was cut, and what happened to unknown words."""
    if E.tokenizer:
        return (
            "A transformer cuts rare words into pieces: `##` marks one that goes on where the last "
            "one ended. `[CLS]` and `[SEP]` mark the beginning and the end."
        )
    if encoding.unknown:
        return f"{chip(E.name)} has no {chips(encoding.unknown)}, so there is no row for that."
    return f"Every word has its row in {chip(E.name)}."
