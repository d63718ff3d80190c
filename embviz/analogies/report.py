"""Whether the answer of a sum of words can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embviz.analogies.ranks import TokenRank, rank_tokens
from embviz.analogies.solve import AnalogyMethod, log_factor, solve, weighted_sum
from embviz.analogies.terms import Term, format_sum
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, QueryScores, pairwise


@dataclass(frozen=True)
class TermContribution:
    """What one term has to do with the score of a token.

    Attributes
    ----------
    term : (float, str)
    cosine : float
        Cosine similarity of the token with the word of the term, from −1 to 1.
    contribution : float
        By 3CosAdd what the term adds to the score, which is the sum of these parts. By 3CosMul the
        factor of the term; the score is their product.
    """

    term: Term
    cosine: float
    contribution: float


@dataclass(frozen=True)
class SimplerSum:
    """A simpler question, and whether it has the same answer already.

    Attributes
    ----------
    terms : tuple of (float, str)
        A part of the terms of the sum.
    answer : str
    score : float
    has_same_answer : bool
    """

    terms: tuple[Term, ...]
    answer: str
    score: float
    has_same_answer: bool

    @property
    def label(self) -> str:
        """The question as it is written."""
        return format_sum(self.terms)


@dataclass(frozen=True)
class AnalogyReport:
    """An answer, and what speaks for it and against it.

    Attributes
    ----------
    neighbors : Neighbors
    margin : float
        By how much the first score is above the second; NaN when there is no second.
    mean_gap : float
        By how much the scores after the first are apart from each other, on average; NaN when
        there are fewer than two of them.
    shares : tuple of Share
        Of the first answer, one a term.
    simpler_sums : tuple of Simpler
        The last word that is added, alone; and the sum without its last term.
    input_ranks : tuple of Rank
        The words of the sum in the ranking of all tokens, none left out; best first.
    expected_rank : Rank or None
        Of the token that was expected; None when there was none.
    """

    neighbors: Neighbors
    margin: float
    mean_gap: float
    contributions: tuple[TermContribution, ...]
    simpler_sums: tuple[SimplerSum, ...]
    input_ranks: tuple[TokenRank, ...]
    expected_rank: TokenRank | None = None


def report_analogy(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    k: int = 10,
    method: AnalogyMethod = "3cosadd",
    exclude_inputs: bool = True,
    expected: str | None = None,
) -> AnalogyReport | None:
    """Answer a sum of words, and say how far the answer can be trusted.

    Parameters
    ----------
    E, terms, k, method, exclude_inputs
        As in `solve`.
    expected_rank : str, optional
        A token of which to say where it comes.

    Returns
    -------
    AnalogyReport or None
        None when no token is left to be the answer.

    Raises
    ------
    KeyError
        When a token is not in the vocabulary.
    ValueError
        As in `solve`.

    References
    ----------
    Linzen (2016), Issues in evaluating semantic spaces using word analogies: the simpler questions.
    Rogers, Drozd and Li (2017), The (too many) problems of analogical reasoning with word vectors:
    the words of the sum among the answers.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> told = report_analogy(E, [(1, "king"), (-1, "man"), (1, "woman")])
    >>> told.neighbors.tokens[0], round(told.margin, 3)
    ('queen', 0.086)
    >>> [(each.label, each.answer) for each in told.simpler_sums]
    [('woman', 'girl'), ('king − man', 'sigismund')]
    >>> [(each.token, each.rank) for each in told.input_ranks]
    [('king', 1), ('woman', 50), ('man', 884)]
    """
    terms = tuple(terms)
    known = _score_sums(E, terms) if method == "3cosadd" else {}
    found = solve(E, terms, max(k, 2), method, exclude_inputs, known.get(terms))
    if not found.tokens:
        return None
    steps = -np.diff(found.scores)
    tokens = list(dict.fromkeys(token for _, token in terms))
    places = rank_tokens(
        E, terms, tokens, method, exclude_inputs=False, query_scores=known.get(terms)
    )
    place = None
    if expected is not None:
        (place,) = rank_tokens(E, terms, [expected], method, exclude_inputs, known.get(terms))
    return AnalogyReport(
        found,
        float(steps[0]) if len(steps) else float("nan"),
        float(steps[1:].mean()) if len(steps) > 1 else float("nan"),
        term_contributions(E, terms, found.tokens[0], method),
        _solve_simpler_sums(E, terms, found.tokens[0], method, exclude_inputs, known),
        tuple(sorted(places, key=lambda place: place.rank or 0)),
        place,
    )


def term_contributions(
    E: EmbeddingMatrix, terms: Sequence[Term], token: str, method: AnalogyMethod = "3cosadd"
) -> tuple[TermContribution, ...]:
    """Take the score of a token apart into what each term has to do with it.

    The cosine of a token x with a sum s is the sum over the terms of weight × cos(x, word) / |s|.
    """
    cosines = pairwise(E, [token, *(word for _, word in terms)])[0, 1:].tolist()
    weights = np.array([weight for weight, _ in terms])
    if method == "3cosadd":
        length = float(np.linalg.norm(weighted_sum(E, terms)))
        parts = weights * cosines / length if length else np.zeros(len(terms))
    else:
        logs = [float(log_factor(np.array(c), w)) for c, w in zip(cosines, weights, strict=True)]
        parts = np.exp(weights * logs)
    return tuple(
        TermContribution(term, cosine, float(part))
        for term, cosine, part in zip(terms, cosines, parts, strict=True)
    )


def _score_sums(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> dict[tuple[Term, ...], QueryScores]:
    """Return the products of a sum, and of its last term and the rest, from which they follow."""
    total = weighted_sum(E, terms)
    if len(terms) < 2 or not total.any():
        return {terms: QueryScores(E, total)}
    rest, last = (QueryScores(E, weighted_sum(E, part)) for part in (terms[:-1], terms[-1:]))
    return {terms: rest.add(last), terms[:-1]: rest, terms[-1:]: last}


def _solve_simpler_sums(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    answer: str,
    method: AnalogyMethod,
    exclude_inputs: bool,
    scores_by_terms: Mapping[tuple[Term, ...], QueryScores],
) -> tuple[SimplerSum, ...]:
    """Ask for less, and leave out of the answers what the sum leaves out."""
    if len(terms) < 2:
        return ()
    last_added = [term for term in terms if term[0] > 0][-1:]
    asked = dict.fromkeys((tuple(last_added), tuple(terms[:-1])))
    inputs = {token for _, token in terms} if exclude_inputs else set[str]()
    simpler = []
    for part in filter(None, asked):
        ranked = solve(E, part, len(terms) + 1, method, False, scores_by_terms.get(part))
        first = next((i for i, token in enumerate(ranked.tokens) if token not in inputs), None)
        if first is not None:
            token, score = ranked.tokens[first], ranked.scores[first]
            simpler.append(SimplerSum(part, token, score, token == answer))
    return tuple(simpler)
