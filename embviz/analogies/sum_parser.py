"""Parse a typed sum of words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from embviz.analogies.sum_tokenizer import SumSyntaxError, TermToken, tokenize
from embviz.analogies.terms import Sum, SumProblem, Term
from embviz.embedding import EmbeddingMatrix, find_word, lookup, respelling_notes

EXAMPLE = "king - man + woman"
# Longer texts are pasted, not sums.
MAX_SUM_CHARS = 1000


def parse_sum(E: EmbeddingMatrix, text: str) -> Sum | SumProblem:
    """Parse a signed sum of words with weights.

    Parameters
    ----------
    E : EmbeddingMatrix
    text : str
        Words separated by ``+`` or ``-`` (or ``−``, ``–``), with weights before or after them:
        ``2*paris``, ``0.5 × paris``. The longest token in the vocabulary is taken, such as
        ``vis-a-vis`` or ``new york``, but a sign with spaces around it is always an operator.
        Quotation marks enclose other words with signs, ``"a - b"``; inside them, ``""`` is one
        quotation mark.

    Returns
    -------
    Sum or SumProblem
        A sum with an unknown word is a problem; the message names the word.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["king", "man", "vis-a-vis"], [[4, 0], [0, 2], [3, 4]])
    >>> parse_sum(E, "King - 2*man + vis-a-vis")
    Sum(terms=((1.0, 'king'), (-2.0, 'man'), (1.0, 'vis-a-vis')),
        notes=("'King' has the row of 'king'.",), respelled_words=('King',))
    >>> problem = parse_sum(E, "king - kign")
    >>> problem.message, problem.position
    ("'kign' is not in the vocabulary. Near spellings: king.", 7)
    >>> parse_sum(E, "king -").message
    'A word is missing after this sign.'
    """
    if len(text) > MAX_SUM_CHARS:
        return SumProblem(
            f"This is longer than {MAX_SUM_CHARS:,} characters: too long for a sum.", MAX_SUM_CHARS
        )
    if not text.strip():
        return SumProblem(f"Type a sum of words, such as {EXAMPLE}.")
    try:
        words = tokenize(E, text)
    except SumSyntaxError as error:
        return error.problem
    lookups = [find_word(E, word.text) for word in words]
    terms: tuple[Term, ...] = tuple(
        (word.weight, result.token or word.text)
        for word, result in zip(words, lookups, strict=True)
    )
    for word, result in zip(words, lookups, strict=True):
        if result.token is None:
            return _unknown_word_problem(E, text, word, terms)
        if word.weight == 0:
            return SumProblem(
                f"0 times {result.token!r} adds nothing: give it a weight, or leave it out.",
                word.start,
                terms=terms,
            )
    notes = (*respelling_notes(lookups), *dict.fromkeys(_hyphen_notes(text, words)))
    respelled_words = dict.fromkeys(r.query for r in lookups if r.step != "exact")
    return Sum(terms, notes, tuple(respelled_words))


def _unknown_word_problem(
    E: EmbeddingMatrix, text: str, word: TermToken, terms: tuple[Term, ...]
) -> SumProblem:
    suggestions = lookup(E, word.text).suggestions
    near = f" Near spellings: {', '.join(suggestions)}." if suggestions else ""
    return SumProblem(
        f"{word.text!r} is not in the vocabulary.{near}",
        word.start,
        text[word.start : word.end],
        suggestions,
        terms,
    )


def _hyphen_notes(text: str, words: Sequence[TermToken]) -> list[str]:
    """Return a sentence for each hyphen without spaces around it that is a minus."""
    return [
        f"{f'{one.text}-{other.text}'!r} is not one word of the vocabulary: its hyphen is a minus."
        for one, other in pairwise(words)
        if text[one.end : other.start] == "-"
    ]
