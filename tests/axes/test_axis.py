"""Axes: parsing, directions and scores."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, similarity
from embviz.axes import (
    Axis,
    ParseProblem,
    axis_cosine,
    axis_scores,
    parse_axis,
)
from embviz.axes.parser import MAX_AXIS_CHARS, MAX_SUGGESTED_WORDS
from tests.conftest import embeddings, random_embedding

ODD_NAMES = "a;b - c/d, e->f"


def named(*tokens: str) -> EmbeddingMatrix:
    """Return random rows with these names."""
    rows = np.random.default_rng(0).normal(size=(len(tokens), 5))
    return EmbeddingMatrix(tokens, rows, name="named")


@pytest.fixture(scope="module")
def people() -> EmbeddingMatrix:
    return named("man", "woman", "boy", "girl", "new york", "vis-a-vis", "km/h", "1,000", ";", "→")


def axis(E: EmbeddingMatrix, typed: str) -> Axis:
    parsed = parse_axis(E, typed)
    assert isinstance(parsed, Axis), parsed
    return parsed


def problem(E: EmbeddingMatrix, typed: str) -> ParseProblem:
    parsed = parse_axis(E, typed)
    assert isinstance(parsed, ParseProblem), parsed
    return parsed


@pytest.mark.parametrize(
    "typed",
    [
        "man ↔ woman",
        "man↔woman",
        "man -> woman",
        "man->woman",
        "man <-> woman",
        "man → woman",
        "man - woman",
        " man – woman ",
        "man − woman",
        "man/woman",
        "man, woman",
        "man,woman",
        "man ↔ woman;",
        "man / woman\n",
    ],
)
def test_separators_of_a_pair(people, typed):
    pair = axis(people, typed)
    assert (pair.label, pair.end_labels) == ("man ↔ woman", ("man", "woman"))
    assert pair.pairs == (("man", "woman"),)
    np.testing.assert_array_equal(pair.direction, axis(people, "man ↔ woman").direction)


@pytest.mark.parametrize("token", ["man", "new york", "vis-a-vis", "km/h", "1,000", ";", "→"])
def test_known_tokens_are_not_split(people, token):
    along = axis(people, f" {token} ")
    assert (along.label, along.pairs) == (token, ())
    assert along.end_labels == (f"unlike {token}", f"like {token}")


@pytest.mark.parametrize(
    ("typed", "pairs"),
    [
        ("new york ↔ km/h", [("new york", "km/h")]),
        ("1,000, km/h", [("1,000", "km/h")]),
        ("km/h/vis-a-vis", [("km/h", "vis-a-vis")]),
        ("vis-a-vis - new york", [("vis-a-vis", "new york")]),
        ("; ↔ →", [(";", "→")]),
        ("man → →", [("man", "→")]),
        ("man ↔ woman; boy/girl", [("man", "woman"), ("boy", "girl")]),
        ("man ↔ woman\nboy, girl\n\n", [("man", "woman"), ("boy", "girl")]),
    ],
)
def test_ends_that_contain_spaces_and_separators(people, typed, pairs):
    assert axis(people, typed).pairs == tuple(pairs)


@given(st.permutations(list(ODD_NAMES)), st.integers(1, len(ODD_NAMES) - 1))
def test_an_arrow_joins_any_tokens(letters, cut):
    left, right = ("".join(part).strip() for part in (letters[:cut], letters[cut:]))
    if left and right:
        E = EmbeddingMatrix([left, right], [[1, 0], [0, 1]])
        assert axis(E, f"{left} ↔ {right}").pairs == ((left, right),)


def test_directions_by_hand():
    E = EmbeddingMatrix(["e", "n", "ne", "w"], [[2, 0], [0, 9], [3, 4], [-1, 0]])
    assert axis(E, "ne").direction == pytest.approx([0.6, 0.8])
    # Rows are normalized first: (0, 1) − (1, 0).
    assert axis(E, "e ↔ n").direction == pytest.approx([-math.sqrt(0.5), math.sqrt(0.5)])
    # (−1, 1) and (0, 1) − (0.6, 0.8) add up to (−1.6, 1.2), of length 2.
    assert axis(E, "e ↔ n; ne ↔ n").direction == pytest.approx([-0.8, 0.6])
    several = axis(E, "e ↔ n; ne ↔ n")
    assert (several.label, several.end_labels) == ("e ↔ n; ne ↔ n", ("e, ne", "n"))
    assert not several.direction.flags.writeable


@given(embeddings(min_size=2))
def test_the_high_end_of_a_pair_has_the_higher_score(E):
    parsed = parse_axis(E, "a ↔ b")
    if isinstance(parsed, ParseProblem):
        rows = E.vectors[:2].astype(np.float64)
        assert not rows.any(axis=1).all() or similarity(E, "a", "b") > 1 - 1e-9
        return
    assert np.linalg.norm(parsed.direction) == pytest.approx(1)
    low, high = axis_scores(E, [0, 1], [parsed])[:, 0]
    # Both rows are taken at length 1, so their scores are symmetric.
    assert low == pytest.approx(-high, abs=1e-4)
    assert high > -1e-6


@given(embeddings(min_size=2))
def test_swapped_ends_reverse_the_axis(E):
    forward, backward = parse_axis(E, "a ↔ b"), parse_axis(E, "b ↔ a")
    if isinstance(forward, Axis) and isinstance(backward, Axis):
        np.testing.assert_array_equal(forward.direction, -backward.direction)
        assert axis_cosine(forward, backward) == pytest.approx(-1)
        assert forward.end_labels == backward.end_labels[::-1]


def test_scores_are_cosines():
    E = random_embedding(40, 6)
    axes = [axis(E, typed) for typed in ("a0 ↔ b1", "c2", "d3 ↔ e4; f5 ↔ g6")]
    scores = axis_scores(E, range(40), axes)
    for row, token in enumerate(E.tokens):
        assert scores[row, 1] == pytest.approx(similarity(E, token, "c2"), abs=1e-6)
    unit_rows = E.vectors / np.linalg.norm(E.vectors, axis=1, keepdims=True)
    step = unit_rows[1] - unit_rows[0]
    np.testing.assert_allclose(scores[:, 0], unit_rows @ step / np.linalg.norm(step), atol=1e-6)
    np.testing.assert_array_equal(axis_scores(E, [7, 3], axes[1:2])[:, 0], scores[[7, 3], 1])


def test_scores_of_zeros_and_of_nothing(tiny):
    car = axis(tiny, "car")
    # cat is perpendicular to car, dog has 0.8; a row of zeros has no direction.
    assert axis_scores(tiny, range(4), [car])[:, 0] == pytest.approx([0, 0.8, 1, 0])
    assert axis_scores(tiny, [], [car]).shape == (0, 1)
    assert axis_scores(tiny, [1], []).shape == (1, 0)
    with pytest.raises(ValueError, match="'car' has 2 dimensions, rows of 'named' have 5"):
        axis_scores(named("a"), [0], [car])


@pytest.mark.parametrize("scale", [1e-20, 1e14])
def test_scores_do_not_depend_on_the_scale_of_the_rows(scale):
    rows = np.random.default_rng(3).normal(size=(5, 4)).astype(np.float32)
    E, scaled = (EmbeddingMatrix("abcde", rows * np.float32(factor)) for factor in (1, scale))
    for typed in ("a", "a ↔ b"):
        expected = axis_scores(E, range(5), [axis(E, typed)])
        scores = axis_scores(scaled, range(5), [axis(scaled, typed)])
        np.testing.assert_allclose(scores, expected, atol=1e-6)


def test_scores_do_not_depend_on_blocks(monkeypatch):
    E = random_embedding(11, 3)
    axes = [axis(E, "a0"), axis(E, "b1 ↔ c2")]
    expected = axis_scores(E, range(11), axes)
    monkeypatch.setattr("embviz.axes.axis.BLOCK_ROWS", 4)
    np.testing.assert_allclose(axis_scores(E, range(11), axes), expected, atol=1e-6)


def test_axis_cosine_by_hand():
    E = EmbeddingMatrix(["e", "n", "ne", "w"], [[2, 0], [0, 9], [3, 4], [-1, 0]])
    assert axis_cosine(axis(E, "e"), axis(E, "ne")) == pytest.approx(0.6)
    assert axis_cosine(axis(E, "w"), axis(E, "ne")) == pytest.approx(-0.6)
    assert axis_cosine(axis(E, "e"), axis(E, "n")) == pytest.approx(0)


def test_words_in_other_case_are_noted(people):
    pairs = axis(people, "Man ↔ woman; Man ↔ GIRL")
    assert pairs.label == "man ↔ woman; man ↔ girl"
    assert pairs.notes == ("'Man' has the row of 'man'.", "'GIRL' has the row of 'girl'.")
    assert axis(people, "New York").notes == ("'New York' has the row of 'new york'.",)


def test_unknown_words_are_named(people):
    assert problem(people, "wooman ↔ gril; man ↔ qqqqqq").message == (
        "'wooman' is not in the vocabulary. Near spellings: woman. "
        "'gril' is not in the vocabulary. Near spellings: girl. "
        "'qqqqqq' is not in the vocabulary."
    )


@pytest.mark.parametrize("typed", ["man-woman", "man woman", "Man  woman"])
def test_a_hyphen_or_a_space_is_no_separator(people, typed):
    message = problem(people, typed).message
    assert message.startswith(f"{typed!r} is not in the vocabulary.")
    assert "For an axis between two words, write" in message
    assert "For an axis" not in problem(people, "man-wooman").message


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Type a word, or two: man ↔ woman."),
        (" \n ", "Type a word, or two: man ↔ woman."),
        (";;\n;", "Type a word, or two: man ↔ woman."),
        ("man ↔", "A word is missing"),
        ("/ woman", "A word is missing"),
        ("man ↔ woman; ↔", "A word is missing"),
        ("man ↔ woman ↔ boy", "two ends, and this names 3: man, woman, boy."),
        ("man, woman, boy, gril", "this names 4: man, woman, boy, gril. Put a semicolon"),
        ("man ↔ Man", "Both ends of the axis are 'man'"),
        ("man ↔ woman; boy", "'boy' stands alone"),
        ("man; boy", "'man' stands alone"),
        ("man ↔ woman; woman ↔ man", "opposite directions"),
        ("man " * 300, "longer than 1,000 characters"),
    ],
)
def test_messages_of_problems(people, typed, message):
    assert message in problem(people, typed).message


def test_rows_without_a_difference():
    E = EmbeddingMatrix(["a", "b", "c", "o"], [[0.1, 0.3], [0.3, 0.9], [1, 0], [0, 0]])
    assert problem(E, "a ↔ b").message == (
        "The rows of 'a' and 'b' have the same direction: there is no axis between them."
    )
    assert "'a' and 'b' have the same" in problem(E, "a ↔ c; a ↔ b").message
    for typed in ("o", "a ↔ o", "o ↔ a", "a ↔ c; o ↔ c"):
        assert problem(E, typed).message == "The row of 'o' is all zeros: it has no direction."


def test_suggestions_are_limited_to_the_first_unknown_words(people):
    words = [f"womam{i}" for i in range(MAX_SUGGESTED_WORDS + 3)]
    message = problem(people, "; ".join(f"man ↔ {word}" for word in words)).message
    assert re.findall(r"'(\w+)' is not in the vocabulary\.( Near)?", message) == [
        (word, " Near" if i < MAX_SUGGESTED_WORDS else "") for i, word in enumerate(words)
    ]


@given(st.text(st.sampled_from("man wo;↔-/,→<>\n\t'") | st.characters(), max_size=40))
def test_any_text_is_an_axis_or_a_problem(typed):
    E = EmbeddingMatrix(["man", "woman", "o"], np.eye(3))
    parsed = parse_axis(E, typed)
    if isinstance(parsed, Axis):
        assert np.linalg.norm(parsed.direction) == pytest.approx(1)
        assert {token for pair in parsed.pairs for token in pair} <= set(E.tokens)
    else:
        assert parsed.message.endswith(".")


def test_longest_text():
    E = EmbeddingMatrix(["man", "woman"], np.eye(2))
    longest = ("man/woman;" * MAX_AXIS_CHARS)[: MAX_AXIS_CHARS - MAX_AXIS_CHARS % 10]
    assert axis(E, longest).direction == pytest.approx(axis(E, "man/woman").direction)


def test_real_words(glove):
    gender = axis(glove, "man ↔ woman; he ↔ she; father ↔ mother")
    ids = glove.token_ids(["uncle", "king", "aunt", "queen"])
    uncle, king, aunt, queen = axis_scores(glove, ids, [gender])[:, 0]
    assert max(uncle, king) < min(aunt, queen)
    assert abs(axis_cosine(gender, axis(glove, "poor ↔ rich"))) < 0.34
    assert axis_cosine(gender, axis(glove, "boy ↔ girl")) > 0.5


def test_problem_lists_missing_words(people):
    assert problem(people, "man ↔ wooman; boi ↔ girl").missing == ("wooman", "boi")
    assert problem(people, "").missing == ()
