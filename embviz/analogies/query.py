"""Parse a query for neighbors: a word, several words, or a sum of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embviz.analogies.sum_parser import parse_sum
from embviz.analogies.terms import Sum, SumProblem, Term
from embviz.embedding import EmbeddingMatrix, ParseProblem, find_word, respelling_notes, split_words
from embviz.neighbors import ZERO_TOL, normalize_vector, normalized_rows

# Longer lists are pasted texts, not queries.
MAX_QUERY_WORDS = 200

OPERATOR_TOKENS = frozenset("+-−–—*×·")

_WORD_SEPARATOR = re.compile(r"[,;\t\n]")


@dataclass(frozen=True)
class Query:
    """A vector whose neighbors are searched for.

    Attributes
    ----------
    label : str
        The query in words: ``"king"``, ``"the mean of ice, cream"``, ``"paris − france"``.
    vector : ndarray of shape (dim,)
        The row of one word; or the mean or the sum of rows at length 1, scaled to the mean length
        of these rows, so that its distances and dot products compare with those of words.
    tokens : tuple of str
        The tokens in the query, each once.
    kind : {"word", "mean", "sum"}
    notes : tuple of str
        Sentences about words whose token is spelled differently.
    """

    label: str
    vector: NDArray[np.float64]
    tokens: tuple[str, ...]
    kind: Literal["word", "mean", "sum"]
    notes: tuple[str, ...] = ()


def parse_query(E: EmbeddingMatrix, text: str) -> Query | ParseProblem:
    """Parse a word, several words, or a sum of words.

    Parameters
    ----------
    E : EmbeddingMatrix
    text : str
        A token; words separated by commas (``cat, dog``) or spaces (``ice cream``), whose mean is
        taken; or a sum (``paris - france``, see `parse_sum`).

    Returns
    -------
    Query or ParseProblem
        A text with an unknown word is a problem.

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
        row = E[whole.token].astype(np.float64)
        return Query(whole.token, row, (whole.token,), "word", respelling_notes([whole]))
    words = split_words(text)
    if not words:
        return ParseProblem("Type a word, several words, or a difference.")
    if _WORD_SEPARATOR.search(text.strip()):
        return mean_query(E, words)
    # A sign with spaces around it is an operator, even if the vocabulary has it as a token.
    is_list = len(words) > 1 and OPERATOR_TOKENS.isdisjoint(words)
    if is_list and all(find_word(E, word).token for word in words):
        return mean_query(E, words)
    parsed = parse_sum(E, text)
    if isinstance(parsed, Sum):
        return _combine_terms(E, parsed.terms, parsed.label, "sum", parsed.notes)
    if is_list:
        return mean_query(E, words)
    return _to_parse_problem(parsed)


def mean_query(E: EmbeddingMatrix, words: Sequence[str]) -> Query | ParseProblem:
    """Return the mean of the rows of words at length 1; a repeated word counts repeatedly."""
    if len(words) > MAX_QUERY_WORDS:
        return ParseProblem(f"These are {len(words):,} words; take {MAX_QUERY_WORDS} at most.")
    lookups = [find_word(E, word) for word in words]
    missing = tuple(dict.fromkeys(result.query for result in lookups if result.token is None))
    if missing:
        listed = ", ".join(repr(word) for word in missing)
        return ParseProblem(f"Not in the vocabulary: {listed}.", missing)
    tokens = [result.token for result in lookups if result.token is not None]
    label = f"the mean of {', '.join(tokens)}" if len({*tokens}) > 1 else tokens[0]
    terms = [(1.0, token) for token in tokens]
    return _combine_terms(E, terms, label, "mean", respelling_notes(lookups))


def _combine_terms(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    label: str,
    kind: Literal["mean", "sum"],
    notes: tuple[str, ...],
) -> Query | ParseProblem:
    tokens = [token for _, token in terms]
    ids = E.token_ids(tokens)
    weights = np.array([weight for weight, _ in terms])
    total = weights @ normalized_rows(E, ids)
    if np.linalg.norm(total) <= ZERO_TOL * np.abs(weights).max():
        return ParseProblem(f"{label}: nothing is left, so this points nowhere.")
    vector = normalize_vector(total) * float(E.norms[ids].mean())
    return Query(label, vector, tuple(dict.fromkeys(tokens)), kind, notes)


def _to_parse_problem(problem: SumProblem) -> ParseProblem:
    missing = (problem.word,) if problem.word else ()
    return ParseProblem(problem.message, missing, problem.position)
