"""Words and numbers for Markdown and TeX."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.app.text import (
    METRIC_MEANINGS,
    chip,
    chips,
    escape_markdown,
    format_decimals,
    format_number,
    format_percent,
    format_vector,
    letter_codes,
    plain,
    tex,
    tex_number,
)
from embviz.neighbors import METRICS

SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
words = st.text(st.sampled_from("a ` *_[]()<>$:\\\n\u200b"), max_size=12) | st.text(max_size=80)


def rendered(markdown):
    """Return the content of a code span, by the rules of CommonMark 0.31, section 6.1."""
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
    # Spaces at the ends are replaced by visible signs; those inside are not.
    expected = re.sub("^ +| +$", lambda blanks: "␣" * len(blanks[0]), visible)
    assert rendered(chip(word, longest)) == (expected or "␣")


@pytest.mark.parametrize("word", [" king ", " a*b "])
def test_a_chip_shows_spaces_at_both_ends(word):
    assert rendered(chip(word)) in (word, word.replace(" ", "␣"))


@pytest.mark.parametrize(("word", "markdown"), [("", "`␣`"), ("   ", "`␣␣␣`"), ("\n", "`␣`")])
def test_a_chip_of_an_empty_word_is_visible(word, markdown):
    assert chip(word) == markdown


@given(words)
def test_plain_returns_a_harmless_word_or_a_chip(word):
    assert plain(word) in (word, chip(word))
    if plain(word) == word:
        assert word
        assert all(c.isalnum() or c in " ,'’-" for c in word)


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
def test_other_words_become_chips(word):
    assert plain(word) == chip(word)


def test_chips_count_the_words_left_out():
    assert chips(["a", "b"], max_words=2) == "`a`, `b`"
    assert chips(("a", "b", "c"), max_words=2) == "`a`, `b` and 1 more"
    assert chips(["a"] * 1_500, max_words=1) == "`a` and 1,499 more"
    assert chips([]) == ""


def test_every_metric_is_explained():
    assert {*METRIC_MEANINGS} == {*METRICS}
    for metric, meaning in METRIC_MEANINGS.items():
        assert ("Lower is nearer" in meaning) == (metric == "euclidean")
        assert ("Higher is nearer" in meaning) == (metric != "euclidean")


def test_format_number():
    assert (format_number(0.12345), format_number(-2), format_number(0)) == (
        "0.123",
        "−2.000",
        "0.000",
    )


def test_zero_has_no_sign():
    assert format_number(-0.0001) == "0.000"


@pytest.mark.parametrize("whole", [False, True])
def test_only_one_is_100_percent_and_only_zero_is_0_percent(whole):
    shares = [0, 0.0001, 0.5, 0.9999, 1, float("nan")]
    percents = [format_percent(share, whole=whole) for share in shares]
    assert percents == ["0%", "0.1%", "50%", "99.9%", "100%", "—"]


def test_two_decimals_only_where_they_are_exact():
    assert format_decimals(np.array([0.1, -0.2, 0.05], np.float32)) == ["0.10", "−0.20", "0.05"]
    assert format_decimals([0.1, -0.201]) == ["0.100", "−0.201"]
    assert format_decimals([-0.0, 0.0001]) == ["0.000", "0.000"]
    assert format_decimals([]) == []


def test_a_short_vector_is_shown_in_full():
    assert format_vector([0.5]) == "[0.50]"
    assert format_vector([1, 2, 3], 2) == "[1.00, 2.00, 3.00]"
    assert format_vector([1, 2, 3, 4], 2) == "[1.00, 2.00, …, 4.00]"


@pytest.mark.parametrize(
    "word", ["$x$", "a}b{c", "\\frac", "50%", "a_b^c~d&e#f`g<h>", ":smile:", "\n", ""]
)
def test_tex_escapes_all_characters_with_a_meaning(word):
    inner = tex(word).removeprefix(r"\text{").removesuffix("}")
    commands = re.sub(r"\\(?:text\w+\{\}|char\"0060\{\}|[{}%#&_])|\{:\}", "", inner)
    assert not re.search(r":\w+:", inner)
    assert not re.search(r"[\\{}$%#&_^~`<>\n]", commands)


def test_letter_codes_are_code_points():
    assert letter_codes("Hé猫") == "72 233 29483"
    assert letter_codes("a" * 30) == " ".join(["97"] * 24) + " …"


def test_a_negative_number_in_a_formula_has_parentheses():
    assert [tex_number(x) for x in (0.5, -0.25, -0.0)] == ["0.500", "(-0.250)", "0.000"]


@pytest.mark.parametrize(
    "word",
    ["https://x.example", "www.x.example", "a@x.example", ":material/home:", ":streamlit:", "->"],
)
def test_a_joiner_prevents_links_and_icons(word: str) -> None:
    """Streamlit replaces these even where they are escaped by backslashes."""
    shown = escape_markdown(word)
    assert "\u2060" in shown
    assert word not in shown.replace("\\", "")
    assert shown.replace("\\", "").replace("\u2060", "") == word


@pytest.mark.parametrize(("word", "shown"), [("- x", r"\- x"), ("1. x", r"1\. x"), ("+", r"\+")])
def test_a_sentence_begins_no_list(word: str, shown: str) -> None:
    assert escape_markdown(word) == shown
