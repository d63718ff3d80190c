"""Chosen axes: how they are read, where they point, and where words stand on them."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, similarity
from embviz.axes import (
    Axis,
    AxisProblem,
    axis_cosine,
    axis_scores,
    held_out,
    parse_axis,
    variance_along,
)
from embviz.axes.parser import MAX_CHARS, MAX_SUGGESTED_WORDS
from tests.conftest import embeddings, random_embedding

ODD_NAMES = "a;b - c/d, e->f"


def named(*tokens: str) -> EmbeddingMatrix:
    """Return rows in general position under the names given."""
    rows = np.random.default_rng(0).normal(size=(len(tokens), 5))
    return EmbeddingMatrix(tokens, rows, name="named")


@pytest.fixture(scope="module")
def people() -> EmbeddingMatrix:
    return named("man", "woman", "boy", "girl", "new york", "vis-a-vis", "km/h", "1,000", ";", "→")


def axis(E: EmbeddingMatrix, typed: str) -> Axis:
    read = parse_axis(E, typed)
    assert isinstance(read, Axis), read
    return read


def problem(E: EmbeddingMatrix, typed: str) -> AxisProblem:
    read = parse_axis(E, typed)
    assert isinstance(read, AxisProblem), read
    return read


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
def test_ways_to_write_a_pair(people, typed):
    read = axis(people, typed)
    assert (read.label, read.end_labels) == ("man ↔ woman", ("man", "woman"))
    assert read.pairs == (("man", "woman"),)
    np.testing.assert_array_equal(read.direction, axis(people, "man ↔ woman").direction)


@pytest.mark.parametrize("token", ["man", "new york", "vis-a-vis", "km/h", "1,000", ";", "→"])
def test_a_token_as_a_whole_is_one_word(people, token):
    read = axis(people, f" {token} ")
    assert (read.label, read.pairs) == (token, ())
    assert read.end_labels == (f"unlike {token}", f"like {token}")


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
def test_ends_with_blanks_hyphens_and_separators_in_them(people, typed, pairs):
    assert axis(people, typed).pairs == tuple(pairs)


@given(st.permutations(list(ODD_NAMES)), st.integers(1, len(ODD_NAMES) - 1))
def test_whatever_tokens_are_called_an_arrow_joins_them(letters, cut):
    left, right = ("".join(part).strip() for part in (letters[:cut], letters[cut:]))
    if left and right:
        E = EmbeddingMatrix([left, right], [[1, 0], [0, 1]])
        assert axis(E, f"{left} ↔ {right}").pairs == ((left, right),)


def test_directions_by_hand():
    E = EmbeddingMatrix(["e", "n", "ne", "w"], [[2, 0], [0, 9], [3, 4], [-1, 0]])
    assert axis(E, "ne").direction == pytest.approx([0.6, 0.8])
    # At length 1: (0, 1) − (1, 0). The long row of n has no more say than that of e.
    assert axis(E, "e ↔ n").direction == pytest.approx([-math.sqrt(0.5), math.sqrt(0.5)])
    # (−1, 1) and (0, 1) − (0.6, 0.8) add up to (−1.6, 1.2), which is 2 long.
    assert axis(E, "e ↔ n; ne ↔ n").direction == pytest.approx([-0.8, 0.6])
    several = axis(E, "e ↔ n; ne ↔ n")
    assert (several.label, several.end_labels) == ("e ↔ n; ne ↔ n", ("e, ne", "n"))
    assert not several.direction.flags.writeable


@given(embeddings(min_size=2))
def test_the_high_end_of_a_pair_stands_higher(E):
    read = parse_axis(E, "a ↔ b")
    if isinstance(read, AxisProblem):
        rows = E.vectors[:2].astype(np.float64)
        assert not rows.any(axis=1).all() or similarity(E, "a", "b") > 1 - 1e-9
        return
    assert np.linalg.norm(read.direction) == pytest.approx(1)
    low, high = axis_scores(E, [0, 1], [read])[:, 0]
    # Both rows count at length 1, so the middle between them is the middle of the axis.
    assert low == pytest.approx(-high, abs=1e-4)
    assert high > -1e-6


@given(embeddings(min_size=2))
def test_turned_around_an_axis_points_back(E):
    there, back = parse_axis(E, "a ↔ b"), parse_axis(E, "b ↔ a")
    if isinstance(there, Axis) and isinstance(back, Axis):
        np.testing.assert_array_equal(there.direction, -back.direction)
        assert axis_cosine(there, back) == pytest.approx(-1)
        assert there.end_labels == back.end_labels[::-1]


def test_places_are_cosines():
    E = random_embedding(40, 6)
    typed = ["a0 ↔ b1", "c2", "d3 ↔ e4; f5 ↔ g6"]
    placed = axis_scores(E, range(40), [axis(E, each) for each in typed])
    for row, token in enumerate(E.tokens):
        assert placed[row, 1] == pytest.approx(similarity(E, token, "c2"), abs=1e-6)
    units = E.vectors / np.linalg.norm(E.vectors, axis=1, keepdims=True)
    step = units[1] - units[0]
    np.testing.assert_allclose(placed[:, 0], units @ step / np.linalg.norm(step), atol=1e-6)
    np.testing.assert_array_equal(axis_scores(E, [7, 3], [axis(E, "c2")])[:, 0], placed[[7, 3], 1])


def test_places_at_the_borders(tiny):
    read = axis(tiny, "car")
    # cat is at right angles to car, dog has 0.8; a row of zeros has no direction.
    assert axis_scores(tiny, range(4), [read])[:, 0] == pytest.approx([0, 0.8, 1, 0])
    assert axis_scores(tiny, [], [read]).shape == (0, 1)
    assert axis_scores(tiny, [1], []).shape == (1, 0)
    with pytest.raises(ValueError, match="'car' has 2 dimensions, rows of 'named' have 5"):
        axis_scores(named("a"), [0], [read])


@pytest.mark.parametrize("scale", [1e-20, 1e14])
def test_places_do_not_depend_on_the_scale_of_the_rows(scale):
    rows = np.random.default_rng(3).normal(size=(5, 4)).astype(np.float32)
    usual, scaled = (EmbeddingMatrix("abcde", rows * np.float32(k)) for k in (1, scale))
    for typed in ("a", "a ↔ b"):
        expected = axis_scores(usual, range(5), [axis(usual, typed)])
        found = axis_scores(scaled, range(5), [axis(scaled, typed)])
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_places_in_blocks(monkeypatch):
    E = random_embedding(11, 3)
    axes = [axis(E, "a0"), axis(E, "b1 ↔ c2")]
    whole = axis_scores(E, range(11), axes)
    monkeypatch.setattr("embviz.axes.axis.BLOCK_ROWS", 4)
    np.testing.assert_allclose(axis_scores(E, range(11), axes), whole, atol=1e-6)


def test_cosines_by_hand():
    E = EmbeddingMatrix(["e", "n", "ne", "w"], [[2, 0], [0, 9], [3, 4], [-1, 0]])
    assert axis_cosine(axis(E, "e"), axis(E, "ne")) == pytest.approx(0.6)
    assert axis_cosine(axis(E, "w"), axis(E, "ne")) == pytest.approx(-0.6)
    assert axis_cosine(axis(E, "e"), axis(E, "n")) == pytest.approx(0)


def test_a_word_in_other_case_is_noted(people):
    read = axis(people, "Man ↔ woman; Man ↔ GIRL")
    assert read.label == "man ↔ woman; man ↔ girl"
    assert read.notes == ("'Man' has the row of 'man'.", "'GIRL' has the row of 'girl'.")
    assert axis(people, "New York").notes == ("'New York' has the row of 'new york'.",)


def test_unknown_words_are_named_and_never_replaced(people):
    found = problem(people, "wooman ↔ gril; man ↔ qqqqqq")
    assert found.message == (
        "'wooman' is not in the vocabulary. Near spellings: woman. "
        "'gril' is not in the vocabulary. Near spellings: girl. "
        "'qqqqqq' is not in the vocabulary."
    )


@pytest.mark.parametrize("typed", ["man-woman", "man woman", "Man  woman"])
def test_a_hyphen_or_a_blank_is_no_separator(people, typed):
    found = problem(people, typed)
    assert found.message.startswith(f"{typed!r} is not in the vocabulary.")
    assert "For an axis between two words, write" in found.message
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
def test_problems_are_named(people, typed, message):
    assert message in problem(people, typed).message


def test_rows_without_a_difference():
    E = EmbeddingMatrix(["a", "b", "c", "o"], [[0.1, 0.3], [0.3, 0.9], [1, 0], [0, 0]])
    assert problem(E, "a ↔ b").message == (
        "The rows of 'a' and 'b' have the same direction: there is no axis between them."
    )
    assert "'a' and 'b' have the same" in problem(E, "a ↔ c; a ↔ b").message
    for typed in ("o", "a ↔ o", "o ↔ a", "a ↔ c; o ↔ c"):
        assert problem(E, typed).message == "The row of 'o' is all zeros: it has no direction."


def test_only_a_few_unknown_words_are_searched_for(people):
    words = [f"womam{i}" for i in range(MAX_SUGGESTED_WORDS + 3)]
    found = problem(people, "; ".join(f"man ↔ {word}" for word in words))
    told = re.findall(r"'(\w+)' is not in the vocabulary\.( Near)?", found.message)
    assert told == [
        (word, " Near" if i < MAX_SUGGESTED_WORDS else "") for i, word in enumerate(words)
    ]


@given(st.text(st.sampled_from("man wo;↔-/,→<>\n\t'") | st.characters(), max_size=40))
def test_no_text_is_too_odd(typed):
    E = EmbeddingMatrix(["man", "woman", "o"], np.eye(3))
    read = parse_axis(E, typed)
    if isinstance(read, Axis):
        assert np.linalg.norm(read.direction) == pytest.approx(1)
        assert {token for pair in read.pairs for token in pair} <= set(E.tokens)
    else:
        assert read.message.endswith(".")


def test_the_longest_text_is_read():
    E = EmbeddingMatrix(["man", "woman"], np.eye(2))
    longest = ("man/woman;" * MAX_CHARS)[: MAX_CHARS - MAX_CHARS % 10]
    assert axis(E, longest).direction == pytest.approx(axis(E, "man/woman").direction)


def test_real_words_stand_where_one_expects_them(glove):
    read = axis(glove, "man ↔ woman; he ↔ she; father ↔ mother")
    words = ["uncle", "king", "aunt", "queen"]
    uncle, king, aunt, queen = axis_scores(glove, [glove.token_id(each) for each in words], [read])[
        :, 0
    ]
    assert max(uncle, king) < min(aunt, queen)
    wealth = axis(glove, "poor ↔ rich")
    assert abs(axis_cosine(read, wealth)) < 0.34
    assert axis_cosine(read, axis(glove, "boy ↔ girl")) > 0.5


# ---- held out -----------------------------------------------------------------------------------


def test_each_pair_is_judged_by_the_others_by_hand():
    # Two steps north and one south: the axis of the others is (0, 2), (0, 0) or (0, 2) for them.
    rows = [[1, -1], [1, 1], [-1, -1], [-1, 1], [2, 1], [2, -1]]
    E = EmbeddingMatrix(list("aAbBcC"), rows)
    found = held_out(E, axis(E, "a ↔ A; b ↔ B; c ↔ C"))
    step = 2 / math.sqrt(2)  # Of a and b; c goes back by less, so the others never cancel.
    back = 2 / math.sqrt(5)
    assert step > back
    assert found.is_correct == (True, True, False)
    assert found.n_correct == 2
    low, high = found.pair_scores[0]
    assert (low, high) == pytest.approx((-1 / math.sqrt(2), 1 / math.sqrt(2)))
    assert found.pair_scores[2] == pytest.approx((1 / math.sqrt(5), -1 / math.sqrt(5)))


def test_held_out_agrees_with_making_each_axis_anew(glove):
    pairs = ["man ↔ woman", "boy ↔ girl", "father ↔ mother", "car ↔ king", "up ↔ down"]
    found = held_out(glove, axis(glove, "; ".join(pairs)))
    for i, pair in enumerate(pairs):
        rest = axis(glove, "; ".join(pairs[:i] + pairs[i + 1 :]))
        places = axis_scores(glove, [glove.token_id(word) for word in pair.split(" ↔ ")], [rest])[
            :, 0
        ]
        assert found.pair_scores[i] == pytest.approx(tuple(places), abs=1e-5)
        assert found.is_correct[i] == (places[1] > places[0])


def test_chance_is_right_half_the_time(glove):
    found = held_out(glove, axis(glove, "man ↔ woman; boy ↔ girl; father ↔ mother; son ↔ daughter"))
    assert found.n_correct == 4
    for chance in (found.random_axes, found.random_pairs):
        assert chance.mean == pytest.approx(0.5, abs=0.05)
        assert 0 <= chance.low <= chance.mean <= chance.high <= 1
        assert 0 < chance.p_value < 0.5


def test_random_pairs_have_no_direction_in_common():
    right = []
    for seed in range(12):
        E = random_embedding(100, 50, seed)
        pairs = zip(E.tokens[::2], E.tokens[1::2], strict=True)
        found = held_out(E, axis(E, "; ".join(f"{a} ↔ {b}" for a, b in pairs)), n_draws=2)
        right.append(found.n_correct / len(found.is_correct))
    assert 0.4 < np.mean(right) < 0.6


def test_one_pair_or_a_word_cannot_be_judged(people):
    assert held_out(people, axis(people, "man ↔ woman")) is None
    assert held_out(people, axis(people, "man ↔ woman; man ↔ woman")) is None
    assert held_out(people, axis(people, "man")) is None


@given(embeddings(min_size=4))
def test_held_out_answers_for_any_rows(E):
    a, b, c, d = E.tokens[:4]
    read = parse_axis(E, f"{a} ↔ {b}; {c} ↔ {d}")
    if isinstance(read, Axis):
        found = held_out(E, read, n_draws=5)
        assert len(found.is_correct) == 2
        # With two pairs each is judged by the other: both right or both wrong.
        assert found.is_correct[0] == found.is_correct[1] or 0 in np.diff(found.pair_scores).round(
            6
        )


def test_spread_along_by_hand():
    E = EmbeddingMatrix(list("abcd"), [[1, 0], [-1, 0], [0, 2], [0, -2]])
    assert variance_along(E, [0, 1, 2, 3], axis(E, "b ↔ a")) == pytest.approx(0.5)
    assert math.isnan(variance_along(E, [0, 0], axis(E, "b ↔ a")))


def test_a_random_direction_holds_its_share_on_average():
    E = random_embedding(40, 20)
    rng = np.random.default_rng(1)
    directions = rng.normal(size=(3000, 20))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    shares = [variance_along(E, range(40), Axis("", ("", ""), each)) for each in directions]
    assert np.mean(shares) == pytest.approx(1 / 20, rel=0.05)


def test_problem_names_what_is_missing(people):
    assert problem(people, "man ↔ wooman; boi ↔ girl").missing == ("wooman", "boi")
    assert problem(people, "").missing == ()
