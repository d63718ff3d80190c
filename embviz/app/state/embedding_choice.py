"""Choosing another embedding, and replacing the words that it lacks."""

from __future__ import annotations

from embviz.app.state import current_word, defaults, embeddings, keys, shared_files


def choose(name: str) -> None:
    """Show the embedding `name` on every page. For callbacks."""
    keys.EMBEDDING.set(name)
    replace_missing_words()


def replace_missing_words() -> None:
    """Replace words that the newly chosen embedding lacks by its own first ones.

    If the current word is replaced, the sidebar says so. Other text fields get their defaults again
    if they are unchanged, or if the embedding lacks most of their words. While the embedding is
    still being read, this is left to `replace_missing_words_if_pending`.
    """
    if not shared_files.is_ready(embeddings.current_name()):
        keys.ARE_WORDS_UNCHECKED.set(True)
        return
    E = embeddings.current()
    if current_word.token() is None:
        keys.REPLACED_WORD.set(current_word.get())
        current_word.set_pending(E.tokens[0])
    keys.WORD_GROUPS.pop()
    defaults.reset_missing(E)


def replace_missing_words_if_pending() -> None:
    """Call `replace_missing_words` if it could not be done before the embedding was read."""
    if keys.ARE_WORDS_UNCHECKED.pop():
        replace_missing_words()
