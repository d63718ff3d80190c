"""Words in Markdown: shown as they are, whatever they hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.similarity import METRICS
from embviz.ui.text import METRIC_MEANINGS, chip, chips, number, plain

SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
words = st.text(st.sampled_from("a ` *_[]()<>$:\\\n\u200b"), max_size=12) | st.text(max_size=80)


def shown(markdown):
    """Return what a code span shows, by the rules of CommonMark 0.31, section 6.1."""
    content = SPAN.fullmatch(markdown)[2]
    if content.strip(" ") and content[0] == content[-1] == " ":
        return content[1:-1]
    return content


@given(words)
def test_a_chip_is_one_code_span(word):
    assert SPAN.fullmatch(chip(word))
    assert chip(word).isprintable()


@given(words, st.integers(2, 60))
def test_a_chip_shows_the_word(word, longest):
    visible = "".join(c if c.isprintable() else "␣" for c in word)
    if len(word) > longest:
        visible = visible[: longest - 1] + "…"
    # Blanks at the ends are shown as signs; inside they stay.
    expected = re.sub("^ +| +$", lambda blanks: "␣" * len(blanks[0]), visible)
    assert shown(chip(word, longest)) == (expected or "␣")


@pytest.mark.parametrize("word", [" king ", " a*b "])
def test_a_chip_shows_blanks_at_both_ends(word):
    assert shown(chip(word)) in (word, word.replace(" ", "␣"))


@pytest.mark.parametrize(("word", "markdown"), [("", "`␣`"), ("   ", "`␣␣␣`"), ("\n", "`␣`")])
def test_a_chip_of_nothing_can_be_seen(word, markdown):
    assert chip(word) == markdown


@given(words)
def test_plain_is_the_word_or_its_chip(word):
    assert plain(word) in (word, chip(word))
    if plain(word) == word:
        assert word
        assert all(c.isalnum() or c in " '’-" for c in word)


@pytest.mark.parametrize("word", ["king", "New York", "don’t", "x-ray", "café", "東京", "42"])
def test_harmless_words_stay_plain(word):
    assert plain(word) == word


@pytest.mark.parametrize(
    "word",
    [
        "*king*",
        "_king_",
        "[a](https://example.com)",
        "![a](b)",
        "<b>",
        "a  b",
        "a\nb",
        "# a",
        "- a",
        "1. a",
        "a--b",
        "$x$",
        ":red[a]",
        ":material/home:",
        "https://example.com",
        "www.example.com",
        "&amp;",
        "a\\",
        "~~a~~",
        "x" * 41,
        " a",
        "a ",
        "\u200b",
    ],
)
def test_anything_else_becomes_a_chip(word):
    assert plain(word) == chip(word)


def test_chips_count_what_they_leave_out():
    assert chips(["a", "b"], most=2) == "`a`, `b`"
    assert chips(("a", "b", "c"), most=2) == "`a`, `b` and 1 more"
    assert chips(["a"] * 1_500, most=1) == "`a` and 1,499 more"
    assert chips([]) == ""


def test_every_metric_is_explained():
    assert {*METRIC_MEANINGS} == {*METRICS}
    for metric, meaning in METRIC_MEANINGS.items():
        assert ("Lower is nearer" in meaning) == (metric == "euclidean")
        assert ("Higher is nearer" in meaning) == (metric != "euclidean")


def test_number():
    assert (number(0.12345), number(-2), number(0)) == ("0.123", "−2.000", "0.000")


def test_zero_has_no_sign():
    assert number(-0.0001) == "0.000"
