"""Measure what compression costs: neighbors and analogies before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.analogies import Question, evaluate_analogies
from embviz.evaluation.compression.quantize import CompressionScheme, compress
from embviz.jobs import Progress, subprogress
from embviz.neighbors import nearest_rows, normalize

if TYPE_CHECKING:
    import pandas as pd

# Words whose neighbors are compared.
MAX_COMPARED_WORDS = 500


@dataclass(frozen=True)
class CompressionResult:
    """An embedding compressed by one scheme, compared with the original.

    Attributes
    ----------
    scheme : CompressionScheme
    variance_kept : float
        Share of the squared norms of all rows that is left, from 0 to 1.
    neighbor_recall : ndarray of shape (n_words,)
        Share of the `k` nearest neighbors of each compared word that are still among them.
    neighbor_ids : ndarray of shape (n_words, k)
        Token ids of the nearest neighbors after compression.
    accuracy : float
        Share of analogy questions answered right; NaN if none was asked.
    """

    scheme: CompressionScheme
    variance_kept: float
    neighbor_recall: NDArray[np.float64]
    neighbor_ids: NDArray[np.int32]
    accuracy: float


@dataclass(frozen=True)
class CompressionSweep:
    """An embedding compared with compressed versions of itself.

    Attributes
    ----------
    token_ids : ndarray of shape (n_words,)
        Words whose neighbors were compared, drawn at random.
    k : int
        Number of neighbors of each word.
    n_candidates : int
        Number of tokens that neighbors and answers were searched in: the first of the vocabulary.
    n_asked : int
        Number of analogy questions whose words are all known.
    neighbor_ids : ndarray of shape (n_words, k)
        Token ids of the nearest neighbors before compression.
    accuracy : float
        Share of analogy questions answered right before compression.
    results : tuple of CompressionResult
    """

    token_ids: NDArray[np.intp]
    k: int
    n_candidates: int
    n_asked: int
    neighbor_ids: NDArray[np.int32]
    accuracy: float
    results: tuple[CompressionResult, ...]

    def to_frame(self, n: int) -> pd.DataFrame:
        """Return a table with one row per scheme; sizes are those of `n` rows."""
        import pandas as pd

        rows = [
            (
                result.scheme.dims,
                result.scheme.precision,
                result.scheme.n_bytes(n) / 1e6,
                result.variance_kept,
                float(result.neighbor_recall.mean()),
                result.accuracy,
                result.accuracy - self.accuracy,
            )
            for result in self.results
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
    """Compress an embedding by several schemes, and measure what is lost.

    Parameters
    ----------
    E : EmbeddingMatrix
    questions : mapping of str to questions
        See `embviz.evaluate_analogies`.
    schemes : sequence of CompressionScheme
    k : int
        Number of nearest neighbors by cosine to compare.
    restrict : int
        Use only the first `restrict` tokens.
    seed : int
        Seed of the sample of up to `MAX_COMPARED_WORDS` words whose neighbors are compared.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    References
    ----------
    Raunak, Gupta and Metze (2019), Effective dimensionality reduction for word embeddings.
    """
    E = E.select(range(min(restrict, len(E))))
    k = min(k, len(E) - 1)
    nonzero = np.flatnonzero(E.norms > 0)
    sample = np.random.default_rng(seed).choice(
        nonzero, min(MAX_COMPARED_WORDS, len(nonzero)), replace=False
    )
    token_ids = np.sort(sample).astype(np.intp)
    energy = _sum_squared_norms(E)
    before = _neighbor_ids(E, token_ids, k)
    n_steps = len(schemes) + 1
    report = evaluate_analogies(E, questions, progress=subprogress(progress, 0, 1 / n_steps))
    results = []
    for step, scheme in enumerate(schemes, start=1):
        compressed = compress(E, scheme)
        after = _neighbor_ids(compressed, token_ids, k)
        common = (before[:, :, None] == after[:, None, :]).any(axis=2)
        variance_kept = _sum_squared_norms(compressed) / energy if energy else 1.0
        part = subprogress(progress, step / n_steps, (step + 1) / n_steps)
        results.append(
            CompressionResult(
                scheme,
                min(variance_kept, 1.0),  # Rounding can make rows longer.
                common.mean(axis=1) if k else np.ones(len(token_ids)),
                after,
                evaluate_analogies(compressed, questions, progress=part).accuracy,
            )
        )
    return CompressionSweep(
        token_ids, k, len(E), report.total.n_asked, before, report.accuracy, tuple(results)
    )


def _sum_squared_norms(E: EmbeddingMatrix) -> float:
    return float(np.square(E.norms.astype(np.float64)).sum())


def _neighbor_ids(E: EmbeddingMatrix, token_ids: NDArray[np.intp], k: int) -> NDArray[np.int32]:
    if not k:
        return np.empty((len(token_ids), 0), np.int32)
    return nearest_rows(normalize(E.vectors), k, queries=token_ids)[0]
