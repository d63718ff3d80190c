"""What is lost when an embedding is made smaller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.analogies import Question, evaluate_analogies
from embviz.evaluation.compression.quantize import Recipe, shrink
from embviz.neighbors import Progress, nearest_rows, normalize, subprogress

if TYPE_CHECKING:
    import pandas as pd

# Of how many words the nearest are compared, at most.
COMPARED = 500


@dataclass(frozen=True)
class Shrunk:
    """What became of an embedding that was made smaller.

    Attributes
    ----------
    recipe : Recipe
    held : float
        Share of the squared lengths of all rows that is left, from 0 to 1.
    kept : ndarray of shape (n_words,)
        Of the nearest words of each compared word, the share that is still among the nearest.
    nearest : ndarray of shape (n_words, k)
        Token ids of the nearest, after.
    accuracy : float
        Share of analogy questions answered right; NaN when none was asked.
    """

    recipe: Recipe
    held: float
    kept: NDArray[np.float64]
    nearest: NDArray[np.int32]
    accuracy: float


@dataclass(frozen=True)
class Lab:
    """An embedding as it is, and made smaller in several ways.

    Attributes
    ----------
    token_ids : ndarray of shape (n_words,)
        The words whose nearest were compared, drawn blindly.
    k : int
    candidates : int
        The first so many tokens were compared, and known to the analogy questions.
    asked : int
        How many questions could be asked.
    nearest : ndarray of shape (n_words, k)
        Token ids of the nearest, before.
    accuracy : float
        Before.
    results : tuple of Shrunk
    """

    token_ids: NDArray[np.intp]
    k: int
    candidates: int
    asked: int
    nearest: NDArray[np.int32]
    accuracy: float
    results: tuple[Shrunk, ...]

    def to_frame(self, n: int) -> pd.DataFrame:
        """Return a table with one row a way; `n` rows take so many megabytes."""
        import pandas as pd

        rows = [
            (
                each.recipe.dims,
                each.recipe.precision,
                each.recipe.bytes_of(n) / 1e6,
                each.held,
                float(each.kept.mean()),
                each.accuracy,
                each.accuracy - self.accuracy,
            )
            for each in self.results
        ]
        columns = ["dimensions", "numbers", "megabytes", "squared lengths held"]
        columns += ["neighbors kept", "analogies right", "change"]
        return pd.DataFrame(rows, columns=columns)


def compare_sizes(
    E: EmbeddingMatrix,
    questions: Mapping[str, Iterable[Question]],
    ways: Sequence[Recipe],
    *,
    k: int = 10,
    candidates: int = 20_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Lab:
    """Make an embedding smaller in several ways, and measure what is lost.

    Parameters
    ----------
    E : EmbeddingMatrix
    questions : mapping of str to questions
        See `embviz.evaluation.analogies.evaluate_analogies`.
    ways : sequence of Recipe
    k : int
        How many nearest words by cosine are compared.
    candidates : int
        Only the first so many tokens take part.
    seed : int
        For the words whose nearest are compared: up to `COMPARED` of them.
    progress : callable, optional

    References
    ----------
    Raunak, Gupta and Metze (2019), Effective dimensionality reduction for word embeddings.
    """
    E = E.select(range(min(candidates, len(E))))
    k = min(k, len(E) - 1)
    able = np.flatnonzero(E.norms > 0)
    drawn = np.random.default_rng(seed).choice(able, min(COMPARED, len(able)), replace=False)
    words = np.sort(drawn).astype(np.intp)
    length = float(np.square(E.norms.astype(np.float64)).sum())
    before = _nearest(E, words, k)
    parts = len(ways) + 1
    report = evaluate_analogies(E, questions, progress=subprogress(progress, 0, 1 / parts))
    results = []
    for number, recipe in enumerate(ways, start=1):
        small = shrink(E, recipe)
        after = _nearest(small, words, k)
        same = (before[:, :, None] == after[:, None, :]).any(axis=2)
        held = float(np.square(small.norms.astype(np.float64)).sum()) / length if length else 1.0
        tell = subprogress(progress, number / parts, (number + 1) / parts)
        results.append(
            Shrunk(
                recipe,
                min(held, 1.0),  # Rounding can lengthen.
                same.mean(axis=1) if k else np.ones(len(words)),
                after,
                evaluate_analogies(small, questions, progress=tell).accuracy,
            )
        )
    return Lab(words, k, len(E), report.total.asked, before, report.accuracy, tuple(results))


def _nearest(E: EmbeddingMatrix, words: NDArray[np.intp], k: int) -> NDArray[np.int32]:
    if not k:
        return np.empty((len(words), 0), np.int32)
    return nearest_rows(normalize(E.vectors), k, queries=words)[0]
