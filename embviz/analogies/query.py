"""What somebody wants the neighbors of: a word, several words together, or a difference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.sum_parser import parse_sum
from embviz.analogies.terms import Sum, SumProblem, Term
from embviz.embedding import EmbeddingMatrix, find_word, split_words
from embviz.neighbors import normalize_vector, normalized_rows

# More words than these are a text, not a phrase.
MAX_WORDS = 200

# The mean of rows of length 1 that is shorter than this is float32 rounding.
ZERO_TOL = 1e-6

OPERATOR_TOKENS = frozenset("+-−–—*×·")

_WORD_SEPARATOR = re.compile(r"[,;\t\n]")


@dataclass(frozen=True)
class Query:
    """A vector to find the neighbors of, and how it came about.

    Attributes
    ----------
    label : str
        The query in words: ``"king"``, ``"the mean of ice, cream"``, ``"paris − france"``.
    vector : ndarray of shape (dim,)
        For one word its row. For several, the mean of their rows at length 1, and for a sum the
        sum of such rows; the result is given the mean length of the rows it is made of, so that
        distances and dot products with it can be compared with those of words.
    tokens : tuple of str
        The tokens it is made of, each once.
    kind : {"word", "mean", "sum"}
    notes : tuple of str
        Words whose token is written in another way than typed, as they were typed.
    """

    label: str
    vector: NDArray[np.float64]
    tokens: tuple[str, ...]
    kind: Literal["word", "mean", "sum"]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueryProblem:
    """Why what was typed has no neighbors.

    Attributes
    ----------
    message : str
        One or more sentences; they repeat what was typed, as it was typed.
    missing : tuple of str
        The words that the vocabulary lacks.
    position : int or None
        Where in the typed text the trouble begins, if it is at one place.
    """

    message: str
    missing: tuple[str, ...] = ()
    position: int | None = None


def parse_query(E: EmbeddingMatrix, text: str) -> Query | QueryProblem:
    """Read a word, several words, or a sum of words.

    Parameters
    ----------
    E : EmbeddingMatrix
    text : str
        What is a token as a whole is that word. Words with commas between them (``cat, dog``), or
        with blanks (``ice cream``), are taken together; words with + or − between them
        (``paris - france``) are a sum, read by `embviz.analogies.parse_sum`.

    Returns
    -------
    Query or QueryProblem
        An unknown word is named in the problem and never left out.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["ice", "cream", "hot"], [[2, 0], [0, 4], [-3, 0]])
    >>> query = parse_query(E, "ice Cream")
    >>> query.label, query.kind, query.vector.round(2), query.notes
    ('the mean of ice, cream', 'mean', array([2.12, 2.12]), ("'Cream' has the row of 'cream'.",))
    >>> parse_query(E, "ice - cream").vector.round(2)
    array([ 2.12, -2.12])
    >>> parse_query(E, "ice, creem").missing
    ('creem',)
    """
    whole = find_word(E, text)
    if whole.token is not None:
        note = () if whole.step == "exact" else (_spelling_note(whole.query, whole.token),)
        row = E[whole.token].astype(np.float64)
        return Query(whole.token, row, (whole.token,), "word", note)
    words = split_words(text)
    if not words:
        return QueryProblem("Type a word, several words, or a difference.")
    if _WORD_SEPARATOR.search(text.strip()):
        return mean_query(E, words)
    # A sign with blanks around it is a sign, though most vocabularies have it as a token, too.
    alone = OPERATOR_TOKENS.isdisjoint(words)
    if alone and len(words) > 1 and all(find_word(E, word).token for word in words):
        return mean_query(E, words)
    found = parse_sum(E, text)
    if isinstance(found, Sum):
        return _combine_terms(E, found.terms, found.label, "sum", found.notes)
    if alone and len(words) > 1:
        return mean_query(E, words)
    return _to_query_problem(found)


def mean_query(E: EmbeddingMatrix, words: Sequence[str]) -> Query | QueryProblem:
    """Take words together: the mean of their rows at length 1, a repeated word counted again."""
    if len(words) > MAX_WORDS:
        return QueryProblem(f"These are {len(words):,} words; take {MAX_WORDS} at most.")
    found = [find_word(E, word) for word in words]
    missing = tuple(dict.fromkeys(each.query for each in found if each.token is None))
    if missing:
        said = ", ".join(repr(word) for word in missing)
        return QueryProblem(f"Not in the vocabulary: {said}.", missing)
    tokens = [each.token for each in found if each.token is not None]
    notes = dict.fromkeys(
        _spelling_note(each.query, token)
        for each, token in zip(found, tokens, strict=True)
        if each.step != "exact"
    )
    label = f"the mean of {', '.join(tokens)}" if len({*tokens}) > 1 else tokens[0]
    terms = [(1.0, token) for token in tokens]
    return _combine_terms(E, terms, label, "mean", tuple(notes))


def _combine_terms(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    label: str,
    kind: Literal["mean", "sum"],
    notes: tuple[str, ...],
) -> Query | QueryProblem:
    tokens = [token for _, token in terms]
    weights = np.array([weight for weight, _ in terms])
    total = weights @ normalized_rows(E, tokens)
    if np.linalg.norm(total) <= ZERO_TOL * np.abs(weights).max():
        return QueryProblem(f"{label}: nothing is left, so this points nowhere.")
    once = tuple(dict.fromkeys(tokens))
    length = float(np.mean([E.norms[E.token_id(token)] for token in tokens]))
    return Query(label, normalize_vector(total) * length, once, kind, notes)


def _spelling_note(query: str, token: str) -> str:
    return f"{query!r} has the row of {token!r}."


def _to_query_problem(found: SumProblem) -> QueryProblem:
    missing = (found.word,) if found.word else ()
    return QueryProblem(found.message, missing, found.position)
