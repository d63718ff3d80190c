"""Many analogy questions at once, on token ids."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.neighbors import Progress

# Columns of E handled at once: the cosines of a thousand words with them take 130 MB.
BLOCK_TOKENS = 32_768
# Questions ranked at once: a few tens of megabytes of scores.
BLOCK_QUESTIONS = 1024


def answer_questions(
    E: EmbeddingMatrix,
    questions: NDArray[np.intp],
    n_candidates: int,
    progress: Progress | None = None,
) -> NDArray[np.intp]:
    """Answer "a is to b as c is to ?" by 3CosAdd.

    The cosine with a sum is a sum of cosines (up to a factor a question). So the cosines of each
    distinct word with the vocabulary are computed once, the difference b − a once for all
    questions that share it, and each question only adds one row.

    Parameters
    ----------
    E : EmbeddingMatrix
    questions : ndarray of shape (n, 3)
        Token ids of a, b and c.
    n_candidates : int
        Only the first so many tokens can be answers; the three words of a question cannot.
    progress : callable, optional

    Returns
    -------
    ndarray of shape (n,)
        Token ids, the first of equals; −1 where no token can be the answer.
    """
    words, places = np.unique(questions, return_inverse=True)
    places = places.reshape(-1, 3)
    unit = normalized_rows(E, words)
    best = np.full(len(questions), -np.inf, np.float32)
    found = np.full(len(questions), -1, np.intp)
    order = np.lexsort(places.T[::-1]).tolist()
    for start in range(0, n_candidates, BLOCK_TOKENS):
        block = np.arange(start, min(start + BLOCK_TOKENS, n_candidates))
        cosines = unit @ normalized_rows(E, block).T
        # The three words of a question cannot be its answer.
        columns = [i - start if start <= i <= block[-1] else None for i in words.tolist()]
        step, sums = np.empty((2, len(block)), np.float32)
        pair = (-1, -1)
        for done, question in enumerate(order):
            a, b, c = places[question].tolist()
            if (a, b) != pair:
                pair = a, b
                np.subtract(cosines[b], cosines[a], out=step)
                for column in (columns[a], columns[b]):
                    if column is not None:
                        step[column] = -np.inf
            np.add(step, cosines[c], out=sums)
            if (column := columns[c]) is not None:
                sums[column] = -np.inf
            top = int(sums.argmax())
            if sums[top] > best[question]:
                best[question], found[question] = sums[top], top + start
            if progress and done % BLOCK_QUESTIONS == 0:
                progress((start + len(block) * done / len(order)) / n_candidates)
    return found


def rank_expected(
    E: EmbeddingMatrix,
    missed: NDArray[np.intp],
    n_candidates: int,
    progress: Progress | None = None,
) -> NDArray[np.intp]:
    """Return at which place the expected answers of missed questions came, from 2 on.

    Parameters
    ----------
    E : EmbeddingMatrix
    missed : ndarray of shape (n, 4)
        Token ids of a, b, c and the expected answer.
    n_candidates : int
    progress : callable, optional

    Returns
    -------
    ndarray of shape (n,)
    """
    above = np.zeros(len(missed), np.intp)
    for first in range(0, len(missed), BLOCK_QUESTIONS):
        part = missed[first : first + BLOCK_QUESTIONS]
        a, b, c, expected = (normalized_rows(E, ids) for ids in part.T)
        sums = b - a + c
        reached = np.einsum("ij,ij->i", sums, expected)[:, None]
        for start in range(0, n_candidates, BLOCK_TOKENS):
            block = np.arange(start, min(start + BLOCK_TOKENS, n_candidates))
            higher = sums @ normalized_rows(E, block).T > reached
            row, which = np.nonzero((part >= block[0]) & (part <= block[-1]))
            higher[row, part[row, which] - start] = False
            above[first : first + BLOCK_QUESTIONS] += np.count_nonzero(higher, axis=1)
        if progress:
            progress(min(1.0, (first + BLOCK_QUESTIONS) / len(missed)))
    # The answer given stands above, even where both are equal but for rounding.
    return np.maximum(above, 1) + 1


def normalized_rows(E: EmbeddingMatrix, token_ids: NDArray[np.intp]) -> Vectors:
    """Return rows at length 1, shape (n, dim); rows of zeros as they are."""
    norms = E.norms[token_ids, None]
    rows = E.vectors[token_ids]
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
