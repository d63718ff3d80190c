"""From a text to tokens, and to their rows stacked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embviz.embedding.lookup import UNKNOWN_TOKENS, Lookup, LookupStep, find_word
from embviz.embedding.matrix import EmbeddingMatrix, Vectors

# A word with its inner hyphens and apostrophes, or one sign.
WORD_OR_SIGN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
NONBLANK_RUN = re.compile(r"\S+")
TO_LAST_LETTER = re.compile(r".*\w", re.DOTALL)


@dataclass(frozen=True)
class Encoding:
    """A text as a stack of rows.

    Attributes
    ----------
    tokens : tuple of str
        The tokens found, in order.
    token_ids : tuple of int
        Their row numbers.
    vectors : ndarray of shape (n_tokens, dim)
        Their rows, stacked; read-only.
    lookups : tuple of Lookup
        Every piece of the text in order, the unknown ones included.
    """

    tokens: tuple[str, ...]
    token_ids: tuple[int, ...]
    vectors: Vectors
    lookups: tuple[Lookup, ...]

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean of the rows, ndarray of shape (dim,): NaN for a text without any token.

        It is the same for the same tokens in any order.
        """
        if not self.tokens:
            return np.full(self.vectors.shape[1], np.nan)
        # In order of token id: equal sums must not differ by rounding.
        ordered = self.vectors[np.argsort(self.token_ids, kind="stable")].astype(np.float64)
        return np.asarray(ordered.mean(axis=0))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The pieces that are not in the vocabulary, in order.

        They have no row, except where a tokenizer has a token that stands for all of them.
        """
        return tuple(found.query for found in self.lookups if found.step == "unknown")


def max_mean_difference(a: Encoding, b: Encoding) -> float:
    """Return by how much the mean rows of two texts differ in the dimension where they differ most.

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
    """Cut a text into tokens and stack their rows.

    An embedding with a tokenizer of its own (``E.tokenizer``) uses that. Any other is searched for
    words and signs as `lookup` does, but without suggestions, trying tokens of several words
    ("new york") first.

    Parameters
    ----------
    E : EmbeddingMatrix
    text : str

    Returns
    -------
    Encoding
        With `vectors` of shape (n_tokens, dim). Unknown words are listed, not replaced.

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
    known = [(found.token, found.token_id) for found in lookups]
    token_ids = tuple(token_id for _, token_id in known if token_id is not None)
    vectors = E.vectors[np.asarray(token_ids, np.intp)]
    vectors.flags.writeable = False
    tokens = tuple(token for token, _ in known if token is not None)
    return Encoding(tokens, token_ids, vectors, tuple(lookups))


def _subword_step(token: str, piece: str) -> LookupStep:
    if token in UNKNOWN_TOKENS and piece != token:
        return "unknown"
    return "exact" if piece in ("", token, token.removeprefix("##")) else "case"


def _iter_lookups(E: EmbeddingMatrix, text: str) -> Iterator[Lookup]:
    """Yield the longest known run of words from each place, else the word or sign that is there."""
    position = 0
    while match := WORD_OR_SIGN.search(text, position):
        end, found = match.end(), None
        for stop in _word_ends(E, text, match):
            candidate = find_word(E, text[match.start() : stop])
            if candidate.token is not None:
                end, found = stop, candidate
        yield found or Lookup(match.group(), None, None, "unknown")
        position = end


def _word_ends(E: EmbeddingMatrix, text: str, piece: re.Match[str]) -> Iterator[int]:
    """Yield where `piece` ends, then where runs of 1, 2, … blank-separated words end.

    Each run ends twice: before and after the signs that close it, as in "New York, really".
    """
    yield piece.end()
    # What reaches so far is too long for a token, even when it is written in decomposed form.
    limit = piece.start() + 2 * E.max_token_chars + 32
    for words, chunk in enumerate(NONBLANK_RUN.finditer(text, piece.start(), limit), start=1):
        if words > E.max_token_words or chunk.end() == limit:
            return
        if without_signs := TO_LAST_LETTER.match(chunk.group()):
            yield chunk.start() + without_signs.end()
        yield chunk.end()
