"""Lines that name words, and other lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from embviz.embedding import EmbeddingMatrix

# A list is written in lines no longer than the field that shows a script is wide.
MAX_LINE_CHARS = 74
# Tokens that follow each other in the vocabulary are named by their places, if they are many.
MAX_LISTED_RUN = 8


def list_literal(name: str, values: Iterable[object]) -> str:
    """Return the lines that give a list of values a name.

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
    """Return the line that names ``words_lines``: a run of the vocabulary by its places."""
    ids = [E.token_id(token) for token in tokens]
    if len(ids) > MAX_LISTED_RUN and ids == list(range(ids[0], ids[0] + len(ids))):
        return f"words = E.tokens[{ids[0]}:{ids[-1] + 1}]"
    return list_literal("words", tokens)


def ids_lines(E: EmbeddingMatrix, tokens: Sequence[str]) -> tuple[str, str]:
    """Return the lines that name ``words_lines`` and their ``ids_lines``."""
    return words_lines(E, tokens), "ids = [E.token_id(word) for word in words]"
