"""What a visitor has chosen: the embedding and the word, shared by all pages."""

from __future__ import annotations

import streamlit as st

from embviz.embedding import EmbeddingMatrix
from embviz.lookup import lookup
from embviz.samples import SAMPLES, load_sample, word_groups
from embviz.ui.text import plain

FIRST_WORD = "king"

# What a page shows before anybody types, as far as the embedding has the words.
FIRST_WORDS = {
    "matrix": "king queen man woman prince princess dog cat horse bird paris london berlin rome "
    "one two three four happy sad",
    "map": "cat dog horse car truck bus king queen prince princess",
    "pairs": "king queen man woman cat dog horse car truck bus",
    "two": "cat dog",
    "analogy": "king man woman",
}
MOST_DRAWN = 500
# How many words of an embedding without any of these are shown instead.
AT_LEAST = {"matrix": 20, "map": 30, "pairs": 10, "two": 2, "analogy": 3}


@st.cache_resource(max_entries=len(SAMPLES), show_spinner=False)
def sample(name: str) -> EmbeddingMatrix:
    """Return a sample, loaded once for all visitors: its arrays are read-only."""
    return load_sample(name)


def uploads() -> dict[str, EmbeddingMatrix]:
    """Return this visitor's own embeddings by name. No other visitor sees them."""
    own: dict[str, EmbeddingMatrix] = st.session_state.setdefault("uploads", {})
    return own


def choices() -> list[str]:
    """Return the names of the embeddings this visitor can choose."""
    return [*SAMPLES, *uploads()]


def get(name: str) -> EmbeddingMatrix:
    """Return the embedding of that name."""
    own = uploads()
    return own[name] if name in own else sample(name)


def description(E: EmbeddingMatrix) -> str:
    """Return where an embedding comes from, in one line."""
    if E.name in SAMPLES:
        return SAMPLES[E.name].description
    return f"{len(E):,} words × {E.dim} dimensions, {plain(E.source)}"


def load_line(E: EmbeddingMatrix) -> str:
    """Return the line of Python that loads this embedding."""
    if E.name in SAMPLES:
        return f'E = embviz.load_sample("{E.name}")'
    return f"E = embviz.load({E.name!r})  # your file"


def embedding() -> EmbeddingMatrix:
    """Return the embedding that every page shows."""
    name = st.session_state.get("embedding")
    return get(name if name in choices() else next(iter(SAMPLES)))


def word() -> str:
    """Return the current word as typed."""
    typed: str = st.session_state.get("word", FIRST_WORD)
    return typed


def choose_word(token: str) -> None:
    """Make `token` the current word. For callbacks: the sidebar's field shows it at once."""
    st.session_state["word"] = token


def choose_token_id(token_id: int) -> None:
    """Make the token of a clicked row the current word; an id out of range is ignored."""
    tokens = embedding().tokens
    if 0 <= token_id < len(tokens):
        choose_word(tokens[token_id])


def use(name: str) -> None:
    """Show the embedding `name` on every page. For callbacks."""
    st.session_state["embedding"] = name
    keep_word_known()


def keep_word_known() -> None:
    """Take the first word of a new embedding where it lacks the current one, and say so."""
    E = embedding()
    if lookup(E, word()).token is None:
        st.session_state["word_note"] = word()
        choose_word(E.tokens[0])


def token() -> str | None:
    """Return the token of the current word, None when the embedding does not have it."""
    return lookup(embedding(), word()).token


def some_words(E: EmbeddingMatrix, purpose: str) -> list[str]:
    """Return words to begin with: the usual ones, or the embedding's own first ones."""
    usual = FIRST_WORDS[purpose].split()
    known = [each for each in usual if each in E]
    if purpose in ("two", "analogy"):
        if len(known) == len(usual):
            return known
        return [*E.tokens[: len(usual)], *[""] * (len(usual) - len(E))]
    return known if len(known) > 3 else list(E.tokens[: AT_LEAST[purpose]])


def groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    """Return the groups of words to draw: the embedding's own labels, or the curated groups."""
    if "group" in E.labels:
        own: dict[str, list[str]] = {}
        for each, name in zip(E.tokens[:MOST_DRAWN], E.labels["group"], strict=False):
            own.setdefault(name or "no group", []).append(each)
        return own
    known = {name: [each for each in words if each in E] for name, words in word_groups().items()}
    known = {name: words for name, words in known.items() if words}
    if sum(map(len, known.values())) > 3:
        return known
    return {"all words": list(E.tokens[:MOST_DRAWN])}
