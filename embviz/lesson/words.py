"""The words that a lesson on embeddings shows, for any vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from embviz.analogies import normalized_row
from embviz.embedding import EmbeddingMatrix, find_word
from embviz.lesson.picking import (
    WordPool,
    build_word_pool,
    iter_close_words,
    iter_parallel_analogies,
    step_cosine,
)
from embviz.neighbors import similarity


@dataclass(frozen=True)
class LessonWords:
    """The words that a lesson shows on an embedding.

    Attributes
    ----------
    trio : tuple of str
        A word, one that is like it, and one that is not; fewer words if there are not three.
    pairs : tuple of (str, str)
        Up to three pairs of words that are alike.
    terms : tuple of str
        a, b, c of a sum a − b + c; empty if there are not three words.
    missing : tuple of str
        The usual words that the embedding does not have.
    """

    trio: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]
    missing: tuple[str, ...]


# So many pairs of close words are looked at for those that are closest.
MAX_CLOSE_PAIRS = 60

DEFAULT_WORDS = LessonWords(
    trio=("cat", "dog", "car"),
    pairs=(("cat", "dog"), ("car", "vehicle"), ("king", "queen")),
    terms=("king", "man", "woman"),
    missing=(),
)
"""The words of most lessons on embeddings."""


def lesson_words(E: EmbeddingMatrix) -> LessonWords:
    """Return the usual words as far as `E` has them, else words of its own that do the same job.

    Examples
    --------
    >>> import embviz
    >>> lesson_words(embviz.load_sample("glove")) == USUAL
    True
    >>> E = embviz.EmbeddingMatrix(["cat", "sol", "uno"], [[1, 0], [0, 1], [0.9, 0.1]])
    >>> lesson_words(E).trio
    ('cat', 'uno', 'sol')
    """
    usual = dict.fromkeys(
        word
        for words in (DEFAULT_WORDS.trio, *DEFAULT_WORDS.pairs, DEFAULT_WORDS.terms)
        for word in words
    )
    known = {word: find_word(E, word).token for word in usual}

    def has(words: Sequence[str]) -> list[str]:
        return [token for word in words if (token := known[word]) is not None]

    words = build_word_pool(E)
    close = [
        (a, b)
        for a, b in islice(iter_close_words(words, np.random.default_rng(0)), MAX_CLOSE_PAIRS)
    ]
    picked = sorted(close, key=lambda pair: -similarity(E, *pair))
    pairs = [(pair[0], pair[1]) for pair in map(has, DEFAULT_WORDS.pairs) if len(pair) == 2]
    for pair in picked:
        if len(pairs) < len(DEFAULT_WORDS.pairs) and not {*pair} & {*chain(*pairs)}:
            pairs.append(pair)
    terms = has(DEFAULT_WORDS.terms)
    return LessonWords(
        trio=_trio(E, words, [known[word] for word in DEFAULT_WORDS.trio], picked),
        pairs=tuple(pairs),
        terms=tuple(terms) if len(terms) == 3 else _terms(E, words),
        missing=tuple(word for word in usual if known[word] is None),
    )


def _trio(
    E: EmbeddingMatrix,
    words: WordPool,
    usual: Sequence[str | None],
    picked: Sequence[tuple[str, str]],
) -> tuple[str, ...]:
    """Return a word, its near one and one far from it: the usual ones, completed by others."""
    word, near, far = usual
    if len(words.tokens) < 3:
        return words.tokens
    if word is None or not E[word].any():
        word, near, far = picked[0][0] if picked else words.tokens[0], None, None
    order = np.argsort(-(words.normalized_rows @ normalized_row(E, word)), kind="stable")
    ranked = [words.tokens[i] for i in order if words.tokens[i] != word]
    near = near or next(each for each in ranked if each != far)
    return word, near, far or next(each for each in reversed(ranked) if each != near)


def _terms(E: EmbeddingMatrix, words: WordPool) -> tuple[str, ...]:
    """Return a, b, c whose step is the most parallel one found; any three if there is none."""
    found = islice(iter_parallel_analogies(E, words, np.random.default_rng(0)), 20)
    best = max(found, key=lambda steps: step_cosine(E, *steps), default=None)
    return best[:3] if best else words.tokens[:3] if len(words.tokens) > 2 else ()
