"""A word has the same row in every sentence; opposites have similar rows."""

import streamlit as st

from embviz import encode, similarity
from embviz.app.state import defaults, embeddings
from embviz.app.text import chip, format_number, format_vector
from embviz.embedding import EmbeddingMatrix, find_word

SENTENCES = ("She sat on the bank of the river", "The bank in the street lends money")
SENSES = ("money", "river")
OPPOSITES = (("up", "down"), ("good", "bad"), ("hot", "cold"), ("love", "hate"), ("joy", "sadness"))


def show(E: EmbeddingMatrix) -> None:
    """Look one word up in two sentences, then compare opposites."""
    st.header("One row, whatever the sentence")
    bank = find_word(E, "bank").token
    if bank is not None:
        _show_bank(E, bank)
    else:
        token = (defaults.cached_lesson_words(E).trio or E.tokens)[0]
        st.caption(":material/info: This vocabulary has no `bank`, the usual example.")
        st.markdown(
            f"Take {chip(token)}: in every sentence it is row {E.token_id(token):,}, "
            f"**{format_vector(E[token], 3)}**. The lookup sees the word and nothing around it. A "
            "word with two meanings has one row for both."
        )
    pairs = [pair for pair in OPPOSITES if all(word in E for word in pair)]
    if not pairs:
        return
    st.header("Used alike is not meaning alike")
    cosines = "; ".join(
        f"{chip(a)} and {chip(b)} {format_number(similarity(E, a, b))}" for a, b in pairs
    )
    st.markdown(
        f"Opposites stand in the same sentences, so their rows are alike. Their cosines: {cosines}."
        + embeddings.baseline_cosine_note(E)
    )


def _show_bank(E: EmbeddingMatrix, bank: str) -> None:
    for text in SENTENCES:
        encoding = encode(E, text)
        if bank in encoding.tokens:
            i = encoding.tokens.index(bank)
            row = format_vector(encoding.vectors[i], 3)
            st.markdown(f"*{text}*: {chip(bank)} → {encoding.token_ids[i]:,} → **{row}**")
    cosines = [
        f"{format_number(similarity(E, bank, sense))} with {chip(sense)}"
        for sense in SENSES
        if sense in E
    ]
    st.markdown(
        "Both times it is the same row: the lookup sees the word and nothing around it. The bank "
        "by the river and the bank for money must share it"
        + (f" (its cosine: {', '.join(cosines)})" if cosines else "")
        + ". Later layers of a transformer tell them apart; the embedding matrix cannot."
    )
