"""Analogy questions: compared with a loop over `analogy`, and by hand."""

import math
from io import BytesIO

import numpy as np
import pytest

from embviz import EmbeddingMatrix, FormatError, analogy, evaluate_analogies
from embviz.evaluation import read_questions
from embviz.evaluation.analogies import answers
from embviz.io import QUESTIONS_PATH
from tests.conftest import random_embedding

# On the square, b − a + c of any three corners is the fourth.
SQUARE = EmbeddingMatrix(
    ["man", "king", "woman", "queen", "King"], [[1, 1], [1, -1], [-1, 1], [-1, -1], [9, 8]]
)
RIGHT = ("man", "king", "woman", "queen")
WRONG = ("man", "king", "woman", "King")


@pytest.mark.parametrize("block_tokens", [1, 7, 4096])
@pytest.mark.parametrize("block_questions", [1, 10, 1024])
def test_agrees_with_a_loop_over_the_questions(monkeypatch, block_tokens, block_questions):
    monkeypatch.setattr(answers, "BLOCK_TOKENS", block_tokens)
    monkeypatch.setattr(answers, "BLOCK_QUESTIONS", block_questions)
    E = random_embedding(30, 5)
    E = EmbeddingMatrix([*E.tokens, "zero"], np.vstack([E.vectors, np.zeros(5)]))
    prompts = np.random.default_rng(1).choice(E.tokens, (60, 3)).tolist()
    prompts += [["zero", "a0", "b1"], ["a0", "a0", "b1"], ["a0", "b1", "a0"], ["a0", "b1", "b1"]]
    first, second = {}, {}
    for number, (a, b, c) in enumerate(prompts):
        top = analogy(E, positive=[b, c], negative=[a], k=2).tokens
        first[str(number)] = [(a, b, c, top[0])]
        second[str(number)] = [(a, b, c, top[1])]
    assert [s.n_correct for s in evaluate_analogies(E, first).sections] == [1] * 64
    assert [s.n_correct for s in evaluate_analogies(E, second).sections] == [0] * 64


def test_sections_are_counted_separately():
    report = evaluate_analogies(
        SQUARE,
        {"one": [RIGHT, WRONG, WRONG, ("man", "king", "aunt", "uncle")], "two": iter([RIGHT])},
    )
    one, two = report.sections
    assert (one.name, one.n_questions, one.n_asked, one.n_correct) == ("one", 4, 3, 1)
    assert (one.accuracy, one.coverage) == (1 / 3, 3 / 4)
    assert (two.accuracy, two.coverage) == (1, 1)
    assert (report.accuracy, report.coverage) == (2 / 4, 4 / 5)


@pytest.mark.parametrize("place", range(4))
def test_a_question_with_an_unknown_word_is_not_asked(place):
    question = [*RIGHT]
    question[place] = "Unknown"
    report = evaluate_analogies(SQUARE, {"x": [tuple(question), RIGHT]})
    assert (report.coverage, report.accuracy) == (0.5, 1)


def test_words_are_tried_as_written_then_in_lower_case():
    assert evaluate_analogies(SQUARE, {"x": [("Man", "KING", "woman", "QUEEN")]}).accuracy == 1
    # "King" is in the vocabulary, so it is not looked up as "king".
    cased = evaluate_analogies(SQUARE, {"x": [("woman", "queen", "man", "King")]})
    assert (cased.coverage, cased.accuracy) == (1, 0)


def test_a_word_of_the_question_is_never_its_answer():
    report = evaluate_analogies(SQUARE, {"x": [("man", "king", "woman", "king")]})
    assert (report.coverage, report.accuracy) == (1, 0)
    three = SQUARE.select([0, 1, 2])
    assert evaluate_analogies(three, {"x": [("man", "king", "woman", "man")]}).accuracy == 0


def test_ties_go_to_the_lowest_token_id():
    E = EmbeddingMatrix("abcde", [[1, 0], [1, 0], [0, 1], [0, 2], [0, 4]])
    assert evaluate_analogies(E, {"x": [("a", "b", "c", "d")]}).accuracy == 1


def test_accuracy_and_coverage_without_questions_are_nan():
    report = evaluate_analogies(SQUARE, {"x": [("some", "other", "words", "here")], "y": []})
    assert math.isnan(report.accuracy)
    assert report.coverage == 0
    assert math.isnan(report.sections[1].coverage)
    assert math.isnan(evaluate_analogies(SQUARE, {}).coverage)


def test_to_frame_has_a_row_per_section_and_a_total():
    report = evaluate_analogies(SQUARE, {"x": [RIGHT, WRONG], "y": [RIGHT]})
    frame = report.to_frame()
    assert frame["section"].tolist() == ["x", "y", "total"]
    assert frame["correct"].tolist() == [1, 1, 2]
    assert frame["accuracy"].tolist() == [1 / 2, 1, 2 / 3]


def test_read_questions(tmp_path):
    path = tmp_path / "pets.txt"
    path.write_bytes(
        b"\xef\xbb\xbfa b c d\r\n: one\r\n\r\n a\tb  c d \r\n: two\n: one\ncaf\xc3\xa9 b c d"
    )
    assert read_questions(path) == {
        "": [("a", "b", "c", "d")],
        "one": [("a", "b", "c", "d"), ("café", "b", "c", "d")],
        "two": [],
    }


@pytest.mark.parametrize(("line", "n_words"), [("a b c", 3), ("a b c d e", 5), ("x", 1)])
def test_error_for_a_malformed_line_has_its_number(tmp_path, line, n_words):
    path = tmp_path / "pets.txt"
    path.write_text(f": one\na b c d\n\n{line}\na b c d\n")
    message = f"^pets.txt, line 4: Expected four words, found {n_words}"
    with pytest.raises(ValueError, match=message):
        evaluate_analogies(SQUARE, str(path))


