"""Typed sums of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.analogies import MAX_SUM_CHARS, Sum, SumProblem, format_sum, parse_sum
from embviz.analogies.sum_tokenizer import MAX_TERMS

WORDS = ["king", "man", "woman", "new york", "vis-a-vis", "paris", "2", "c++", "-", '"', "x-ray"]


def vocabulary(words):
    return EmbeddingMatrix(words, [[i + 1, 1] for i in range(len(words))])


E = vocabulary(WORDS)
KING = ((1, "king"), (-1, "man"), (1, "woman"))


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("king - man + woman", KING),
        ("  king−man+woman ", KING),
        ("king – man + woman", KING),
        ("+king -man +woman", KING),
        ("king", ((1, "king"),)),
        ("- king", ((-1, "king"),)),
        ("−king", ((-1, "king"),)),
        ("2*paris - king", ((2, "paris"), (-1, "king"))),
        ("2 × paris", ((2, "paris"),)),
        ("paris·2", ((2, "paris"),)),
        ("paris × .5 - 0,25 * king", ((0.5, "paris"), (-0.25, "king"))),
        ("2 * 2", ((2, "2"),)),
        ("2 - 2", ((1, "2"), (-1, "2"))),
        ('"new york" - paris + king', ((1, "new york"), (-1, "paris"), (1, "king"))),
        ("new york - paris", ((1, "new york"), (-1, "paris"))),
        ("“new york” - 3 * “paris”", ((1, "new york"), (-3, "paris"))),
        ("vis-a-vis-king", ((1, "vis-a-vis"), (-1, "king"))),
        ("king - vis-a-vis", ((1, "king"), (-1, "vis-a-vis"))),
        ("c++ - king", ((1, "c++"), (-1, "king"))),
        ("c+++king", ((1, "c++"), (1, "king"))),
        ('king - "-"', ((1, "king"), (-1, "-"))),
        ('king + """"', ((1, "king"), (1, '"'))),
        ("king + king", ((1, "king"), (1, "king"))),
    ],
)
def test_terms(typed, terms):
    assert parse_sum(E, typed).terms == terms


@pytest.mark.parametrize(
    ("typed", "place", "message"),
    [
        ("king -", "     ^", "A word is missing after this sign."),
        ("king - + man", "       ^", "Two signs follow each other: a word is missing here."),
        ("king man", "     ^", "A + or − is missing before this word."),
        ("king - man woman", "           ^", "A + or − is missing before this word."),
        ("king man woman", "     ^", "A + or − is missing before this word."),
        ('"king" "man"', "       ^", "A + or − is missing before this word."),
        ("2 king", "  ^", "A × is missing after the weight: 2 × word."),
        ("king + 2*", "       ^", "A word is missing after this weight."),
        ("king + *man", "       ^", "A number is missing before this ×: write 2 × word."),
        ("king + 101 * man", "       ^", "A weight can be 100 at most."),
        ("king - 0*man", "         ^", "0 times 'man' adds nothing: give it a weight, or leave it"),
        ('king - "man', "       ^", "This quotation mark has no partner."),
        ('king - ""', "       ^", "There is no word between these quotation marks."),
        ("king - mna", "       ^", "'mna' is not in the vocabulary. Near spellings: man."),
        ("king-mna", "     ^", "'mna' is not in the vocabulary. Near spellings: man."),
        ("kign-man", "^", "'kign' is not in the vocabulary. Near spellings: king."),
        ("x - y", "^", "'x' is not in the vocabulary."),
    ],
)
def test_problems_have_a_position(typed, place, message):
    problem = parse_sum(E, typed)
    assert isinstance(problem, SumProblem)
    assert problem.message.startswith(message)
    assert problem.position == place.index("^")


def test_empty_and_long_texts():
    assert parse_sum(E, "  ") == SumProblem(
        "Type a sum of words, such as king - man + woman.", None
    )
    assert parse_sum(E, "k" * (MAX_SUM_CHARS + 1)).position == MAX_SUM_CHARS
    many = " + ".join(["king"] * (MAX_TERMS + 1))
    assert parse_sum(E, many).message == f"A sum can have {MAX_TERMS} words at most."
    assert len(parse_sum(E, many[: many.rindex(" +")]).terms) == MAX_TERMS


def test_problem_of_an_unknown_word_has_all_terms():
    problem = parse_sum(E, "king - 2*mna + woman")
    assert (problem.word, problem.suggestions) == ("mna", ("man",))
    assert problem.terms == ((1, "king"), (-2, "mna"), (1, "woman"))


def test_notes_name_respelled_words_and_hyphens():
    assert parse_sum(E, "King - x-ray").notes == ("'King' has the row of 'king'.",)
    assert parse_sum(E, "king-man").notes == (
        "'king-man' is not one word of the vocabulary: its hyphen is a minus.",
    )
    assert parse_sum(E, "king −man").notes == ()


def test_label():
    assert parse_sum(E, "king-man + 2*new york").label == "king − man + 2 × new york"


tokens = st.text('ab2 -+−*×."“”[<`', min_size=1, max_size=6)
weights = st.integers(-300, 300).filter(bool).map(lambda n: n / 8) | st.just(1.0)
terms = st.lists(st.tuples(weights.filter(lambda w: abs(w) <= 100), tokens), min_size=1, max_size=6)


@given(terms, st.lists(tokens))
def test_parse_sum_inverts_format_sum(terms, more):
    E = vocabulary(list(dict.fromkeys([token for _, token in terms] + more)))
    parsed = parse_sum(E, format_sum(terms))
    assert isinstance(parsed, Sum), parsed
    assert parsed.terms == tuple(terms)


@given(st.text('kingma 2.0-+−*×"“”\t\n') | st.text())
def test_any_text_is_a_sum_or_a_problem(typed):
    parsed = parse_sum(E, typed)
    if isinstance(parsed, Sum):
        assert parsed.terms
        assert all(token in E and weight for weight, token in parsed.terms)
    else:
        assert parsed.message
        assert parsed.position is None or 0 <= parsed.position <= len(typed)
        assert typed[parsed.position or 0 :].startswith(parsed.word)
