"""Select words of a vocabulary by a list, a regular expression, or the beginning of a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embviz.embedding.lookup import find_word, respelling_notes
from embviz.embedding.matrix import EmbeddingMatrix
from embviz.embedding.regex import regex_search, to_arrow, true_indices

# Characters that make the text an expression, unless they are part of a known word.
REGEX_CHARS = frozenset(".*+?[](){}|^$\\")

_SLASHES = re.compile(r"/(.+)/(i?)", re.DOTALL)
_WORD_SEPARATORS = re.compile(r"[,;\t\n]")
_REPETITION = re.compile(r"\{\d+,\d*\}")


@dataclass(frozen=True)
class WordMatches:
    """The rows that a typed text selects.

    Attributes
    ----------
    rows : ndarray of shape (m,)
        Row numbers, ascending.
    kind : {"list", "expression"}
        Interpretation of the text.
    problem : str or None
        Why the expression is invalid, in one sentence that quotes it.
    missing : tuple of str
        Words of a list that are not in the vocabulary.
    notes : tuple of str
        Sentences about words of a list whose token is spelled differently.
    """

    rows: NDArray[np.intp]
    kind: Literal["list", "expression"]
    problem: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def match_words(E: EmbeddingMatrix, typed: str) -> WordMatches:
    r"""Find the words in a list, or those that a regular expression matches.

    1. Text between slashes is an expression: ``/ness$/``.
    2. Text with a comma, semicolon, tab or line break is a list of words.
    3. Other text is a list of words separated by spaces, unless one with any of
       ``.*+?[](){}|^$\`` is not in the vocabulary; then the text is an expression: ``ness$``, or
       ``u.s.`` if it is not in the vocabulary. (The comma of ``{2,5}`` does not make a list.)

    An expression may match any part of a word. It ignores case if it has no capital letter, or in
    the form ``/…/i``.

    Parameters
    ----------
    E : EmbeddingMatrix
    typed : str

    Returns
    -------
    WordMatches
        Without rows for an empty text and for an expression with a `problem`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["king", "kings", "Kingston", "u.s."], [[0], [1], [2], [3]])
    >>> match_words(E, "^king").rows, match_words(E, "^K").rows
    (array([0, 1, 2]), array([2]))
    >>> matches = match_words(E, "u.s., Kings, queen")
    >>> matches.kind, matches.rows, matches.missing, matches.notes
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
        Case and spaces around it are ignored.
    n : int
        Largest number of words to return.

    Returns
    -------
    tuple of int
        Row numbers: first the word itself as typed, then in other case, then the words that begin
        with it, then those that contain it; each in order of token id.

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
    prefixed = true_indices(pc.starts_with(words, text, ignore_case=True))
    equal = [i for i in prefixed.tolist() if len(tokens[i]) == len(text)]
    # A dict keeps the first position of each row; the stable sort keeps the order of token ids.
    rows = dict.fromkeys(sorted(equal, key=lambda i: tokens[i] != text))
    rows |= dict.fromkeys(prefixed[: n + len(equal)].tolist())
    if len(rows) < n:
        containing = true_indices(pc.match_substring(words, text, ignore_case=True))
        rows |= dict.fromkeys(containing[: n + len(rows)].tolist())
    return tuple(rows)[:n]


def split_words(typed: str) -> list[str]:
    """Split a typed or pasted list into words.

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
    matches = regex_search(E.tokens, expression, ignore_case=ignore_case)
    return WordMatches(matches.rows, "expression", matches.problem)


def _match_list(E: EmbeddingMatrix, words: Sequence[str]) -> WordMatches:
    lookups = [find_word(E, word) for word in words]
    rows = sorted({result.token_id for result in lookups if result.token_id is not None})
    missing = dict.fromkeys(result.query for result in lookups if result.token is None)
    return WordMatches(
        np.array(rows, np.intp), "list", None, tuple(missing), respelling_notes(lookups)
    )


def _clean_text(typed: str) -> str:
    """Strip a text and drop lone surrogates, which UTF-8 cannot encode."""
    return typed.encode(errors="ignore").decode().strip()
