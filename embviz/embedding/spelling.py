"""Near spellings of a word in a vocabulary."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

# No word is longer than this in practice; a pasted page of text is not a typing mistake.
MAX_WORD_CHARS = 60
# So many at once are looked through for their letters: that takes some ten times the text.
BLOCK_WORDS = 100_000


class Speller:
    """A vocabulary made ready for near spellings, to be kept for as long as it is asked.

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
        # A token that is in lower case already is not stored twice.
        lower = [low if (low := token.lower()) != token else token for token in tokens]
        self._tokens = tokens
        # By length: only what is at most two letters longer or shorter has to be compared.
        self._order = array("L", sorted(range(len(lower)), key=lambda i: len(lower[i])))
        self._lower = tuple(lower[i] for i in self._order)
        blocks = range(0, len(lower), BLOCK_WORDS)
        letters = [_letter_bits(self._lower[i : i + BLOCK_WORDS]) for i in blocks]
        self._letters = np.concatenate([np.empty(0, np.uint32), *letters])

    def suggest(self, word: str, k: int = 5) -> tuple[str, ...]:
        """Return up to `k` tokens that are a typing mistake or two away from `word`.

        A typing mistake is one letter added, left out or changed, or two neighboring letters
        swapped (optimal string alignment distance). Upper and lower case count as the same letter.

        Parameters
        ----------
        word : str
            What was typed.
        k : int
            How many spellings to return at the most.

        Returns
        -------
        tuple of str
            Fewest mistakes first; among equals the lowest token id, which in most vocabularies is
            the most frequent word.
        """
        typed = word.strip().lower()
        if not typed or len(typed) > MAX_WORD_CHARS:
            return ()
        mistakes = 1 if len(typed) <= 3 else 2
        start = bisect_left(self._lower, len(typed) - mistakes, key=len)
        end = bisect_right(self._lower, len(typed) + mistakes, key=len)
        # One mistake brings one letter at most and takes one away: few words need a closer look.
        other = np.bitwise_count(self._letters[start:end] ^ _letter_bits([typed]))
        places = start + np.flatnonzero(other <= 2 * mistakes)
        found = extract(
            typed,
            [self._lower[place] for place in places],
            scorer=OSA.distance,
            score_cutoff=mistakes,
            limit=None,
        )
        nearest = sorted(
            (distance, self._order[places[i]])
            for token, distance, i in found
            if token.strip() and distance < len(typed)
        )
        return tuple(self._tokens[token_id] for _, token_id in nearest[:k])


def _letter_bits(words: Sequence[str]) -> NDArray[np.uint32]:
    """Return which letters each word has, a bit for each; some letters share one.

    Examples
    --------
    >>> [f"{bits:b}" for bits in _letter_bits(["abba", "c", ""]).tolist()]
    ['110', '1000', '0']
    """
    # A character that is no letter before each word: an empty one has something, too.
    text = "".join(f"\0{word}" for word in words).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(text, np.uint32)
    starts = np.cumsum([0, *(1 + len(word) for word in words[:-1])])
    bits = np.where(codes > 0, np.uint32(1) << (codes & 31), np.uint32(0))
    return np.asarray(np.bitwise_or.reduceat(bits, starts))


def one_letter_variants(word: str, tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens that differ from `word` in exactly one letter, lowest id first.

    Examples
    --------
    >>> one_letter_variants("cat", ["car", "cats", "cat", "Cat", "hat", "dog"])
    ('car', 'Cat', 'hat')
    """
    if not word or len(word) > MAX_WORD_CHARS:
        return ()
    near = extract(word, tokens, scorer=OSA.distance, score_cutoff=1, limit=None)
    changed = sorted(i for token, mistakes, i in near if mistakes and len(token) == len(word))
    # Two neighboring letters swapped also count as one mistake, but change two letters.
    one = (i for i in changed if sum(a != b for a, b in zip(word, tokens[i], strict=True)) == 1)
    return tuple(tokens[i] for i in one)
