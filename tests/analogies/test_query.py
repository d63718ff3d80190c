"""Queries for neighbors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.analogies import ParseProblem, Query, parse_query
from embviz.analogies.query import MAX_QUERY_WORDS
from tests.conftest import embeddings

E = EmbeddingMatrix(
    ["ice", "cream", "hot", "new york", "-", "void", "a, b"],
    [[2, 0], [0, 4], [-3, 0], [1, 1], [5, 5], [0, 0], [1, 2]],
)


def query(typed: str) -> Query:
    parsed = parse_query(E, typed)
    assert isinstance(parsed, Query), parsed
    return parsed


@pytest.mark.parametrize(
    ("typed", "kind", "tokens", "direction", "length"),
    [
        ("ice", "word", ("ice",), (1, 0), 2),
        ("new york", "word", ("new york",), (1, 1), 2**0.5),
        ("a, b", "word", ("a, b",), (1, 2), 5**0.5),
        ("ice cream", "mean", ("ice", "cream"), (1, 1), 3),
        ("ice, cream", "mean", ("ice", "cream"), (1, 1), 3),
        ("ice, ice, cream", "mean", ("ice", "cream"), (2, 1), 8 / 3),
        ("ice - cream", "sum", ("ice", "cream"), (1, -1), 3),
        ("ice - 2 * cream", "sum", ("ice", "cream"), (1, -2), 3),
        ("new york + ice", "sum", ("new york", "ice"), (1 + 2**-0.5, 2**-0.5), 1 + 2**-0.5),
    ],
)
def test_queries_by_hand(typed, kind, tokens, direction, length):
    parsed = query(typed)
    assert (parsed.kind, parsed.tokens) == (kind, tokens)
    expected = np.array(direction) / np.linalg.norm(direction) * length
    assert parsed.vector == pytest.approx(expected)


def test_notes_name_words_in_other_case():
    assert query("Ice Cream").notes == (
        "'Ice' has the row of 'ice'.",
        "'Cream' has the row of 'cream'.",
    )
    assert query("ICE").notes == ("'ICE' has the row of 'ice'.",)


@pytest.mark.parametrize("typed", ["", "  ", ",", "ice - ice", "ice, hot", "void void", "ice -"])
def test_texts_without_a_direction_are_problems(typed):
    parsed = parse_query(E, typed)
    assert isinstance(parsed, ParseProblem)
    assert parsed.message.endswith(".")


@pytest.mark.parametrize("typed", ["ice creem", "ice, creem", "ice - creem", "creem"])
def test_unknown_words_are_problems(typed):
    parsed = parse_query(E, typed)
    assert isinstance(parsed, ParseProblem)
    assert parsed.missing == ("creem",)


def test_too_many_words():
    assert "take 200 at most" in parse_query(E, "ice, " * (MAX_QUERY_WORDS + 1)).message


@given(embeddings(), st.text(max_size=40) | st.text(alphabet="ab -+,*;", max_size=12))
def test_any_text_is_a_query_or_a_problem(E, typed):
    parsed = parse_query(E, typed)
    if isinstance(parsed, Query):
        assert parsed.vector.shape == (E.dim,)
        assert np.isfinite(parsed.vector).all()
        assert {*parsed.tokens} <= {*E.tokens}
    else:
        assert parsed.message
