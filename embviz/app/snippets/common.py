"""Scripts that several pictures need."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.app.snippets.literals import ids_lines, list_literal, words_lines
from embviz.app.snippets.script import script
from embviz.axes import Axis, parse_axis
from embviz.embedding import EmbeddingMatrix


def rows_script(
    E: EmbeddingMatrix,
    tokens: Sequence[str],
    *,
    similar_together: bool = False,
    first: int | None = None,
) -> str:
    """Return a script that stacks the rows of words, or the first `first` numbers of each."""
    return script(
        E,
        words_lines(E, tokens),
        *(["words = order_by_similarity(E, words)"] if similar_together else []),
        "ids = [E.token_id(word) for word in words]",
        f"result = E.vectors[ids{f', :{first}' if first else ''}]",
    )


def encode_script(E: EmbeddingMatrix, text: str) -> str:
    """Return a script that stacks the rows of the tokens of a text."""
    return script(E, f"result = embviz.encode(E, {text!r}).vectors")


def neighbors_script(E: EmbeddingMatrix, token: str, k: int, *setup: str) -> str:
    """Return a script that finds the words nearest to a word, after the lines `setup`."""
    return script(E, *setup, f"result = embviz.most_similar(E, {token!r}, k={k}).to_frame()")


def pca_script(E: EmbeddingMatrix, tokens: Sequence[str], *setup: str) -> str:
    """Return a script that projects words to 2D by PCA, after the lines `setup`."""
    return script(
        E,
        *setup,
        *ids_lines(E, tokens),
        "projection = embviz.project(E.vectors[ids])",
        "result = projection.coordinates",
    )


def difference_script(E: EmbeddingMatrix, a: str, b: str) -> str:
    """Return a script that subtracts the row of one word from that of another."""
    return script(
        E,
        f"first, second = E[{a!r}], E[{b!r}]",
        "result = np.array([first, second, first - second])",
    )


def axis_lines(E: EmbeddingMatrix, name: str, axis: Axis) -> str:
    """Return the lines that make an axis: from its label where parsing that gives this axis."""
    parsed = parse_axis(E, axis.label)
    is_parsable = isinstance(parsed, Axis) and parsed.pairs == axis.pairs
    if is_parsable and len(axis.pairs) < 2:
        return f"{name} = parse_axis(E, {axis.label!r})"
    if not axis.pairs:
        return f"{name} = axis_along(E, {axis.label!r})"
    return f"{list_literal('pairs', axis.pairs)}\n{name} = axis_between(E, pairs)"