def test_questions_must_have_four_words():
    with pytest.raises(ValueError, match="four words"):
        evaluate_analogies(SQUARE, {"x": [("man", "king", "woman")] * 4})


def test_questions_words_on_glove(glove):
    report = evaluate_analogies(glove, QUESTIONS_PATH)
    assert len(report.sections) == 14
    assert report.total.n_questions == 19_544
    assert (round(report.accuracy, 3), round(report.coverage, 3)) == (0.646, 0.900)


def reference_ranking(E, n_candidates, a, b, c):
    """Rank the first tokens by 3CosAdd, one question at a time in float64."""
    rows = E.vectors.astype(np.float64)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    ids = [E.token_id(word) for word in (a, b, c)]
    scores = units[:n_candidates] @ (units[ids[1]] - units[ids[0]] + units[ids[2]])
    scores[[i for i in ids if i < n_candidates]] = -np.inf
    return [E.tokens[i] for i in np.argsort(-scores)][: n_candidates - len(set(ids))]


@pytest.mark.parametrize("restrict", [6, 20, 40, 99])
def test_misses_have_the_given_answer_and_the_rank_of_the_expected_one(restrict):
    E = random_embedding(40, 6)
    words = E.tokens[: min(restrict, 40)]
    questions = [tuple(q) for q in np.random.default_rng(2).choice(words, (50, 4)).tolist()]
    report = evaluate_analogies(E, {"x": questions}, restrict=restrict, rank_misses=True)
    assert report.total.n_asked == 50
    assert report.total.n_correct + len(report.misses) == 50
    for miss in report.misses:
        ranking = reference_ranking(E, len(words), miss.a, miss.b, miss.c)
        assert miss.answer == ranking[0]
        if miss.expected in (miss.a, miss.b, miss.c):
            assert miss.rank is None
        else:
            assert miss.rank == ranking.index(miss.expected) + 1 >= 2


def test_ranks_do_not_depend_on_the_block_sizes(monkeypatch):
    E = random_embedding(40, 6)
    questions = [tuple(q) for q in np.random.default_rng(2).choice(E.tokens, (50, 4)).tolist()]
    expected = evaluate_analogies(E, {"x": questions}, rank_misses=True)
    monkeypatch.setattr(answers, "BLOCK_TOKENS", 7)
    monkeypatch.setattr(answers, "BLOCK_QUESTIONS", 3)
    assert evaluate_analogies(E, {"x": questions}, rank_misses=True) == expected


def test_words_beyond_restrict_are_neither_asked_nor_answers():
    # Of five tokens, "queen" is the fourth.
    questions = {"x": [RIGHT, ("man", "king", "woman", "woman")]}
    assert evaluate_analogies(SQUARE, questions, restrict=3).total.n_asked == 1
    (miss,) = evaluate_analogies(SQUARE, questions, restrict=3, rank_misses=True).misses
    assert (miss.answer, miss.rank) == (None, None)
    assert evaluate_analogies(SQUARE, {"x": [RIGHT]}, restrict=4).accuracy == 1
    # "King" is the fifth: with restrict=4 it is looked up in lower case.
    cased = {"x": [("man", "King", "woman", "queen")]}
    assert evaluate_analogies(SQUARE, cased, restrict=4).accuracy == 1
    with pytest.raises(ValueError, match="at least 1"):
        evaluate_analogies(SQUARE, questions, restrict=0)


def test_restrict_equals_selecting_the_first_tokens(glove):
    words = ["man", "king", "woman", "queen", "paris", "france", "rome", "italy", "big", "bigger"]
    questions = {"x": [tuple(np.roll(words, -i)[:4]) for i in range(10)]}
    small = glove.select(range(3000))
    expected = evaluate_analogies(small, questions)
    assert evaluate_analogies(glove, questions, restrict=3000) == expected


def test_progress_increases_to_one(glove):
    shares = []
    evaluate_analogies(
        glove, {"x": [RIGHT, WRONG]}, rank_misses=True, progress=lambda share: shares.append(share)
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 2


def test_exceptions_of_progress_propagate(glove):
    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_analogies(glove, {"x": [RIGHT]}, progress=stop)


def test_misses_to_frame():
    report = evaluate_analogies(SQUARE, {"x": [RIGHT, WRONG], "y": [WRONG]}, rank_misses=True)
    frame = report.misses_to_frame()
    assert frame["section"].tolist() == ["x", "y"]
    assert frame["expected"].tolist() == ["King", "King"]
    assert frame["answer"].tolist() == ["queen", "queen"]
    assert frame["rank of expected"].tolist() == [2, 2]
    assert len(report.misses_to_frame("y")) == 1
    assert not len(evaluate_analogies(SQUARE, {"x": [RIGHT]}).misses_to_frame())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b": one\na b c d\n\xff\xfe b c d\n", "line 3: This line is not text in UTF-8"),
        (b"a b\0 c d\n", "line 1: A NUL byte"),
        (b"\x80\x04\x95pickle", "pickle"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"".join(b": %d\n" % i for i in range(300)), "200 sections"),
        (b"a b c d\n" * 50_001, "50,000 questions"),
    ],
)
def test_hostile_files_raise_format_errors(content, message):
    file = BytesIO(content)
    file.name = "../../odd.txt"
    with pytest.raises(FormatError, match=message) as error:
        read_questions(file)
    assert str(error.value).startswith("odd.txt")
