"""Lines that name words, and other lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from embviz.embedding import EmbeddingMatrix

# A list is written in lines no longer than the field that shows a script is wide.
WIDTH = 74
# Tokens that follow each other in the vocabulary are named by their places, if they are many.
MANY = 8


def listed(name: str, values: Iterable[object]) -> str:
    """Return the lines that give a list of values a name.

    Examples
    --------
    >>> print(listed("words", ["cat", "dog"]))
    words = ['cat', 'dog']
    """
    parts = [repr(value) for value in values]
    line = f"{name} = [{', '.join(parts)}]"
    if len(line) <= WIDTH:
        return line
    lines = [f"{name} = [", "   "]
    for part in parts:
        if len(lines[-1]) + len(part) + 2 > WIDTH and lines[-1].strip():
            lines.append("   ")
        lines[-1] += f" {part},"
    return "\n".join([*lines, "]"])


def words(E: EmbeddingMatrix, tokens: Sequence[str]) -> str:
    """Return the line that names ``words``: a run of the vocabulary by its places."""
    ids = [E.token_id(token) for token in tokens]
    if len(ids) > MANY and ids == list(range(ids[0], ids[0] + len(ids))):
        return f"words = E.tokens[{ids[0]}:{ids[-1] + 1}]"
    return listed("words", tokens)


def ids(E: EmbeddingMatrix, tokens: Sequence[str]) -> tuple[str, str]:
    """Return the lines that name ``words`` and their ``ids``."""
    return words(E, tokens), "ids = [E.token_id(word) for word in words]"
