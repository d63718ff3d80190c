"""A sum of words as somebody types it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from embviz.analogies.sum_tokenizer import SumSyntaxError, TermToken, tokenize
from embviz.analogies.terms import Sum, SumProblem, Term
from embviz.embedding import EmbeddingMatrix, find_word, lookup

EXAMPLE = "king - man + woman"
# More than this is a pasted text, not a sum.
MAX_CHARS = 1000


def parse_sum(E: EmbeddingMatrix, text: str) -> Sum | SumProblem:
    """Read a signed sum of words with weights.

    Parameters
    ----------
    E : EmbeddingMatrix
    text : str
        Words with ``+`` or ``-`` (or ``−``, ``–``) between them. A weight stands before its word,
        ``2*paris`` or ``0.5 × paris``, or after it. What is a token as a whole is taken as a whole,
        so ``vis-a-vis`` and ``new york`` are single words where the vocabulary has them; a sign
        with blanks around it is always a sign. Quotation marks hold together what could be read
        otherwise, ``"a - b"``; inside them ``""`` stands for one.

    Returns
    -------
    Sum or SumProblem
        The problem points at the character where it begins. An unknown word is named in it and
        never replaced by another one.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["king", "man", "vis-a-vis"], [[4, 0], [0, 2], [3, 4]])
    >>> parse_sum(E, "King - 2*man + vis-a-vis")
    Sum(terms=((1.0, 'king'), (-2.0, 'man'), (1.0, 'vis-a-vis')),
        notes=("'King' has the row of 'king'.",),
        respelled=('King',))
    >>> problem = parse_sum(E, "king - kign")
    >>> problem.message, problem.position
    ("'kign' is not in the vocabulary. Near spellings: king.", 7)
    >>> parse_sum(E, "king -").message
    'A word is missing after this sign.'
    """
    if len(text) > MAX_CHARS:
        return SumProblem(
            f"This is longer than {MAX_CHARS:,} characters: too long for a sum.", MAX_CHARS
        )
    if not text.strip():
        return SumProblem(f"Type a sum of words, such as {EXAMPLE}.")
    try:
        words = tokenize(E, text)
    except SumSyntaxError as stopped:
        return stopped.problem
    found = [find_word(E, word.text) for word in words]
    terms: tuple[Term, ...] = tuple(
        (word.weight, each.token or word.text) for word, each in zip(words, found, strict=True)
    )
    for word, each in zip(words, found, strict=True):
        if each.token is None:
            return _unknown_word_problem(E, text, word, terms)
        if word.weight == 0:
            return SumProblem(
                f"0 times {each.token!r} adds nothing: give it a weight, or leave it out.",
                word.start,
                terms=terms,
            )
    respelled = {each.query: each.token for each in found if each.step != "exact"}
    notes = [f"{query!r} has the row of {token!r}." for query, token in respelled.items()]
    hyphens = dict.fromkeys(_hyphen_notes(text, words))
    return Sum(terms, (*notes, *hyphens), tuple(respelled))


def _unknown_word_problem(
    E: EmbeddingMatrix, text: str, word: TermToken, terms: tuple[Term, ...]
) -> SumProblem:
    found = lookup(E, word.text)
    near = f" Near spellings: {', '.join(found.suggestions)}." if found.suggestions else ""
    return SumProblem(
        f"{word.text!r} is not in the vocabulary.{near}",
        word.start,
        text[word.start : word.end],
        found.suggestions,
        terms,
    )


def _hyphen_notes(text: str, words: Sequence[TermToken]) -> list[str]:
    """Say which hyphens without blanks around them were read as a minus."""
    return [
        f"{f'{one.text}-{other.text}'!r} is not one word of the vocabulary: its hyphen is a minus."
        for one, other in pairwise(words)
        if text[one.end : other.start] == "-"
    ]
