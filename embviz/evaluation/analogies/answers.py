"""Answer many analogy questions at once, given as token ids."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.jobs import Progress
from embviz.neighbors import normalize

# Candidates per block: their cosines with a thousand words take 130 MB.
BLOCK_TOKENS = 32_768
# Questions per block of `rank_expected`: their scores take some tens of megabytes.
BLOCK_QUESTIONS = 1024


def answer_questions(
    E: EmbeddingMatrix,
    questions: NDArray[np.intp],
    n_candidates: int,
    progress: Progress | None = None,
) -> NDArray[np.intp]:
    """Answer "a is to b as c is to ?" by 3CosAdd.

    Up to a factor per question, the cosine with a sum is a sum of cosines. So the cosines of each
    distinct word with the vocabulary are computed once, their difference for b − a once for all
    questions that share it, and each question adds only those of c.

    Parameters
    ----------
    E : EmbeddingMatrix
    questions : ndarray of shape (n, 3)
        Token ids of a, b and c.
    n_candidates : int
        Only the first `n_candidates` tokens can be answers, but no word of the question itself.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    ndarray of shape (n,)
        Token ids, the lowest one of ties; −1 where no token can be the answer.
    """
    if not len(questions):
        return np.empty(0, np.intp)
    words, indices = np.unique(questions, return_inverse=True)
    indices = indices.reshape(-1, 3)
    units = normalize(E.vectors[words])
    best = np.full(len(questions), -np.inf, np.float32)
    answers = np.full(len(questions), -1, np.intp)
    order = np.lexsort(indices.T[::-1]).tolist()
    for start in range(0, n_candidates, BLOCK_TOKENS):
        block = np.arange(start, min(start + BLOCK_TOKENS, n_candidates))
        cosines = units @ normalize(E.vectors[block]).T
        # Where the words are in this block: those of a question cannot be its answer.
        columns = [i - start if start <= i <= block[-1] else None for i in words.tolist()]
        difference, sums = np.empty((2, len(block)), np.float32)
        pair = (-1, -1)
        for done, question in enumerate(order):
            a, b, c = indices[question].tolist()
            if (a, b) != pair:
                pair = a, b
                np.subtract(cosines[b], cosines[a], out=difference)
                for column in (columns[a], columns[b]):
                    if column is not None:
                        difference[column] = -np.inf
            np.add(difference, cosines[c], out=sums)
            if (column := columns[c]) is not None:
                sums[column] = -np.inf
            top = int(sums.argmax())
            if sums[top] > best[question]:
                best[question], answers[question] = sums[top], top + start
            if progress and done % BLOCK_QUESTIONS == 0:
                progress((start + len(block) * done / len(order)) / n_candidates)
    return answers


def rank_expected(
    E: EmbeddingMatrix,
    missed: NDArray[np.intp],
    n_candidates: int,
    progress: Progress | None = None,
) -> NDArray[np.intp]:
    """Return the ranks of the expected answers of missed questions, from 2 on.

    Parameters
    ----------
    E : EmbeddingMatrix
    missed : ndarray of shape (n, 4)
        Token ids of a, b, c and the expected answer.
    n_candidates : int
        Only the first `n_candidates` tokens are ranked.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    ndarray of shape (n,)
    """
    n_higher = np.zeros(len(missed), np.intp)
    for first in range(0, len(missed), BLOCK_QUESTIONS):
        part = missed[first : first + BLOCK_QUESTIONS]
        a, b, c, expected = (normalize(E.vectors[ids]) for ids in part.T)
        sums = b - a + c
        scores = np.einsum("ij,ij->i", sums, expected)[:, None]
        for start in range(0, n_candidates, BLOCK_TOKENS):
            block = np.arange(start, min(start + BLOCK_TOKENS, n_candidates))
            is_higher = sums @ normalize(E.vectors[block]).T > scores
            row, column = np.nonzero((part >= block[0]) & (part <= block[-1]))
            is_higher[row, part[row, column] - start] = False
            n_higher[first : first + BLOCK_QUESTIONS] += np.count_nonzero(is_higher, axis=1)
        if progress:
            progress(min(1.0, (first + BLOCK_QUESTIONS) / len(missed)))
    # The given answer ranks higher, even where the two differ by rounding only.
    return np.maximum(n_higher, 1) + 1
