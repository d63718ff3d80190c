"""From what a person types to rows of the matrix, without ever guessing silently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from unicodedata import normalize

import numpy as np

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.spelling import near_spellings

Step: TypeAlias = Literal["exact", "case", "unicode", "spelling", "unknown"]

# A word with its inner hyphens and apostrophes, or one sign.
PIECE = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
# What tokenizers put in the place of characters that they do not know.
UNKNOWN_TOKENS = ("[UNK]", "<unk>")

CHUNK = re.compile(r"\S+")
TO_LAST_LETTER = re.compile(r".*\w", re.DOTALL)


@dataclass(frozen=True)
class Lookup:
    """What a search for one word found, and how.

    Attributes
    ----------
    query : str
        The word as typed.
    token : str or None
        The token whose row is meant; None when only suggestions can be made.
    token_id : int or None
        Its row number.
    step : {"exact", "case", "unicode", "spelling", "unknown"}
        ``exact``: as typed. ``case``: other upper or lower case. ``unicode``: another way to write
        the same characters. ``spelling``: not found, but `suggestions` are near. ``unknown``: not
        found, and nothing is near.
    suggestions : tuple of str
        Tokens that may have been meant instead.
    """

    query: str
    token: str | None
    token_id: int | None
    step: Step
    suggestions: tuple[str, ...] = ()


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
    def unknown(self) -> tuple[str, ...]:
        """The pieces that are not in the vocabulary, in order.

        They have no row, except where a tokenizer has a token that stands for all of them.
        """
        return tuple(found.query for found in self.lookups if found.step == "unknown")


def lookup(E: EmbeddingMatrix, word: str) -> Lookup:
    """Find a word in the vocabulary: as typed, else in other case, else in other Unicode form.

    Parameters
    ----------
    E : EmbeddingMatrix
    word : str
        Blanks around it are dropped.

    Returns
    -------
    Lookup
        With `step` saying how the token was found. A word that is not there has no token: the
        nearest spellings are suggestions, never answers.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", "king"], [[0, 1], [1, 0]])
    >>> lookup(E, "King")
    Lookup(query='King', token='king', token_id=1, step='case', suggestions=())
    >>> lookup(E, "knig").suggestions
    ('king',)
    """
    found = _same_word(E, word)
    if found.token is not None:
        return found
    near = near_spellings(word, E.tokens)
    return Lookup(found.query, None, None, "spelling" if near else "unknown", near)


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
        lookups = list(_pieces(E, text))
    known = [(found.token, found.token_id) for found in lookups]
    token_ids = tuple(token_id for _, token_id in known if token_id is not None)
    vectors = E.vectors[np.asarray(token_ids, np.intp)]
    vectors.flags.writeable = False
    tokens = tuple(token for token, _ in known if token is not None)
    return Encoding(tokens, token_ids, vectors, tuple(lookups))


def find_words(E: EmbeddingMatrix, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Look up several words, without suggestions.

    Returns
    -------
    found : list of str
        The tokens, each once, in the order of `words`.
    missing : list of str
        The words that are not in the vocabulary.
    """
    lookups = [_same_word(E, word) for word in words]
    found = dict.fromkeys(each.token for each in lookups if each.token is not None)
    return list(found), [each.query for each in lookups if each.token is None]


def choose_rows(
    E: EmbeddingMatrix, words: Sequence[str], groups: Sequence[str] | None = None, *, name: str
) -> tuple[EmbeddingMatrix | None, list[str]]:
    """Make a vocabulary of one's own from a list of words, with the rows they have in `E`.

    Parameters
    ----------
    E : EmbeddingMatrix
    words : sequence of str
    groups : sequence of str, optional
        The group of each word; becomes the labels ``"group"``.
    name : str
        What to call the new embedding.

    Returns
    -------
    chosen : EmbeddingMatrix or None
        The words that `E` has, each once, in the order given; None when it has none of them.
    missing : list of str
        The words that `E` does not have.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[1, 0], [2, 0], [0, 3]])
    >>> pets, missing = choose_rows(E, ["Dog", "cat", "cow"], name="pets")
    >>> pets.tokens, pets.notes, missing
    (('dog', 'cat'), ("'Dog' has the row of 'dog'.",), ['cow'])
    """
    lookups = [_same_word(E, word) for word in words]
    rows: dict[int, str] = {}
    notes = []
    for found, group in zip(lookups, groups or [""] * len(words), strict=True):
        if found.token_id is None:
            continue
        if found.token_id in rows:
            notes.append(f"{found.query!r} is listed twice; the first place counts.")
        elif found.step != "exact":
            notes.append(f"{found.query!r} has the row of {found.token!r}.")
        rows.setdefault(found.token_id, group)
    missing = [found.query for found in lookups if found.token is None]
    if not rows:
        return None, missing
    labels = {"group": list(rows.values())} if groups else {}
    source = f"{len(rows):,} of {len(lookups):,} listed words, with their rows in {E.name}"
    return E.select(list(rows), name=name, source=source, notes=notes, labels=labels), missing


def _subword_step(token: str, piece: str) -> Step:
    if token in UNKNOWN_TOKENS and piece != token:
        return "unknown"
    return "exact" if piece in ("", token, token.removeprefix("##")) else "case"


def _same_word(E: EmbeddingMatrix, word: str) -> Lookup:
    if word in E:  # Before any trimming: a token may begin or end with a blank.
        return Lookup(word, word, E.token_id(word), "exact")
    query = word.strip()
    for step, token in _ladder(query):
        if token in E:
            return Lookup(query, token, E.token_id(token), step)
    return Lookup(query, None, None, "unknown")


def _ladder(word: str) -> Iterator[tuple[Step, str]]:
    yield "exact", word
    for token in _cases(word):
        yield "case", token
    for form in ("NFC", "NFKC", "NFD"):
        other = normalize(form, word)
        yield "unicode", other
        for token in _cases(other):
            yield "unicode", token


def _cases(word: str) -> tuple[str, ...]:
    return word.lower(), word.capitalize(), word.title(), word.upper(), word.casefold()


def _pieces(E: EmbeddingMatrix, text: str) -> Iterator[Lookup]:
    """Yield the longest known run of words from each place, else the word or sign that is there."""
    position = 0
    while match := PIECE.search(text, position):
        end, found = match.end(), None
        for stop in _word_ends(E, text, match):
            candidate = _same_word(E, text[match.start() : stop])
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
    limit = piece.start() + 2 * E.longest_token + 32
    for words, chunk in enumerate(CHUNK.finditer(text, piece.start(), limit), start=1):
        if words > E.longest_token_words or chunk.end() == limit:
            return
        if without_signs := TO_LAST_LETTER.match(chunk.group()):
            yield chunk.start() + without_signs.end()
        yield chunk.end()
