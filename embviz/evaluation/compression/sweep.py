"""What is lost when an embedding is made smaller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.analogies import Question, evaluate_analogies
from embviz.evaluation.compression.quantize import CompressionScheme, compress
from embviz.neighbors import Progress, nearest_rows, normalize, subprogress

if TYPE_CHECKING:
    import pandas as pd

# Of how many words the nearest are compared, at most.
MAX_COMPARED_WORDS = 500


@dataclass(frozen=True)
class CompressionResult:
    """What became of an embedding that was made smaller.

    Attributes
    ----------
    scheme : Recipe
    variance_kept : float
        Share of the squared lengths of all rows that is left, from 0 to 1.
    neighbor_recall : ndarray of shape (n_words,)
        Of the nearest words of each compared word, the share that is still among the nearest.
    neighbor_ids : ndarray of shape (n_words, k)
        Token ids of the nearest, after.
    accuracy : float
        Share of analogy questions answered right; NaN when none was asked.
    """

    scheme: CompressionScheme
    variance_kept: float
    neighbor_recall: NDArray[np.float64]
    neighbor_ids: NDArray[np.int32]
    accuracy: float


@dataclass(frozen=True)
class CompressionSweep:
    """An embedding as it is, and made smaller in several ways.

    Attributes
    ----------
    token_ids : ndarray of shape (n_words,)
        The words whose nearest were compared, drawn blindly.
    k : int
    candidates : int
        The first so many tokens were compared, and known to the analogy questions.
    n_asked : int
        How many questions could be asked.
    neighbor_ids : ndarray of shape (n_words, k)
        Token ids of the nearest, before.
    accuracy : float
        Before.
    results : tuple of Shrunk
    """

    token_ids: NDArray[np.intp]
    k: int
    n_candidates: int
    n_asked: int
    neighbor_ids: NDArray[np.int32]
    accuracy: float
    results: tuple[CompressionResult, ...]

    def to_frame(self, n: int) -> pd.DataFrame:
        """Return a table with one row a way; `n` rows take so many megabytes."""
        import pandas as pd

        rows = [
            (
                each.scheme.dims,
                each.scheme.precision,
                each.scheme.n_bytes(n) / 1e6,
                each.variance_kept,
                float(each.neighbor_recall.mean()),
                each.accuracy,
                each.accuracy - self.accuracy,
            )
            for each in self.results
        ]
        columns = ["dimensions", "numbers", "megabytes", "squared lengths held"]
        columns += ["neighbors kept", "analogies right", "change"]
        return pd.DataFrame(rows, columns=columns)


def sweep_compression(
    E: EmbeddingMatrix,
    questions: Mapping[str, Iterable[Question]],
    schemes: Sequence[CompressionScheme],
    *,
    k: int = 10,
    restrict: int = 20_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> CompressionSweep:
    """Make an embedding smaller in several ways, and measure what is lost.

    Parameters
    ----------
    E : EmbeddingMatrix
    questions : mapping of str to questions
        See `embviz.evaluation.analogies.evaluate_analogies`.
    schemes : sequence of Recipe
    k : int
        How many nearest words by cosine are compared.
    candidates : int
        Only the first so many tokens take part.
    seed : int
        For the words whose nearest are compared: up to `MAX_COMPARED_WORDS` of them.
    progress : callable, optional

    References
    ----------
    Raunak, Gupta and Metze (2019), Effective dimensionality reduction for word embeddings.
    """
    E = E.select(range(min(restrict, len(E))))
    k = min(k, len(E) - 1)
    able = np.flatnonzero(E.norms > 0)
    drawn = np.random.default_rng(seed).choice(
        able, min(MAX_COMPARED_WORDS, len(able)), replace=False
    )
    words = np.sort(drawn).astype(np.intp)
    length = float(np.square(E.norms.astype(np.float64)).sum())
    before = _neighbor_ids(E, words, k)
    parts = len(schemes) + 1
    report = evaluate_analogies(E, questions, progress=subprogress(progress, 0, 1 / parts))
    results = []
    for number, recipe in enumerate(schemes, start=1):
        small = compress(E, recipe)
        after = _neighbor_ids(small, words, k)
        same = (before[:, :, None] == after[:, None, :]).any(axis=2)
        held = float(np.square(small.norms.astype(np.float64)).sum()) / length if length else 1.0
        tell = subprogress(progress, number / parts, (number + 1) / parts)
        results.append(
            CompressionResult(
                recipe,
                min(held, 1.0),  # Rounding can lengthen.
                same.mean(axis=1) if k else np.ones(len(words)),
                after,
                evaluate_analogies(small, questions, progress=tell).accuracy,
            )
        )
    return CompressionSweep(
        words, k, len(E), report.total.n_asked, before, report.accuracy, tuple(results)
    )


def _neighbor_ids(E: EmbeddingMatrix, words: NDArray[np.intp], k: int) -> NDArray[np.int32]:
    if not k:
        return np.empty((len(words), 0), np.int32)
    return nearest_rows(normalize(E.vectors), k, queries=words)[0]
