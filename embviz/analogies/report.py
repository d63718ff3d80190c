"""Report how reliable the answer of a sum of words is."""

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
    """The contribution of one term to the score of a token.

    Attributes
    ----------
    term : (float, str)
    cosine : float
        Cosine similarity of the token with the word of the term, from −1 to 1.
    contribution : float
        The score is the sum of the contributions for 3CosAdd and their product for 3CosMul.
    """

    term: Term
    cosine: float
    contribution: float


@dataclass(frozen=True)
class SimplerSum:
    """A part of a sum, with its answer.

    Attributes
    ----------
    terms : tuple of (float, str)
        A subset of the terms of the sum.
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
        """The sum as text."""
        return format_sum(self.terms)


@dataclass(frozen=True)
class AnalogyReport:
    """The answer of a sum, with evidence for and against it.

    Attributes
    ----------
    neighbors : Neighbors
        At least two, if the vocabulary has them.
    margin : float
        Difference between the first two scores; NaN if there is only one.
    mean_gap : float
        Mean difference between consecutive scores from the second on; NaN if there is none.
    contributions : tuple of TermContribution
        One per term, for the first answer.
    simpler_sums : tuple of SimplerSum
        The last added word alone, and the sum without its last term.
    input_ranks : tuple of TokenRank
        The words of the sum, ranked among all tokens; best first.
    expected_rank : TokenRank or None
        Rank of the expected token, if there is one.
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
    """Find the answer of a sum of words, and how reliable it is.

    Parameters
    ----------
    E, terms, k, method, exclude_inputs
        As in `solve`.
    expected : str, optional
        A token whose rank is reported.

    Returns
    -------
    AnalogyReport or None
        None if all tokens are excluded.

    Raises
    ------
    KeyError
        If a token is not in the vocabulary.
    ValueError
        As in `solve`.

    References
    ----------
    Linzen (2016), Issues in evaluating semantic spaces using word analogies: `simpler_sums`.
    Rogers, Drozd and Li (2017), The (too many) problems of analogical reasoning with word vectors:
    `input_ranks`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> report = report_analogy(E, [(1, "king"), (-1, "man"), (1, "woman")])
    >>> report.neighbors.tokens[0], round(report.margin, 3)
    ('queen', 0.086)
    >>> [(simpler.label, simpler.answer) for simpler in report.simpler_sums]
    [('woman', 'girl'), ('king − man', 'sigismund')]
    >>> [(place.token, place.rank) for place in report.input_ranks]
    [('king', 1), ('woman', 50), ('man', 884)]
    """
    terms = tuple(terms)
    scores_by_terms = _score_sums(E, terms) if method == "3cosadd" else {}
    scores = scores_by_terms.get(terms)
    neighbors = solve(E, terms, max(k, 2), method, exclude_inputs, scores)
    if not neighbors.tokens:
        return None
    answer = neighbors.tokens[0]
    gaps = -np.diff(neighbors.scores)
    inputs = list(dict.fromkeys(token for _, token in terms))
    input_ranks = rank_tokens(E, terms, inputs, method, exclude_inputs=False, query_scores=scores)
    expected_rank = None
    if expected is not None:
        (expected_rank,) = rank_tokens(E, terms, [expected], method, exclude_inputs, scores)
    return AnalogyReport(
        neighbors,
        float(gaps[0]) if len(gaps) else float("nan"),
        float(gaps[1:].mean()) if len(gaps) > 1 else float("nan"),
        term_contributions(E, terms, answer, method),
        _solve_simpler_sums(E, terms, answer, method, exclude_inputs, scores_by_terms),
        tuple(sorted(input_ranks, key=lambda place: place.rank or 0)),
        expected_rank,
    )


def term_contributions(
    E: EmbeddingMatrix, terms: Sequence[Term], token: str, method: AnalogyMethod = "3cosadd"
) -> tuple[TermContribution, ...]:
    """Split the score of a token into the contributions of the terms.

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
    """Return the scores of a sum, derived from those of its last term and of the rest."""
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
    """Solve parts of the sum, with the same tokens excluded."""
    if len(terms) < 2:
        return ()
    last_added = [term for term in terms if term[0] > 0][-1:]
    parts = dict.fromkeys((tuple(last_added), tuple(terms[:-1])))
    excluded = {token for _, token in terms} if exclude_inputs else set[str]()
    simpler_sums = []
    for part in filter(None, parts):
        ranked = solve(E, part, len(terms) + 1, method, False, scores_by_terms.get(part))
        for token, score in zip(ranked.tokens, ranked.scores, strict=True):
            if token not in excluded:
                simpler_sums.append(SimplerSum(part, token, score, token == answer))
                break
    return tuple(simpler_sums)
