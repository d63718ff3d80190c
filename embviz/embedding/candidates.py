"""Find all tokens that a typed word may stand for, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from embviz.embedding.lookup import UNKNOWN_TOKENS, LookupStep, spelling_variants
from embviz.embedding.matrix import EmbeddingMatrix


@dataclass(frozen=True)
class CandidateGroup:
    """The tokens that one step of the search for a word finds.

    Attributes
    ----------
    step : {"exact", "case", "unicode", "spelling", "subwords"}
        As in `Lookup`; ``subwords``: the pieces into which the tokenizer of the embedding splits
        the word.
    tokens : tuple of str
        Alternatives, except for ``subwords``, which together make up the word, in this order.
    """

    step: Literal["exact", "case", "unicode", "spelling", "subwords"]
    tokens: tuple[str, ...]


def find_candidates(E: EmbeddingMatrix, word: str) -> tuple[CandidateGroup, ...]:
    """Search for a word step by step and return the tokens of each step.

    Unlike `lookup`, the search does not stop at the first token.

    Parameters
    ----------
    E : EmbeddingMatrix
    word : str

    Returns
    -------
    tuple of CandidateGroup
        The steps that find tokens, each without the tokens of earlier steps. A word that is in the
        vocabulary as typed has the step ``exact`` alone; near spellings are searched for only if
        it is not there in any other case or Unicode form.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["us", "US", "use"], [[0, 1], [1, 0], [1, 1]])
    >>> find_candidates(E, "Us")
    (CandidateGroup(step='case', tokens=('us', 'US')),)
    >>> find_candidates(E, "usse")
    (CandidateGroup(step='spelling', tokens=('use', 'us', 'US')),)
    """
    for query in (word, word.strip()):
        if query in E:
            return (CandidateGroup("exact", (query,)),)
    step_of_token: dict[str, LookupStep] = {}
    for step, token in spelling_variants(query):
        if token in E:
            step_of_token.setdefault(token, step)
    groups = [
        CandidateGroup(step, tuple(token for token, s in step_of_token.items() if s == step))
        for step in ("case", "unicode")
    ]
    if not step_of_token:
        groups.append(CandidateGroup("spelling", E.speller.suggest(query)))
    groups.append(CandidateGroup("subwords", subwords(E, query)))
    return tuple(group for group in groups if group.tokens)


def subwords(E: EmbeddingMatrix, word: str) -> tuple[str, ...]:
    """Return the pieces into which the tokenizer of `E` splits a word; none without a tokenizer."""
    if not E.tokenizer or not word:
        return ()
    pieces = (E.tokens[i] for i, piece in E.tokenizer(word) if piece)
    return tuple(piece for piece in pieces if piece not in UNKNOWN_TOKENS)
