"""Find near spellings of a word in a vocabulary."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

# Longer texts have no near spellings: they are pasted, not mistyped.
MAX_WORD_CHARS = 60
# Words per block when their letters are collected, which takes about ten times their memory.
BLOCK_WORDS = 100_000


class Speller:
    """Index of a vocabulary for repeated searches for near spellings.

    Parameters
    ----------
    tokens : sequence of str
        The vocabulary, in order of token id.

    Examples
    --------
    >>> Speller(["the", "king", "kin", "queen"]).suggest("kign")
    ('king', 'kin')
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        # Lowercase tokens share their string with the vocabulary.
        lower = [low if (low := token.lower()) != token else token for token in tokens]
        self._tokens = tokens
        # Sorted by length: only tokens up to two letters longer or shorter have to be compared.
        self._order = array("L", sorted(range(len(lower)), key=lambda i: len(lower[i])))
        self._lower = tuple(lower[i] for i in self._order)
        blocks = range(0, len(lower), BLOCK_WORDS)
        letters = [_letter_bits(self._lower[i : i + BLOCK_WORDS]) for i in blocks]
        self._letters = np.concatenate([np.empty(0, np.uint32), *letters])

    def suggest(self, word: str, k: int = 5) -> tuple[str, ...]:
        """Return up to `k` tokens at most two typing mistakes away from `word`.

        A typing mistake is a letter added, omitted or changed, or two adjacent letters swapped
        (optimal string alignment distance). Case is ignored. Words of up to three letters allow
        one mistake.

        Parameters
        ----------
        word : str
        k : int
            Largest number of tokens to return.

        Returns
        -------
        tuple of str
            Fewest mistakes first; ties in order of token id, which in most vocabularies is the
            order of frequency.
        """
        query = word.strip().lower()
        if not query or len(query) > MAX_WORD_CHARS:
            return ()
        max_mistakes = 1 if len(query) <= 3 else 2
        start = bisect_left(self._lower, len(query) - max_mistakes, key=len)
        end = bisect_right(self._lower, len(query) + max_mistakes, key=len)
        # A mistake adds at most one letter and removes one, so most words are excluded here.
        n_other_letters = np.bitwise_count(self._letters[start:end] ^ _letter_bits([query]))
        candidates = start + np.flatnonzero(n_other_letters <= 2 * max_mistakes)
        matches = extract(
            query,
            [self._lower[i] for i in candidates],
            scorer=OSA.distance,
            score_cutoff=max_mistakes,
            limit=None,
        )
        nearest = sorted(
            (distance, self._order[candidates[i]])
            for token, distance, i in matches
            if token.strip() and distance < len(query)
        )
        return tuple(self._tokens[token_id] for _, token_id in nearest[:k])


def _letter_bits(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return the set of letters of each word as bits; some letters share a bit.

    Examples
    --------
    >>> [f"{bits:b}" for bits in _letter_bits(["abba", "c", ""]).tolist()]
    ['110', '1000', '0']
    """
    # A NUL before each word, so that empty words have a segment for reduceat, too.
    text = "".join(f"\0{word}" for word in words).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(text, np.uint32)
    starts = np.cumsum([0, *(1 + len(word) for word in words[:-1])])
    bits = np.where(codes > 0, np.uint32(1) << (codes & 31), np.uint32(0))
    return np.asarray(np.bitwise_or.reduceat(bits, starts))


def one_letter_variants(word: str, tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens that differ from `word` in exactly one letter, in order of token id.

    Examples
    --------
    >>> one_letter_variants("cat", ["car", "cats", "cat", "Cat", "hat", "dog"])
    ('car', 'Cat', 'hat')
    """
    if not word or len(word) > MAX_WORD_CHARS:
        return ()
    matches = extract(word, tokens, scorer=OSA.distance, score_cutoff=1, limit=None)
    ids = sorted(i for token, distance, i in matches if distance and len(token) == len(word))
    # Two adjacent letters swapped are one mistake as well, but two letters differ.
    one = (i for i in ids if sum(a != b for a, b in zip(word, tokens[i], strict=True)) == 1)
    return tuple(tokens[i] for i in one)
