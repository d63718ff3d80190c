"""Assignments of words and other lists, for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from embviz.embedding import EmbeddingMatrix

# The width of the field that shows a script.
MAX_LINE_CHARS = 74
# A longer run of consecutive tokens is written as a slice of the vocabulary.
MAX_LISTED_RUN = 8


def list_literal(name: str, values: Iterable[object]) -> str:
    """Return the lines that assign a list of values to a name.

    Examples
    --------
    >>> print(list_literal("words", ["cat", "dog"]))
    words = ['cat', 'dog']
    """
    parts = [repr(value) for value in values]
    line = f"{name} = [{', '.join(parts)}]"
    if len(line) <= MAX_LINE_CHARS:
        return line
    lines = [f"{name} = [", "   "]
    for part in parts:
        if len(lines[-1]) + len(part) + 2 > MAX_LINE_CHARS and lines[-1].strip():
            lines.append("   ")
        lines[-1] += f" {part},"
    return "\n".join([*lines, "]"])


def words_lines(E: EmbeddingMatrix, tokens: Sequence[str]) -> str:
    """Return the lines that assign ``words``: a run of the vocabulary as a slice of it."""
    ids = [E.token_id(token) for token in tokens]
    if len(ids) > MAX_LISTED_RUN and ids == list(range(ids[0], ids[0] + len(ids))):
        return f"words = E.tokens[{ids[0]}:{ids[-1] + 1}]"
    return list_literal("words", tokens)


def ids_lines(E: EmbeddingMatrix, tokens: Sequence[str]) -> tuple[str, str]:
    """Return the lines that assign ``words`` and their ``ids``."""
    return words_lines(E, tokens), "ids = [E.token_id(word) for word in words]"
