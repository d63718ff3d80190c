"""Which words of a vocabulary somebody means: a list, an expression, or the beginning of a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embviz.embedding.lookup import find_word
from embviz.embedding.matrix import EmbeddingMatrix
from embviz.embedding.regex import regex_search, to_arrow, true_indices

# A character that makes an expression of what is typed, unless it stands in a word.
REGEX_CHARS = frozenset(".*+?[](){}|^$\\")

_SLASHES = re.compile(r"/(.+)/(i?)", re.DOTALL)
_WORD_SEPARATORS = re.compile(r"[,;\t\n]")
_REPETITION = re.compile(r"\{\d+,\d*\}")


@dataclass(frozen=True)
class WordMatches:
    """Which rows were meant.

    Attributes
    ----------
    rows : ndarray of shape (m,)
        Row numbers, ascending.
    kind : {"list", "expression"}
        As what the text was read.
    problem : str or None
        Why an expression cannot be used, in one sentence. It quotes what was typed.
    missing : tuple of str
        Words of a list that the vocabulary lacks.
    notes : tuple of str
        Sentences about words of a list: which have the row of a token written in another way.
    """

    rows: NDArray[np.intp]
    kind: Literal["list", "expression"]
    problem: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def match_words(E: EmbeddingMatrix, typed: str) -> WordMatches:
    r"""Find the words that a list names or an expression describes.

    Three rules say which it is:

    1. Text between slashes is an expression: ``/ness$/``.
    2. Text with a comma, semicolon, tab or line break in it is a list of words.
    3. Any other text is a list of words with blanks between them, but one with any of
       ``.*+?[](){}|^$\`` in something that is not a word of the vocabulary is an expression:
       ``ness$`` is one, and so is ``u.s.`` unless the vocabulary has it. (The comma of ``{2,5}``
       makes no list.)

    An expression may match any part of a word. Unless there is a capital letter in it, upper and
    lower case are alike; ``/…/i`` makes them so in any case. No expression can keep the page
    waiting (see `embviz.embedding.regex`).

    Parameters
    ----------
    E : EmbeddingMatrix
    typed : str

    Returns
    -------
    Matches
        Without rows for an empty text, and for an expression with a `problem`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["king", "kings", "Kingston", "u.s."], [[0], [1], [2], [3]])
    >>> match_words(E, "^king").rows, match_words(E, "^K").rows
    (array([0, 1, 2]), array([2]))
    >>> found = match_words(E, "u.s., Kings, queen")
    >>> found.kind, found.rows, found.missing, found.notes
    ('list', array([1, 3]), ('queen',), ("'Kings' has the row of 'kings'.",))
    """
    text = _clean_text(typed)
    slashes = _SLASHES.fullmatch(text)
    if slashes:
        return _match_regex(E, slashes[1], ignore_case=bool(slashes[2]))
    if _is_known(E, text):
        return _match_list(E, [text])
    words = split_words(text)
    if not _WORD_SEPARATORS.search(_REPETITION.sub("", text)):
        special = (word for word in words if REGEX_CHARS.intersection(word))
        if not all(_is_known(E, word) for word in special):
            return _match_regex(E, text)
    return _match_list(E, words)


def prefix_search(tokens: Sequence[str], typed: str, n: int = 10) -> tuple[int, ...]:
    """Find words while they are being typed.

    Parameters
    ----------
    tokens : sequence of str
        The vocabulary, in order of token id.
    typed : str
        Upper and lower case are alike; blanks around it are dropped.
    n : int
        How many words to return at the most.

    Returns
    -------
    tuple of int
        Row numbers: first the word itself, as typed before in other case; then the words that
        begin with it, then those that have it inside; each in order of token id.

    Examples
    --------
    >>> prefix_search(["viking", "kingdom", "KING", "king", "queen"], "king", n=4)
    (3, 2, 1, 0)
    """
    text = _clean_text(typed)
    if not text or n < 1:
        return ()
    import pyarrow.compute as pc

    words = to_arrow(tokens)
    begin = true_indices(pc.starts_with(words, text, ignore_case=True))
    same = [i for i in begin.tolist() if len(tokens[i]) == len(text)]
    # A dict has each row once, where it came first; sorting leaves equals in order of token id.
    found = dict.fromkeys(sorted(same, key=lambda i: tokens[i] != text))
    found |= dict.fromkeys(begin[: n + len(same)].tolist())
    if len(found) < n:
        inside = true_indices(pc.match_substring(words, text, ignore_case=True))
        found |= dict.fromkeys(inside[: n + len(found)].tolist())
    return tuple(found)[:n]


def split_words(typed: str) -> list[str]:
    """Cut a typed or pasted list into words.

    Examples
    --------
    >>> split_words("king  queen"), split_words("new york, paris,")
    (['king', 'queen'], ['new york', 'paris'])
    """
    parts = _WORD_SEPARATORS.split(typed)
    words = parts if len(parts) > 1 else typed.split()
    return [word.strip() for word in words if word.strip()]


def _is_known(E: EmbeddingMatrix, word: str) -> bool:
    return find_word(E, word).token is not None


def _match_regex(E: EmbeddingMatrix, expression: str, ignore_case: bool = False) -> WordMatches:
    found = regex_search(E.tokens, expression, ignore_case=ignore_case)
    return WordMatches(found.rows, "expression", found.problem)


def _match_list(E: EmbeddingMatrix, words: Sequence[str]) -> WordMatches:
    lookups = [find_word(E, word) for word in words]
    rows = sorted({each.token_id for each in lookups if each.token_id is not None})
    missing = dict.fromkeys(each.query for each in lookups if each.token is None)
    notes = dict.fromkeys(
        f"{each.query!r} has the row of {each.token!r}."
        for each in lookups
        if each.token is not None and each.step != "exact"
    )
    return WordMatches(np.array(rows, np.intp), "list", None, tuple(missing), tuple(notes))


def _clean_text(typed: str) -> str:
    """Return what was typed without blanks around it and without what UTF-8 cannot hold."""
    return typed.encode(errors="ignore").decode().strip()
