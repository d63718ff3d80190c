"""The current word: the one in the sidebar's text field, or that was clicked since.

While only a fragment runs, the text field keeps the old word, which the browser sends with every
event, and a value that a callback sets for it does not reach the browser. A clicked word is
therefore pending until the field is shown again: see `commit`.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from embviz.app.config import settings
from embviz.app.state import embeddings, keys
from embviz.embedding import find_word

DEFAULT_WORD = "king"

# The keys of the fragments that can run without the rest of the app.
PAGE_FRAGMENT, WORD_FRAGMENT = "page", "current_word"


def default() -> str:
    """Return the current word of a session that has not chosen one."""
    return next(iter(settings.current().words), DEFAULT_WORD)


def get() -> str:
    """Return the current word as it was typed."""
    return keys.PENDING_WORD.get(keys.WORD.get(default()))


def token() -> str | None:
    """Return the token of the current word, None if the current embedding does not have it."""
    return find_word(embeddings.current(), get()).token


def choose(token: str) -> None:
    """Make `token` the current word. For callbacks, as their last call."""
    set_pending(token)
    if keys.IS_FRAGMENT_PAGE.get():
        rerun()


def choose_by_id(token_id: int) -> None:
    """Make a clicked token the current word; ignore a token id out of range. For callbacks."""
    _call_with_token(token_id, choose)


def set_pending(token: str) -> None:
    """Make `token` the current word, while the text field in the sidebar is not run."""
    keys.PENDING_WORD.set(token)


def set_pending_by_id(token_id: int) -> None:
    """Make a clicked token the pending word; ignore a token id out of range."""
    _call_with_token(token_id, set_pending)


def discard_pending() -> None:
    """Make the word in the text field the current one again. For callbacks."""
    keys.PENDING_WORD.pop()


def commit() -> None:
    """Move the pending word into the text field. Call it before the field is shown."""
    if (pending := keys.PENDING_WORD.pop()) is not None:
        keys.WORD.set(pending)


def rerun() -> None:
    """Rerun the parts that show the current word. For callbacks."""
    # List the page last, because it may end the run.
    st.rerun([WORD_FRAGMENT, PAGE_FRAGMENT] if keys.IS_FRAGMENT_PAGE.get() else "app")


def _call_with_token(token_id: int, callback: Callable[[str], None]) -> None:
    tokens = embeddings.current().tokens
    if 0 <= token_id < len(tokens):
        callback(tokens[token_id])
