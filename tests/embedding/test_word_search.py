"""What was typed: a list or an expression; and words as they are typed."""

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
    found = match_words(E, typed)
    assert (found.kind, found.problem, found.missing, found.notes) == ("list", None, (), ())
    assert [E.tokens[i] for i in found.rows] == words.split()
    assert found.rows.dtype == np.intp


def test_a_token_of_two_words_is_found_whole(E):
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
        ("u.k.", []),  # No word of this vocabulary, so an expression.
    ],
)
def test_expressions(E, typed, words):
    found = match_words(E, typed)
    assert (found.kind, found.problem, found.missing) == ("expression", None, ())
    assert [E.tokens[i] for i in found.rows] == words


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("king, u.k., gril", ("u.k.", "gril")),  # A comma makes a list of it.
        ("gril king gril", ("gril",)),
        ("/king", ("/king",)),
        ("//", ("//",)),
        ("^king, queen", ("^king",)),
    ],
)
def test_words_that_are_missing_are_named(E, typed, missing):
    found = match_words(E, typed)
    assert (found.kind, found.missing) == ("list", missing)


def test_words_found_in_other_case_are_noted(E):
    assert match_words(E, "KING, Queen, king").notes == (
        "'KING' has the row of 'king'.",
        "'Queen' has the row of 'queen'.",
    )


def test_a_bad_expression_says_why(E):
    found = match_words(E, "king(?=s)")
    assert (found.kind, found.rows.tolist()) == ("expression", [])
    assert "a lookahead (?=…), at character 5" in found.problem


@given(st.text(st.sampled_from("king/,;.*(\\ \n") | st.characters(), max_size=30))
def test_no_text_is_too_odd(typed):
    E = EmbeddingMatrix(TOKENS, np.eye(len(TOKENS)))
    found = match_words(E, typed)
    assert (np.diff(found.rows) > 0).all()
    assert found.kind == "list" or not found.missing
    assert found.kind == "expression" or found.problem is None
    assert set(prefix_search(TOKENS, typed)) <= set(range(len(TOKENS)))


def test_half_a_character_is_dropped(E):
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
def test_beginnings_by_hand(typed, words):
    assert [TOKENS[i] for i in prefix_search(TOKENS, typed)] == words


def test_the_word_as_typed_comes_first():
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
def test_beginnings_agree_with_sorting_all_words(tokens, typed, n):
    def order(i: int) -> tuple[bool, bool, bool, int]:
        lower = tokens[i].lower()
        exact = lower == typed.lower()
        starts = lower.startswith(typed.lower())
        return tokens[i] != typed, not exact, not starts, i

    inside = [i for i, token in enumerate(tokens) if typed.lower() in token.lower()]
    assert list(prefix_search(tokens, typed, n)) == sorted(inside, key=order)[:n]


@given(st.lists(st.text("ab ", min_size=1).map(str.strip).filter(bool)))
def test_lists_joined_by_commas_come_apart_again(words):
    assert split_words(", ".join([*words, ""]) if words else "") == words
