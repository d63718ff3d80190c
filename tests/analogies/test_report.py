"""Reports and ranks, by hand and compared with a full ranking."""

from math import prod, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, similarity
from embviz.analogies import report_analogy, weighted_sum
from embviz.analogies.ranks import rank_tokens
from embviz.analogies.report import term_contributions
from embviz.analogies.solve import cosmul_scores, solve
from embviz.neighbors import score_rows
from tests.conftest import embeddings, random_embedding

COMPASS = EmbeddingMatrix(
    ["north", "east", "up", "nne", "ene"], [[0, 2, 0], [1, 0, 0], [0, 0, 1], [3, 4, 0], [4, 3, 0]]
)
METHODS = ("3cosadd", "3cosmul")


def test_contributions_to_a_cosine_by_hand():
    # nne = (0.6, 0.8), and 2 × north + east = (1, 2) has length √5.
    north, east = term_contributions(COMPASS, [(2, "north"), (1, "east")], "nne")
    assert (north.term, east.term) == ((2, "north"), (1, "east"))
    assert (north.cosine, east.cosine) == pytest.approx((0.8, 0.6))
    assert (north.contribution, east.contribution) == pytest.approx((1.6 / sqrt(5), 0.6 / sqrt(5)))


def test_contributions_to_a_ratio_by_hand():
    north, east = term_contributions(COMPASS, [(2, "north"), (-1, "east")], "nne", "3cosmul")
    assert (north.contribution, east.contribution) == pytest.approx((0.9**2, 1 / 0.801))


@given(embeddings(min_size=3), st.data())
def test_contributions_combine_to_the_score(E, data):
    term = st.tuples(st.sampled_from([-2.0, -1.0, 0.5, 1.0, 3.0]), st.sampled_from(E.tokens))
    terms = data.draw(st.lists(term, min_size=1, max_size=4))
    token = data.draw(st.sampled_from(E.tokens))
    i = E.token_id(token)
    cosine = sum(part.contribution for part in term_contributions(E, terms, token))
    assert cosine == pytest.approx(score_rows(E, weighted_sum(E, terms))[i], abs=1e-5)
    ratio = prod(part.contribution for part in term_contributions(E, terms, token, "3cosmul"))
    assert ratio == pytest.approx(cosmul_scores(E, terms)[i], rel=1e-3)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("exclude", [True, False])
def test_ranks_agree_with_a_full_ranking(method, exclude):
    E = random_embedding(60, 5)
    a, b, c = E.tokens[3], E.tokens[17], E.tokens[30]
    terms = [(1.0, a), (-1.0, b), (0.5, c)]
    full = solve(E, terms, len(E), method, exclude)
    for place in rank_tokens(E, terms, E.tokens, method, exclude):
        assert place.n_ranked == len(full)
        if exclude and place.token in (a, b, c):
            assert place.rank is None
        else:
            assert place.rank is not None
            assert full.tokens[place.rank - 1] == place.token
            assert place.score == pytest.approx(full.scores[place.rank - 1])


def test_ties_rank_in_order_of_token_id():
    E = EmbeddingMatrix(["x", "b", "a", "c"], [[1, 0], [1, 1], [2, 2], [0.5, 0.5]])
    places = rank_tokens(E, [(1, "x")], ["c", "a", "b"])
    assert [place.rank for place in places] == [3, 2, 1]
    assert rank_tokens(E, [(1, "x")], ["x"])[0].rank is None


def test_report_by_hand():
    # north + east points to 45°, between nne (36.87° from east) and ene (53.13°): 8.13° from each.
    report = report_analogy(COMPASS, [(1, "north"), (1, "east")])
    assert report is not None
    assert report.neighbors.tokens[:2] == ("nne", "ene")
    assert report.margin == pytest.approx(0, abs=1e-6)
    # east alone is nearest to ene (0.8), north alone to nne, which is the answer.
    east, north = report.simpler_sums
    assert (east.label, east.answer, east.has_same_answer) == ("east", "ene", False)
    assert (north.label, north.answer, north.has_same_answer) == ("north", "nne", True)
    assert east.score == pytest.approx(0.8)
    # Among all tokens: nne and ene 0.99, then north and east 0.71, in order of token id.
    assert [(r.token, r.rank) for r in report.input_ranks] == [("north", 3), ("east", 4)]


def test_margin_and_mean_gap():
    E = EmbeddingMatrix(["x", "a", "b", "c"], [[1, 0], [3, 4], [5, 12], [7, 24]])
    report = report_analogy(E, [(1, "x")])
    assert report is not None
    assert report.margin == pytest.approx(3 / 5 - 5 / 13, abs=1e-6)
    assert report.mean_gap == pytest.approx(5 / 13 - 7 / 25, abs=1e-6)
    assert report.simpler_sums == ()


def test_no_report_without_an_answer(tiny):
    assert report_analogy(tiny, [(1, token) for token in tiny.tokens]) is None
    report = report_analogy(tiny, [(1, "cat"), (1, "dog"), (1, "car")])
    assert report is not None
    assert report.neighbors.tokens == ("void",)
    assert np.isnan([report.margin, report.mean_gap]).all()


def test_included_inputs_can_be_the_answer(glove):
    terms = [(1, "king"), (-1, "man"), (1, "woman")]
    report = report_analogy(glove, terms, exclude_inputs=False)
    assert report is not None
    assert report.neighbors.tokens[:2] == ("king", "queen")
    assert [simpler.answer for simpler in report.simpler_sums] == ["woman", "sigismund"]
    assert similarity(glove, "king", "queen") == pytest.approx(0.751, abs=1e-3)


@given(embeddings(min_size=3), st.data())
def test_report_agrees_with_its_parts(E, data):
    weights = st.sampled_from([1.0, -1.0, 2.0])
    terms = data.draw(
        st.lists(st.tuples(weights, st.sampled_from(E.tokens)), min_size=1, max_size=3)
    )
    report = report_analogy(E, terms, 5, exclude_inputs=False, expected="a")
    assert report.neighbors == solve(E, terms, 5, exclude_inputs=False)
    assert (report.expected_rank,) == rank_tokens(E, terms, ["a"], exclude_inputs=False)
    for simpler in report.simpler_sums:
        answers = solve(E, simpler.terms, 1, exclude_inputs=False)
        assert (answers.tokens, answers.scores) == ((simpler.answer,), (simpler.score,))
