"""Words of a vocabulary that show something clearly: for a lesson, for a quiz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from embviz.analogies import analogy, analogy_vector
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import association, normalize_vector, normalized_rows

# In a vocabulary ordered by frequency, the first words are mostly grammar and the last ones rare.
FIRST, LAST = 300, 3000
# Two words that begin with as many equal letters look like forms of one word.
STEM = 4
# Two words are close when each is among so many nearest words of the other.
REACH = 3
# What the two steps of an analogy must have in common (cosine) to be called parallel.
PARALLEL = 0.4
# So many words or steps are tried before a vocabulary counts as one that has nothing to show, and
# so many of the nearest words looked through for one that does not look alike.
TRIES, NEAREST = 300, 50


@dataclass(frozen=True)
class Pool:
    """Words to pick from.

    Attributes
    ----------
    tokens : tuple of str
    units : ndarray of shape (n, dim)
        Their rows at length 1. Words whose row is all zeros are not among them.
    """

    tokens: tuple[str, ...]
    units: NDArray[np.float64]


def pool(E: EmbeddingMatrix) -> Pool:
    """Return the words of a vocabulary that people know: common ones, made of letters, whole.

    Examples
    --------
    >>> import embviz
    >>> tokens = pool(embviz.load_sample("minilm")).tokens
    >>> len(tokens), tokens[:3], "##ing" in tokens
    (2700, ('himself', 'felt', 'members'), False)
    """
    letters = [token for token in E.tokens if token.isalpha()]
    latin = [token for token in letters if token.isascii() and len(token) > 2]
    # Single characters of other scripts are words there, but crumbs in a mostly English list.
    words = latin if 2 * len(latin) > len(letters) else letters
    if 2 * len(words) < len(E):
        words = [token for token in E.tokens if token.strip()]
    if len(words) > LAST:
        words = words[FIRST:LAST]
    units = normalized_rows(E, words)
    has_direction = np.flatnonzero(units.any(axis=1))
    return Pool(tuple(words[i] for i in has_direction), units[has_direction])


def look_alike(a: str, b: str) -> bool:
    """Say whether two words look like forms of one word, which a reader could tell by sight.

    Examples
    --------
    >>> look_alike("nation", "national"), look_alike("cat", "cats"), look_alike("cat", "car")
    (True, True, False)
    """
    a, b = a.casefold(), b.casefold()
    return a in b or b in a or (len(a) >= STEM and a[:STEM] == b[:STEM])


def unlike(given: Sequence[str], candidates: Iterable[str], n: int) -> list[str]:
    """Return the first `n` candidates that look like none of `given` nor like each other.

    Examples
    --------
    >>> unlike(["nation"], ["national", "country", "countries", "state"], 2)
    ['country', 'state']
    """
    found: list[str] = []
    for candidate in candidates:
        if len(found) == n:
            break
        if not any(look_alike(candidate, other) for other in (*given, *found)):
            found.append(candidate)
    return found


def close_words(words: Pool, rng: Generator, n: int = 2) -> Iterator[tuple[str, ...]]:
    """Yield `n` words that are close to each other: the first one and its nearest, each way.

    No two of them look alike. An equal `rng` gives the same words in the same order.
    """
    for place in rng.permutation(len(words.tokens))[:TRIES]:
        word = words.tokens[place]
        near = unlike([word], by_nearness(words, word), n - 1)
        if len(near) == n - 1 and all(
            word in unlike([each], by_nearness(words, each), REACH * (n - 1)) for each in near
        ):
            yield (word, *near)


def by_nearness(words: Pool, word: str) -> Iterator[str]:
    """Yield the words nearest to `word` by cosine similarity, itself among the first."""
    cosines = words.units @ words.units[words.tokens.index(word)]
    return (words.tokens[i] for i in np.argsort(-cosines, kind="stable")[:NEAREST])


def parallel_steps(
    E: EmbeddingMatrix, words: Pool, rng: Generator
) -> Iterator[tuple[str, str, str, str]]:
    """Yield a, b, c, d such that d answers a − b + c, and the step c → d resembles b → a.

    The answer is that of the whole vocabulary. A vocabulary without such words yields nothing.
    """
    if len(words.tokens) < 4:
        return
    for _ in range(TRIES):
        b, c = (words.tokens[i] for i in rng.choice(len(words.tokens), 2, replace=False))
        # To a word near b: the step between two words that have nothing in common means nothing.
        near = unlike([b, c], by_nearness(words, b), REACH)
        if not near:
            continue
        a = near[int(rng.integers(len(near)))]
        # First among the words to pick from, which takes no time; then among all.
        sums = words.units @ analogy_vector(E, [a, c], [b])
        ranked = (words.tokens[i] for i in np.argsort(-sums, kind="stable")[:4])
        (d, *_) = (each for each in ranked if each not in (a, b, c))
        if (
            unlike([a, b, c], [d], 1)
            and parallel(E, a, b, c, d) >= PARALLEL
            and analogy(E, positive=[a, c], negative=[b], k=1).tokens == (d,)
        ):
            yield a, b, c, d


def parallel(E: EmbeddingMatrix, a: str, b: str, c: str, d: str) -> float:
    """Return the cosine of the steps b → a and c → d, taken between rows of length 1.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> round(parallel(E, "king", "man", "queen", "woman"), 3)
    -0.92
    """
    return float(
        normalize_vector(analogy_vector(E, [a], [b]))
        @ normalize_vector(analogy_vector(E, [d], [c]))
    )


def usual_range(
    E: EmbeddingMatrix, toward: Sequence[str], away: Sequence[str]
) -> tuple[float, float]:
    """Return between which associations nineteen of twenty common words lie.

    What is in this range is ordinary: see `association`.

    Examples
    --------
    >>> import embviz
    >>> low, high = usual_range(embviz.load_sample("glove"), ["she"], ["he"])
    >>> low < 0 < high
    True
    """
    low, high = np.quantile(association(E, pool(E).tokens, toward, away), [0.025, 0.975])
    return float(low), float(high)
