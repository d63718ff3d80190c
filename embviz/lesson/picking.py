"""Pick words of a vocabulary for the lesson and the quiz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from embviz.analogies import analogy, analogy_vector
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import association, normalize_vector, normalized_rows

# In a vocabulary ordered by frequency, the first are mostly function words, the last are rare.
MIN_FREQUENCY_RANK, MAX_FREQUENCY_RANK = 300, 3000
# Words with the same first letters, as many as these, look like forms of one word.
STEM_LETTERS = 4
# Two words are close if each is among so many nearest words of the other.
MUTUAL_NEIGHBORS = 3
# Two steps with at least this cosine count as parallel.
MIN_STEP_COSINE = 0.4
# Words or analogies tried per vocabulary, and nearest words considered for each.
MAX_TRIES, MAX_NEAREST = 300, 50


@dataclass(frozen=True)
class WordPool:
    """Words to pick from, without those whose row is all zeros.

    Attributes
    ----------
    tokens : tuple of str
    normalized_rows : ndarray of shape (n, dim)
        Rows of the words, normalized to length 1.
    """

    tokens: tuple[str, ...]
    normalized_rows: NDArray[np.float64]


def build_word_pool(E: EmbeddingMatrix) -> WordPool:
    """Return the well-known words of a vocabulary: common, whole and made of letters.

    Examples
    --------
    >>> import embviz
    >>> tokens = build_word_pool(embviz.load_sample("minilm")).tokens
    >>> len(tokens), tokens[:3], "##ing" in tokens
    (2700, ('himself', 'felt', 'members'), False)
    """
    alphabetic = [token for token in E.tokens if token.isalpha()]
    latin = [token for token in alphabetic if token.isascii() and len(token) > 2]
    # Single characters are words in other scripts, but not in a mostly Latin vocabulary.
    words = latin if 2 * len(latin) > len(alphabetic) else alphabetic
    if 2 * len(words) < len(E):
        words = [token for token in E.tokens if token.strip()]
    if len(words) > MAX_FREQUENCY_RANK:
        words = words[MIN_FREQUENCY_RANK:MAX_FREQUENCY_RANK]
    units = normalized_rows(E, E.token_ids(words))
    nonzero = np.flatnonzero(units.any(axis=1))
    return WordPool(tuple(words[i] for i in nonzero), units[nonzero])


def is_look_alike(a: str, b: str) -> bool:
    """Return whether two words look like forms of the same word.

    Examples
    --------
    >>> is_look_alike("nation", "national"), is_look_alike("cat", "cats")
    (True, True)
    >>> is_look_alike("cat", "car")
    False
    """
    a, b = a.casefold(), b.casefold()
    return a in b or b in a or (len(a) >= STEM_LETTERS and a[:STEM_LETTERS] == b[:STEM_LETTERS])


def filter_distinct(avoid: Sequence[str], candidates: Iterable[str], n: int) -> list[str]:
    """Return the first `n` candidates that look neither like words of `avoid` nor like each other.

    Examples
    --------
    >>> filter_distinct(["nation"], ["national", "country", "countries", "state"], 2)
    ['country', 'state']
    """
    distinct: list[str] = []
    for candidate in candidates:
        if len(distinct) == n:
            break
        if not any(is_look_alike(candidate, other) for other in (*avoid, *distinct)):
            distinct.append(candidate)
    return distinct


def iter_close_words(pool: WordPool, rng: Generator, n: int = 2) -> Iterator[tuple[str, ...]]:
    """Yield groups of `n` words: one and its nearest, which have it among their nearest, too.

    No two of them look alike. Generators in equal states give equal words in the same order.
    """
    for i in rng.permutation(len(pool.tokens))[:MAX_TRIES]:
        word = pool.tokens[i]
        near = filter_distinct([word], iter_nearest(pool, word), n - 1)
        if len(near) == n - 1 and all(
            word in filter_distinct([other], iter_nearest(pool, other), MUTUAL_NEIGHBORS * (n - 1))
            for other in near
        ):
            yield (word, *near)


def iter_nearest(pool: WordPool, word: str) -> Iterator[str]:
    """Yield the words nearest to `word` by cosine similarity, `word` itself among the first."""
    cosines = pool.normalized_rows @ pool.normalized_rows[pool.tokens.index(word)]
    return (pool.tokens[i] for i in np.argsort(-cosines, kind="stable")[:MAX_NEAREST])


def iter_parallel_analogies(
    E: EmbeddingMatrix, pool: WordPool, rng: Generator
) -> Iterator[tuple[str, str, str, str]]:
    """Yield a, b, c, d such that d answers a − b + c, and the steps b → a and c → d are parallel.

    The answer is that of the whole vocabulary.
    """
    if len(pool.tokens) < 4:
        return
    for _ in range(MAX_TRIES):
        b, c = (pool.tokens[i] for i in rng.choice(len(pool.tokens), 2, replace=False))
        # a is near b: a step between two unrelated words has no meaning.
        near = filter_distinct([b, c], iter_nearest(pool, b), MUTUAL_NEIGHBORS)
        if not near:
            continue
        a = near[int(rng.integers(len(near)))]
        # The pool is searched first, since searching the whole vocabulary is slow.
        scores = pool.normalized_rows @ analogy_vector(E, [a, c], [b])
        ranked = (pool.tokens[i] for i in np.argsort(-scores, kind="stable")[:4])
        d = next(token for token in ranked if token not in (a, b, c))
        if (
            filter_distinct([a, b, c], [d], 1)
            and step_cosine(E, a, b, c, d) >= MIN_STEP_COSINE
            and analogy(E, positive=[a, c], negative=[b], k=1).tokens == (d,)
        ):
            yield a, b, c, d


def step_cosine(E: EmbeddingMatrix, a: str, b: str, c: str, d: str) -> float:
    """Return the cosine of the steps b → a and c → d between rows of length 1.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> round(step_cosine(E, "king", "man", "queen", "woman"), 3)
    -0.92
    """
    return float(
        normalize_vector(analogy_vector(E, [a], [b]))
        @ normalize_vector(analogy_vector(E, [d], [c]))
    )


def association_range(
    E: EmbeddingMatrix, attributes_a: Sequence[str], attributes_b: Sequence[str]
) -> tuple[float, float]:
    """Return the range that 95 % of the associations of common words lie in.

    See `embviz.neighbors.association`.

    Examples
    --------
    >>> import embviz
    >>> low, high = association_range(embviz.load_sample("glove"), ["she"], ["he"])
    >>> low < 0 < high
    True
    """
    low, high = np.quantile(
        association(E, build_word_pool(E).tokens, attributes_a, attributes_b), [0.025, 0.975]
    )
    return float(low), float(high)
