"""Search by regular expression: agreement with Python, and explanations of errors."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.embedding.regex import MAX_REGEX_CHARS, regex_search

WORDS = ["king", "King", "KING", "viking", "kings", "a1b2", "Ä", "ä", "x.y", "c++", "", "new york"]


@pytest.mark.parametrize(
    "expression",
    [
        "^king",
        "king$",
        "^.{4}$",
        r"\d",
        r"\.",
        "(?i)KING",
        "^[a-z]+$",
        "ing|ä",
        r"\s",
        "",
        "k.n",
        "^(?:c|x)",
        r"\bking\b",
        "[^a-z0-9]",
        "(?P<name>i)(n)",
        r"\S{8}",
        r"\D\D\D\D\D",
    ],
)
def test_agrees_with_python(expression):
    matches = regex_search(WORDS, expression)
    flags = re.IGNORECASE if matches.ignore_case else 0
    words = [WORDS[i] for i in matches.rows]
    assert words == [word for word in WORDS if re.search(expression, word, flags)]
    assert matches.problem is None


@given(
    st.lists(st.text("abAB.+ é", max_size=6), max_size=6, unique=True),
    st.text("abAB.+ é", min_size=1, max_size=3),
)
def test_escaped_text_matches_itself(words, text):
    rows = regex_search(words, re.escape(text)).rows.tolist()
    fold = str.lower if text == text.lower() else str
    assert rows == [i for i, word in enumerate(words) if text in fold(word)]


@pytest.mark.parametrize(
    ("expression", "ignore_case"),
    [
        ("king", True),
        ("King", False),
        (r"\S\W\D\B", True),  # These capitals name classes of characters.
        ("(?P<name>x)", True),
        ("(?P<Name>x)", False),
        ("[A-Z]", False),
        (r"\p{Lu}", False),
        ("[[:upper:]]", False),
        ("[[:alpha:]]", True),
        ("Ä", False),
    ],
)
def test_a_capital_letter_makes_the_search_case_sensitive(expression, ignore_case):
    assert regex_search(WORDS, expression).ignore_case is ignore_case
    assert regex_search(WORDS, expression, ignore_case=True).ignore_case


def test_case_by_hand():
    assert regex_search(WORDS, "king").rows.tolist() == [0, 1, 2, 3, 4]
    assert regex_search(WORDS, "KING").rows.tolist() == [2]
    assert regex_search(WORDS, "KING", ignore_case=True).rows.tolist() == [0, 1, 2, 3, 4]
    assert regex_search(WORDS, "(?-i)king").rows.tolist() == [0, 3, 4]
    assert regex_search(WORDS, "ä").rows.tolist() == [6, 7]
    assert regex_search(WORDS, r"^\p{Lu}+$").rows.tolist() == [2, 6]


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("(", "The expression cannot be read: a bracket ( is not closed."),
        ("king)", "The expression cannot be read: a bracket ) is closed that was never opened."),
        ("ki[ng", "The expression cannot be read, at character 3: a bracket [ is not closed."),
        ("*ing", "at character 1: there is nothing that * could repeat."),
        ("king**", "at character 5: ** repeats a repetition."),
        ("ki++ng", "at character 3: ++ repeats a repetition."),
        ("a{1001}", "at character 2: {1001} is more than 1000 times, or the wrong way around."),
        ("a{5,2}", "at character 2: {5,2} is more than 1000 times, or the wrong way around."),
        ("k[z-a]", "at character 3: z-a names no characters."),
        (r"x\p{Foo}", r"at character 2: \p{Foo} names no characters."),
        (r"k\y", r"at character 2: \y has no meaning."),
        ("king\\", "The expression cannot be read: it ends in a single \\."),
        ("(?P<1->a)", "at character 1: (?P<1-> is no name for a group."),
        ("(?#x)", "at character 1: (?# has no meaning."),
        ("(?P<", "(?P has no meaning."),
        (r"(\pL?){1000}", "it repeats too much."),
        ("a" * (MAX_REGEX_CHARS + 1), "The expression is longer than 1,000 characters."),
    ],
)
def test_syntax_errors_are_explained(expression, problem):
    matches = regex_search(WORDS, expression)
    assert matches.problem.endswith(problem)
    assert matches.rows.tolist() == []


@pytest.mark.parametrize(
    ("expression", "syntax"),
    [
        ("king(?=s)", "a lookahead (?=…), at character 5"),
        ("(?!x)king", "a lookahead (?!…), at character 1"),
        ("(?<=vi)king", "a lookbehind (?<=…), at character 1"),
        ("a(?<!vi)king", "a lookbehind (?<!…), at character 2"),
        ("(?>king)", "an atomic group (?>…), at character 1"),
        ("(x)(?(1)y)", "a condition (?(…)…), at character 4"),
        (r"(.)\1", r"a backreference such as \1, at character 4"),
        (r"(?P<c>.)\k<c>", r"a backreference such as \k, at character 9"),
        ("(?P<c>.)(?P=c)", "a backreference (?P=…), at character 9"),
        ("(?=a)b(?=c)", "a lookahead (?=…)"),  # The position is ambiguous.
    ],
)
def test_unsupported_syntax_is_named(expression, syntax):
    problem = regex_search(WORDS, expression).problem
    assert problem == f"An expression here cannot have {syntax}: it could take forever."


@given(st.text(st.sampled_from(r"ab\()[]{}?*+|^$.,1<>=!:Pi-") | st.characters(codec="utf-8")))
def test_any_expression_has_matches_or_a_problem(expression):
    matches = regex_search(WORDS, expression)
    assert matches.problem is None or (matches.problem.endswith(".") and not len(matches.rows))


def test_catastrophic_backtracking_is_avoided():
    assert regex_search(["a" * 100 + "!"], "^(a|a)*$").rows.tolist() == []
    assert regex_search(["a" * 100], "^(a+)+$").rows.tolist() == [0]
