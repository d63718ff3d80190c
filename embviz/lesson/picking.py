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
MIN_FREQUENCY_RANK, MAX_FREQUENCY_RANK = 300, 3000
# Two words that begin with as many equal letters look like forms of one word.
STEM_LETTERS = 4
# Two words are close when each is among so many nearest words of the other.
MUTUAL_NEIGHBORS = 3
# What the two steps of an analogy must have in common (cosine) to be called parallel.
MIN_STEP_COSINE = 0.4
# So many words or steps are tried before a vocabulary counts as one that has nothing to show, and
# so many of the nearest words looked through for one that does not look alike.
MAX_TRIES, MAX_NEAREST = 300, 50


@dataclass(frozen=True)
class WordPool:
    """Words to pick from.

    Attributes
    ----------
    tokens : tuple of str
    normalized_rows : ndarray of shape (n, dim)
        Their rows at length 1. Words whose row is all zeros are not among them.
    """

    tokens: tuple[str, ...]
    normalized_rows: NDArray[np.float64]


def build_word_pool(E: EmbeddingMatrix) -> WordPool:
    """Return the words of a vocabulary that people know: common ones, made of letters, whole.

    Examples
    --------
    >>> import embviz
    >>> tokens = build_word_pool(embviz.load_sample("minilm")).tokens
    >>> len(tokens), tokens[:3], "##ing" in tokens
    (2700, ('himself', 'felt', 'members'), False)
    """
    letters = [token for token in E.tokens if token.isalpha()]
    latin = [token for token in letters if token.isascii() and len(token) > 2]
    # Single characters of other scripts are words there, but crumbs in a mostly English list.
    words = latin if 2 * len(latin) > len(letters) else letters
    if 2 * len(words) < len(E):
        words = [token for token in E.tokens if token.strip()]
    if len(words) > MAX_FREQUENCY_RANK:
        words = words[MIN_FREQUENCY_RANK:MAX_FREQUENCY_RANK]
    units = normalized_rows(E, words)
    has_direction = np.flatnonzero(units.any(axis=1))
    return WordPool(tuple(words[i] for i in has_direction), units[has_direction])


def is_look_alike(a: str, b: str) -> bool:
    """Say whether two words look like forms of one word, which a reader could tell by sight.

    Examples
    --------
    >>> is_look_alike("nation", "national"), is_look_alike("cat", "cats"), is_look_alike("cat", "car")
    (True, True, False)
    """
    a, b = a.casefold(), b.casefold()
    return a in b or b in a or (len(a) >= STEM_LETTERS and a[:STEM_LETTERS] == b[:STEM_LETTERS])


def filter_distinct(avoid: Sequence[str], candidates: Iterable[str], n: int) -> list[str]:
    """Return the first `n` candidates that look like none of `avoid` nor like each other.

    Examples
    --------
    >>> filter_distinct(["nation"], ["national", "country", "countries", "state"], 2)
    ['country', 'state']
    """
    found: list[str] = []
    for candidate in candidates:
        if len(found) == n:
            break
        if not any(is_look_alike(candidate, other) for other in (*avoid, *found)):
            found.append(candidate)
    return found


def iter_close_words(words: WordPool, rng: Generator, n: int = 2) -> Iterator[tuple[str, ...]]:
    """Yield `n` words that are close to each other: the first one and its nearest, each way.

    No two of them look alike. An equal `rng` gives the same words in the same order.
    """
    for place in rng.permutation(len(words.tokens))[:MAX_TRIES]:
        word = words.tokens[place]
        near = filter_distinct([word], iter_nearest(words, word), n - 1)
        if len(near) == n - 1 and all(
            word in filter_distinct([each], iter_nearest(words, each), MUTUAL_NEIGHBORS * (n - 1))
            for each in near
        ):
            yield (word, *near)


def iter_nearest(words: WordPool, word: str) -> Iterator[str]:
    """Yield the words nearest to `word` by cosine similarity, itself among the first."""
    cosines = words.normalized_rows @ words.normalized_rows[words.tokens.index(word)]
    return (words.tokens[i] for i in np.argsort(-cosines, kind="stable")[:MAX_NEAREST])


def iter_parallel_analogies(
    E: EmbeddingMatrix, words: WordPool, rng: Generator
) -> Iterator[tuple[str, str, str, str]]:
    """Yield a, b, c, d such that d answers a − b + c, and the step c → d resembles b → a.

    The answer is that of the whole vocabulary. A vocabulary without such words yields nothing.
    """
    if len(words.tokens) < 4:
        return
    for _ in range(MAX_TRIES):
        b, c = (words.tokens[i] for i in rng.choice(len(words.tokens), 2, replace=False))
        # To a word near b: the step between two words that have nothing in common means nothing.
        near = filter_distinct([b, c], iter_nearest(words, b), MUTUAL_NEIGHBORS)
        if not near:
            continue
        a = near[int(rng.integers(len(near)))]
        # First among the words to pick from, which takes no time; then among all.
        sums = words.normalized_rows @ analogy_vector(E, [a, c], [b])
        ranked = (words.tokens[i] for i in np.argsort(-sums, kind="stable")[:4])
        (d, *_) = (each for each in ranked if each not in (a, b, c))
        if (
            filter_distinct([a, b, c], [d], 1)
            and step_cosine(E, a, b, c, d) >= MIN_STEP_COSINE
            and analogy(E, positive=[a, c], negative=[b], k=1).tokens == (d,)
        ):
            yield a, b, c, d


def step_cosine(E: EmbeddingMatrix, a: str, b: str, c: str, d: str) -> float:
    """Return the cosine of the steps b → a and c → d, taken between rows of length 1.

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
    """Return between which associations nineteen of twenty common words lie.

    What is in this range is ordinary: see `association`.

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
