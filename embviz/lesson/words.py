"""Choose the example words of the lesson, for any vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from embviz.embedding import EmbeddingMatrix, find_word
from embviz.lesson.picking import (
    WordPool,
    build_word_pool,
    iter_close_words,
    iter_parallel_analogies,
    step_cosine,
)
from embviz.neighbors import normalize_vector, similarity


@dataclass(frozen=True)
class LessonWords:
    """Example words for a lesson.

    Attributes
    ----------
    trio : tuple of str
        A word, a similar one and a dissimilar one; all words if there are fewer than three.
    pairs : tuple of (str, str)
        Up to three pairs of similar words.
    terms : tuple of str
        a, b and c of a sum a − b + c; empty if there are fewer than three words.
    missing : tuple of str
        The words of `DEFAULT_WORDS` that the embedding does not have.
    """

    trio: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    missing: tuple[str, ...]


# Pairs of close words that the closest ones are selected from.
MAX_CLOSE_PAIRS = 60

DEFAULT_WORDS = LessonWords(
    trio=("cat", "dog", "car"),
    pairs=(("cat", "dog"), ("car", "vehicle"), ("king", "queen")),
    terms=("king", "man", "woman"),
    missing=(),
)
"""The words used by most lessons on embeddings."""


def lesson_words(E: EmbeddingMatrix) -> LessonWords:
    """Return `DEFAULT_WORDS`, with words that `E` does not have replaced by words of its own.

    Examples
    --------
    >>> import embviz
    >>> lesson_words(embviz.load_sample("glove")) == DEFAULT_WORDS
    True
    >>> E = embviz.EmbeddingMatrix(["cat", "sol", "uno"], [[1, 0], [0, 1], [0.9, 0.1]])
    >>> lesson_words(E).trio
    ('cat', 'uno', 'sol')
    """
    defaults = dict.fromkeys(
        word
        for words in (DEFAULT_WORDS.trio, *DEFAULT_WORDS.pairs, DEFAULT_WORDS.terms)
        for word in words
    )
    known = {word: find_word(E, word).token for word in defaults}

    def known_tokens(words: Sequence[str]) -> list[str]:
        return [token for word in words if (token := known[word]) is not None]

    pool = build_word_pool(E)
    candidates = islice(iter_close_words(pool, np.random.default_rng(0)), MAX_CLOSE_PAIRS)
    close_pairs = sorted(((a, b) for a, b in candidates), key=lambda pair: -similarity(E, *pair))
    default_pairs = map(known_tokens, DEFAULT_WORDS.pairs)
    pairs = [(pair[0], pair[1]) for pair in default_pairs if len(pair) == 2]
    for pair in close_pairs:
        if len(pairs) < len(DEFAULT_WORDS.pairs) and not {*pair} & {*chain(*pairs)}:
            pairs.append(pair)
    terms = known_tokens(DEFAULT_WORDS.terms)
    return LessonWords(
        trio=_pick_trio(E, pool, [known[word] for word in DEFAULT_WORDS.trio], close_pairs),
        pairs=tuple(pairs),
        terms=tuple(terms) if len(terms) == 3 else _pick_terms(E, pool),
        missing=tuple(word for word in defaults if known[word] is None),
    )


def _pick_trio(
    E: EmbeddingMatrix,
    pool: WordPool,
    defaults: Sequence[str | None],
    close_pairs: Sequence[tuple[str, str]],
) -> tuple[str, ...]:
    """Return a word, a similar and a dissimilar one: the defaults, with others for None."""
    word, near, far = defaults
    if len(pool.tokens) < 3:
        return pool.tokens
    if word is None or not E[word].any():
        word, near, far = close_pairs[0][0] if close_pairs else pool.tokens[0], None, None
    order = np.argsort(-(pool.normalized_rows @ normalize_vector(E[word])), kind="stable")
    ranked = [pool.tokens[i] for i in order if pool.tokens[i] != word]
    near = near or next(token for token in ranked if token != far)
    return word, near, far or next(token for token in reversed(ranked) if token != near)


def _pick_terms(E: EmbeddingMatrix, pool: WordPool) -> tuple[str, ...]:
    """Return a, b, c of the analogy with the most parallel steps; any three words without one."""
    analogies = islice(iter_parallel_analogies(E, pool, np.random.default_rng(0)), 20)
    best = max(analogies, key=lambda words: step_cosine(E, *words), default=None)
    return best[:3] if best else pool.tokens[:3] if len(pool.tokens) > 2 else ()
