"""Encode a text: its tokens and their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding.lookup import UNKNOWN_TOKENS, Lookup, LookupStep, find_word
from embviz.embedding.matrix import EmbeddingMatrix, Vectors

# A word with its inner hyphens and apostrophes, or one punctuation mark.
_WORD_OR_MARK = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_NON_SPACES = re.compile(r"\S+")
_UP_TO_LAST_LETTER = re.compile(r".*\w", re.DOTALL)


@dataclass(frozen=True)
class Encoding:
    """The tokens of a text and their rows.

    Attributes
    ----------
    tokens : tuple of str
        The known tokens, in order.
    token_ids : tuple of int
        Row numbers of the tokens.
    vectors : ndarray of shape (n_tokens, dim)
        Rows of the tokens, read-only.
    lookups : tuple of Lookup
        All pieces of the text in order, including unknown ones.
    """

    tokens: tuple[str, ...]
    token_ids: tuple[int, ...]
    vectors: Vectors
    lookups: tuple[Lookup, ...]

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean of the rows, ndarray of shape (dim,); NaN for a text without tokens.

        It does not depend on the order of the tokens.
        """
        if not self.tokens:
            return np.full(self.vectors.shape[1], np.nan)
        # Sorted by token id, so that the order of the text does not change the rounding.
        ordered = self.vectors[np.argsort(self.token_ids, kind="stable")].astype(np.float64)
        return np.asarray(ordered.mean(axis=0))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The pieces that are not in the vocabulary, in order.

        They have no row, unless the tokenizer has a token for unknown pieces.
        """
        return tuple(result.query for result in self.lookups if result.step == "unknown")


def max_mean_difference(a: Encoding, b: Encoding) -> float:
    """Return the largest absolute difference between the mean rows of two texts.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["dog", "bites", "man"], [[1, 2], [3, 4], [8, 0]])
    >>> max_mean_difference(encode(E, "dog bites man"), encode(E, "man bites dog"))
    0.0
    >>> max_mean_difference(encode(E, "dog"), encode(E, "man"))
    7.0
    """
    return float(np.abs(a.mean - b.mean).max())


def encode(E: EmbeddingMatrix, text: str) -> Encoding:
    """Split a text into tokens and return their rows.

    The tokenizer of the embedding (``E.tokenizer``) is used if there is one. Otherwise words and
    punctuation marks are looked up as in `lookup`, without suggestions; tokens of several words
    ("new york") come first.

    Parameters
    ----------
    E : EmbeddingMatrix
    text : str

    Returns
    -------
    Encoding
        Unknown words are listed, not replaced.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["hello", "world", "!"], [[1, 2], [3, 4], [5, 6]])
    >>> encode(E, "Hello wurld!").vectors
    array([[1., 2.],
           [5., 6.]], dtype=float32)
    >>> encode(E, "Hello wurld!").unknown
    ('wurld',)
    """
    if E.tokenizer is not None:
        lookups = [
            Lookup(piece or E.tokens[i], E.tokens[i], i, _subword_step(E.tokens[i], piece))
            for i, piece in E.tokenizer(text)
        ]
    else:
        lookups = list(_iter_lookups(E, text))
    token_ids = tuple(result.token_id for result in lookups if result.token_id is not None)
    vectors = E.vectors[np.asarray(token_ids, np.intp)]
    vectors.flags.writeable = False
    tokens = tuple(result.token for result in lookups if result.token is not None)
    return Encoding(tokens, token_ids, vectors, tuple(lookups))


def _subword_step(token: str, piece: str) -> LookupStep:
    if token in UNKNOWN_TOKENS and piece != token:
        return "unknown"
    return "exact" if piece in ("", token, token.removeprefix("##")) else "case"


def _iter_lookups(E: EmbeddingMatrix, text: str) -> Iterator[Lookup]:
    """Yield the longest known run of words at each position, else the word or mark there."""
    position = 0
    while match := _WORD_OR_MARK.search(text, position):
        position, longest = match.end(), None
        for end in _run_ends(E, text, match):
            candidate = find_word(E, text[match.start() : end])
            if candidate.token is not None:
                position, longest = end, candidate
        yield longest or Lookup(match.group(), None, None, "unknown")


def _run_ends(E: EmbeddingMatrix, text: str, piece: re.Match[str]) -> Iterator[int]:
    """Yield the end of `piece`, then the ends of runs of 1, 2, … words separated by spaces.

    Each run has two ends: before and after its final punctuation, as in "New York, really".
    """
    yield piece.end()
    # Longer texts cannot be a token, even in decomposed Unicode form.
    limit = piece.start() + 2 * E.max_token_chars + 32
    for n_words, chunk in enumerate(_NON_SPACES.finditer(text, piece.start(), limit), start=1):
        if n_words > E.max_token_words or chunk.end() == limit:
            return
        if without_marks := _UP_TO_LAST_LETTER.match(chunk.group()):
            yield chunk.start() + without_marks.end()
        yield chunk.end()
