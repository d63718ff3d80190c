"""All that a typed word may mean, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from embviz.embedding.lookup import UNKNOWN_TOKENS, LookupStep, spelling_variants
from embviz.embedding.matrix import EmbeddingMatrix


@dataclass(frozen=True)
class CandidateGroup:
    """One step of the search for a word, and all tokens that it leads to.

    Attributes
    ----------
    step : {"exact", "case", "unicode", "spelling", "subwords"}
        As in `Lookup`; ``subwords``: the pieces that the embedding's own tokenizer cuts it into.
    tokens : tuple of str
        Each one another choice; those of ``subwords`` belong together, in this order.
    """

    step: Literal["exact", "case", "unicode", "spelling", "subwords"]
    tokens: tuple[str, ...]


def find_candidates(E: EmbeddingMatrix, word: str) -> tuple[CandidateGroup, ...]:
    """Search for a word step by step, and keep what every step finds.

    `lookup` stops at the first token; this one says what else there is to choose from.

    Parameters
    ----------
    E : EmbeddingMatrix
    word : str

    Returns
    -------
    tuple of Rung
        The steps that lead somewhere, in the order of the ladder, each with the tokens that no
        earlier step has. A word that is there as typed has the step ``exact`` alone; near spellings
        are searched for when it is there in no other case or form either.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["us", "US", "use"], [[0, 1], [1, 0], [1, 1]])
    >>> find_candidates(E, "Us")
    (Rung(step='case', tokens=('us', 'US')),)
    >>> find_candidates(E, "usse")
    (Rung(step='spelling', tokens=('use', 'us', 'US')),)
    """
    for query in (word, word.strip()):
        if query in E:
            return (CandidateGroup("exact", (query,)),)
    found: dict[str, LookupStep] = {}
    for step, token in spelling_variants(query):
        if token in E:
            found.setdefault(token, step)
    rungs: list[CandidateGroup] = []
    for kind in ("case", "unicode"):
        rungs.append(
            CandidateGroup(kind, tuple(token for token, step in found.items() if step == kind))
        )
    if not found:
        rungs.append(CandidateGroup("spelling", E.speller.suggest(query)))
    rungs.append(CandidateGroup("subwords", subwords(E, query)))
    return tuple(rung for rung in rungs if rung.tokens)


def subwords(E: EmbeddingMatrix, word: str) -> tuple[str, ...]:
    """Return the pieces that the embedding's own tokenizer cuts a word into; none without one."""
    if not E.tokenizer or not word:
        return ()
    pieces = (E.tokens[i] for i, piece in E.tokenizer(word) if piece)
    return tuple(piece for piece in pieces if piece not in UNKNOWN_TOKENS)
