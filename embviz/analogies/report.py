"""Whether the answer of a sum of words can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embviz.analogies.ranks import Rank, ranks
from embviz.analogies.solve import Method, log_factor, solve, weighted_sum
from embviz.analogies.terms import Term, written
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import Neighbors, QueryScores, pairwise


@dataclass(frozen=True)
class Share:
    """What one term has to do with the score of a token.

    Attributes
    ----------
    term : (float, str)
    cosine : float
        Cosine similarity of the token with the word of the term, from −1 to 1.
    part : float
        By 3CosAdd what the term adds to the score, which is the sum of these parts. By 3CosMul the
        factor of the term; the score is their product.
    """

    term: Term
    cosine: float
    part: float


@dataclass(frozen=True)
class Simpler:
    """A simpler question, and whether it has the same answer already.

    Attributes
    ----------
    terms : tuple of (float, str)
        A part of the terms of the sum.
    answer : str
    score : float
    same : bool
    """

    terms: tuple[Term, ...]
    answer: str
    score: float
    same: bool

    @property
    def label(self) -> str:
        """The question as it is written."""
        return written(self.terms)


@dataclass(frozen=True)
class AnalogyReport:
    """An answer, and what speaks for it and against it.

    Attributes
    ----------
    found : Neighbors
    margin : float
        By how much the first score is above the second; NaN when there is no second.
    usual_gap : float
        By how much the scores after the first are apart from each other, on average; NaN when
        there are fewer than two of them.
    shares : tuple of Share
        Of the first answer, one a term.
    simpler : tuple of Simpler
        The last word that is added, alone; and the sum without its last term.
    inputs : tuple of Rank
        The words of the sum in the ranking of all tokens, none left out; best first.
    expected : Rank or None
        Of the token that was expected; None when there was none.
    """

    found: Neighbors
    margin: float
    usual_gap: float
    shares: tuple[Share, ...]
    simpler: tuple[Simpler, ...]
    inputs: tuple[Rank, ...]
    expected: Rank | None = None


def report(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    k: int = 10,
    method: Method = "3cosadd",
    exclude_inputs: bool = True,
    expected: str | None = None,
) -> AnalogyReport | None:
    """Answer a sum of words, and say how far the answer can be trusted.

    Parameters
    ----------
    E, terms, k, method, exclude_inputs
        As in `solve`.
    expected : str, optional
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
    >>> told = report(E, [(1, "king"), (-1, "man"), (1, "woman")])
    >>> told.found.tokens[0], round(told.margin, 3)
    ('queen', 0.086)
    >>> [(each.label, each.answer) for each in told.simpler]
    [('woman', 'girl'), ('king − man', 'sigismund')]
    >>> [(each.token, each.rank) for each in told.inputs]
    [('king', 1), ('woman', 50), ('man', 884)]
    """
    terms = tuple(terms)
    known = _products(E, terms) if method == "3cosadd" else {}
    found = solve(E, terms, max(k, 2), method, exclude_inputs, known.get(terms))
    if not found.tokens:
        return None
    steps = -np.diff(found.scores)
    tokens = list(dict.fromkeys(token for _, token in terms))
    places = ranks(E, terms, tokens, method, exclude_inputs=False, products=known.get(terms))
    place = None
    if expected is not None:
        (place,) = ranks(E, terms, [expected], method, exclude_inputs, known.get(terms))
    return AnalogyReport(
        found,
        float(steps[0]) if len(steps) else float("nan"),
        float(steps[1:].mean()) if len(steps) > 1 else float("nan"),
        shares(E, terms, found.tokens[0], method),
        _simpler(E, terms, found.tokens[0], method, exclude_inputs, known),
        tuple(sorted(places, key=lambda place: place.rank or 0)),
        place,
    )


def shares(
    E: EmbeddingMatrix, terms: Sequence[Term], token: str, method: Method = "3cosadd"
) -> tuple[Share, ...]:
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
        Share(term, cosine, float(part))
        for term, cosine, part in zip(terms, cosines, parts, strict=True)
    )


def _products(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> dict[tuple[Term, ...], QueryScores]:
    """Return the products of a sum, and of its last term and the rest, from which they follow."""
    total = weighted_sum(E, terms)
    if len(terms) < 2 or not total.any():
        return {terms: QueryScores(E, total)}
    rest, last = (QueryScores(E, weighted_sum(E, part)) for part in (terms[:-1], terms[-1:]))
    return {terms: rest.add(last), terms[:-1]: rest, terms[-1:]: last}


def _simpler(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    answer: str,
    method: Method,
    exclude_inputs: bool,
    known: Mapping[tuple[Term, ...], QueryScores],
) -> tuple[Simpler, ...]:
    """Ask for less, and leave out of the answers what the sum leaves out."""
    if len(terms) < 2:
        return ()
    last_added = [term for term in terms if term[0] > 0][-1:]
    asked = dict.fromkeys((tuple(last_added), tuple(terms[:-1])))
    inputs = {token for _, token in terms} if exclude_inputs else set[str]()
    simpler = []
    for part in filter(None, asked):
        ranked = solve(E, part, len(terms) + 1, method, False, known.get(part))
        first = next((i for i, token in enumerate(ranked.tokens) if token not in inputs), None)
        if first is not None:
            token, score = ranked.tokens[first], ranked.scores[first]
            simpler.append(Simpler(part, token, score, token == answer))
    return tuple(simpler)
