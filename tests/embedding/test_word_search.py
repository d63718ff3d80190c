"""Words matched by a list, a regular expression or a prefix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.embedding import match_words, prefix_search, split_words

TOKENS = ("king", "queen", "Kingston", "viking", "new york", "u.s.", "c++", ".", ",", "/", "it's")


@pytest.fixture(scope="module")
def E() -> EmbeddingMatrix:
    return EmbeddingMatrix(TOKENS, np.eye(len(TOKENS)))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("king queen", "king queen"),
        (" queen,king ,, king", "king queen"),
        ("king\nqueen\r\nviking\tking", "king queen viking"),
        ("king;viking", "king viking"),
        ("u.s. c++", "u.s. c++"),
        (".", "."),
        (",", ","),
        ("/", "/"),
        ("it's", "it's"),
        ("", ""),
        (" , ;\n", ""),
    ],
)
def test_lists(E, typed, words):
    matches = match_words(E, typed)
    assert matches.kind == "list"
    assert (matches.problem, matches.missing, matches.notes) == (None, (), ())
    assert [E.tokens[i] for i in matches.rows] == words.split()
    assert matches.rows.dtype == np.intp


def test_token_of_two_words(E):
    assert match_words(E, "new york").rows.tolist() == [4]
    assert match_words(E, "New York, king").rows.tolist() == [0, 4]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("^king", ["king", "Kingston"]),
        ("/^king/", ["king", "Kingston"]),
        ("/king/", ["king", "Kingston", "viking"]),
        ("/K/", ["Kingston"]),
        ("/K/i", ["king", "Kingston", "viking", "new york"]),
        ("king|queen", ["king", "queen", "Kingston", "viking"]),
        ("^.{1,2}$", [".", ",", "/"]),
        ("/,/", [","]),
        ("///", ["/"]),
        (r"\.", ["u.s.", "."]),
        ("/./", list(TOKENS)),
        ("u.k.", []),  # It is not in the vocabulary, so it is an expression.
    ],
)
def test_expressions(E, typed, words):
    matches = match_words(E, typed)
    assert (matches.kind, matches.problem, matches.missing) == ("expression", None, ())
    assert [E.tokens[i] for i in matches.rows] == words


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("king, u.k., gril", ("u.k.", "gril")),  # The comma makes it a list.
        ("gril king gril", ("gril",)),
        ("/king", ("/king",)),
        ("//", ("//",)),
        ("^king, queen", ("^king",)),
    ],
)
def test_missing_words_are_listed(E, typed, missing):
    matches = match_words(E, typed)
    assert (matches.kind, matches.missing) == ("list", missing)


def test_words_in_other_case_are_noted(E):
    assert match_words(E, "KING, Queen, king").notes == (
        "'KING' has the row of 'king'.",
        "'Queen' has the row of 'queen'.",
    )


def test_invalid_expression_has_a_problem(E):
    matches = match_words(E, "king(?=s)")
    assert (matches.kind, matches.rows.tolist()) == ("expression", [])
    assert "a lookahead (?=…), at character 5" in matches.problem


@given(st.text(st.sampled_from("king/,;.*(\\ \n") | st.characters(), max_size=30))
def test_any_text_has_a_result(typed):
    E = EmbeddingMatrix(TOKENS, np.eye(len(TOKENS)))
    matches = match_words(E, typed)
    assert (np.diff(matches.rows) > 0).all()
    assert matches.kind == "list" or not matches.missing
    assert matches.kind == "expression" or matches.problem is None
    assert set(prefix_search(TOKENS, typed)) <= set(range(len(TOKENS)))


def test_lone_surrogates_are_ignored(E):
    assert match_words(E, "king\ud800").rows.tolist() == [0]
    assert prefix_search(TOKENS, "\ud800") == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("king", ["king", "Kingston", "viking"]),
        ("KING", ["king", "Kingston", "viking"]),
        (" kingst ", ["Kingston"]),
        ("n", ["new york", "king", "queen", "Kingston", "viking"]),
        (".", [".", "u.s."]),
        ("c+", ["c++"]),
        ("w y", ["new york"]),
        ("zebra", []),
        ("", []),
        ("  ", []),
    ],
)
def test_prefix_search_by_hand(typed, words):
    assert [TOKENS[i] for i in prefix_search(TOKENS, typed)] == words


def test_prefix_search_returns_the_word_as_typed_first():
    tokens = ("kingdom", "KING", "King", "king", "éa", "É")
    assert prefix_search(tokens, "king", 4) == (3, 1, 2, 0)
    assert prefix_search(tokens, "King", 2) == (2, 1)
    assert prefix_search(tokens, "é") == (5, 4)
    assert prefix_search(tokens, "king", 0) == ()


@given(
    st.lists(st.text("abAB ", max_size=4), max_size=30, unique=True),
    st.text("abAB", min_size=1, max_size=2),
    st.integers(1, 12),
)
def test_prefix_search_agrees_with_sorting_all_words(tokens, typed, n):
    def order(i: int) -> tuple[bool, bool, bool, int]:
        lower = tokens[i].lower()
        exact = lower == typed.lower()
        starts = lower.startswith(typed.lower())
        return tokens[i] != typed, not exact, not starts, i

    containing = [i for i, token in enumerate(tokens) if typed.lower() in token.lower()]
    assert list(prefix_search(tokens, typed, n)) == sorted(containing, key=order)[:n]


@given(st.lists(st.text("ab ", min_size=1).map(str.strip).filter(bool)))
def test_split_words_inverts_join(words):
    assert split_words(", ".join([*words, ""]) if words else "") == words
