"""Benchmarks: against a plain loop over the questions, and by hand."""

import math
from io import BytesIO

import numpy as np
import pytest

from embviz import EmbeddingMatrix, FormatError, analogy, evaluate_analogies
from embviz.evaluation import read_questions
from embviz.evaluation.analogies import answers as answering
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
    monkeypatch.setattr(answering, "BLOCK_TOKENS", block_tokens)
    monkeypatch.setattr(answering, "BLOCK_QUESTIONS", block_questions)
    E = random_embedding(30, 5)
    E = EmbeddingMatrix([*E.tokens, "zero"], np.vstack([E.vectors, np.zeros(5)]))
    asked = np.random.default_rng(1).choice(E.tokens, (60, 3)).tolist()
    asked += [["zero", "a0", "b1"], ["a0", "a0", "b1"], ["a0", "b1", "a0"], ["a0", "b1", "b1"]]
    first, second = {}, {}
    for number, (a, b, c) in enumerate(asked):
        answers = analogy(E, positive=[b, c], negative=[a], k=2).tokens
        first[str(number)] = [(a, b, c, answers[0])]
        second[str(number)] = [(a, b, c, answers[1])]
    assert [part.n_correct for part in evaluate_analogies(E, first).sections] == [1] * 64
    assert [part.n_correct for part in evaluate_analogies(E, second).sections] == [0] * 64


def test_sections_are_counted_apart():
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
    # "King" stands in the vocabulary as written, so "king" is not meant.
    cased = evaluate_analogies(SQUARE, {"x": [("woman", "queen", "man", "King")]})
    assert (cased.coverage, cased.accuracy) == (1, 0)


def test_a_word_of_the_question_is_never_its_answer():
    report = evaluate_analogies(SQUARE, {"x": [("man", "king", "woman", "king")]})
    assert (report.coverage, report.accuracy) == (1, 0)
    three = SQUARE.select([0, 1, 2])
    assert evaluate_analogies(three, {"x": [("man", "king", "woman", "man")]}).accuracy == 0


def test_the_first_of_equals_is_the_answer():
    E = EmbeddingMatrix("abcde", [[1, 0], [1, 0], [0, 1], [0, 2], [0, 4]])
    assert evaluate_analogies(E, {"x": [("a", "b", "c", "d")]}).accuracy == 1


def test_nothing_asked_is_no_number():
    report = evaluate_analogies(SQUARE, {"x": [("some", "other", "words", "here")], "y": []})
    assert math.isnan(report.accuracy)
    assert report.coverage == 0
    assert math.isnan(report.sections[1].coverage)
    assert math.isnan(evaluate_analogies(SQUARE, {}).coverage)


def test_a_report_as_a_table():
    report = evaluate_analogies(SQUARE, {"x": [RIGHT, WRONG], "y": [RIGHT]})
    frame = report.to_frame()
    assert frame["section"].tolist() == ["x", "y", "total"]
    assert frame["correct"].tolist() == [1, 1, 2]
    assert frame["accuracy"].tolist() == [1 / 2, 1, 2 / 3]


def test_reading_questions(tmp_path):
    path = tmp_path / "pets.txt"
    path.write_bytes(
        b"\xef\xbb\xbfa b c d\r\n: one\r\n\r\n a\tb  c d \r\n: two\n: one\ncaf\xc3\xa9 b c d"
    )
    assert read_questions(path) == {
        "": [("a", "b", "c", "d")],
        "one": [("a", "b", "c", "d"), ("café", "b", "c", "d")],
        "two": [],
    }


@pytest.mark.parametrize(("line", "found"), [("a b c", 3), ("a b c d e", 5), ("x", 1)])
def test_a_malformed_line_is_named(tmp_path, line, found):
    path = tmp_path / "pets.txt"
    path.write_text(f": one\na b c d\n\n{line}\na b c d\n")
    with pytest.raises(ValueError, match=rf"^pets.txt, line 4: Expected four words, found {found}"):
        evaluate_analogies(SQUARE, str(path))


def test_questions_without_four_words_are_refused():
    with pytest.raises(ValueError, match="four words"):
        evaluate_analogies(SQUARE, {"x": [("man", "king", "woman")] * 4})


def test_questions_words_on_glove(glove):
    report = evaluate_analogies(glove, QUESTIONS_PATH)
    assert len(report.sections) == 14
    assert report.total.n_questions == 19_544
    assert (round(report.accuracy, 3), round(report.coverage, 3)) == (0.646, 0.900)


def plain_answer(E, known, a, b, c):
    """Rank the first tokens by 3CosAdd, one question at a time in float64."""
    rows = E.vectors.astype(np.float64)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    ids = [E.token_id(word) for word in (a, b, c)]
    scores = unit[:known] @ (unit[ids[1]] - unit[ids[0]] + unit[ids[2]])
    scores[[i for i in ids if i < known]] = -np.inf
    return [E.tokens[i] for i in np.argsort(-scores)][: known - len(set(ids))]


@pytest.mark.parametrize("known", [6, 20, 40, 99])
def test_misses_have_the_answer_given_and_the_rank_of_the_expected_one(known):
    E = random_embedding(40, 6)
    words = E.tokens[: min(known, 40)]
    asked = [tuple(q) for q in np.random.default_rng(2).choice(words, (50, 4)).tolist()]
    report = evaluate_analogies(E, {"x": asked}, restrict=known, rank_misses=True)
    assert report.total.n_asked == 50
    assert report.total.n_correct + len(report.misses) == 50
    for miss in report.misses:
        ranking = plain_answer(E, len(words), miss.a, miss.b, miss.c)
        assert miss.answer == ranking[0]
        if miss.expected in (miss.a, miss.b, miss.c):
            assert miss.rank is None
        else:
            assert miss.rank == ranking.index(miss.expected) + 1 >= 2


def test_ranks_do_not_depend_on_the_blocks(monkeypatch):
    E = random_embedding(40, 6)
    asked = [tuple(q) for q in np.random.default_rng(2).choice(E.tokens, (50, 4)).tolist()]
    whole = evaluate_analogies(E, {"x": asked}, rank_misses=True)
    monkeypatch.setattr(answering, "BLOCK_TOKENS", 7)
    monkeypatch.setattr(answering, "BLOCK_QUESTIONS", 3)
    assert evaluate_analogies(E, {"x": asked}, rank_misses=True) == whole


def test_restricted_words_are_neither_asked_nor_answers():
    # Of five tokens, "queen" is the fourth.
    questions = {"x": [RIGHT, ("man", "king", "woman", "woman")]}
    assert evaluate_analogies(SQUARE, questions, restrict=3).total.n_asked == 1
    (miss,) = evaluate_analogies(SQUARE, questions, restrict=3, rank_misses=True).misses
    assert (miss.answer, miss.rank) == (None, None)
    assert evaluate_analogies(SQUARE, {"x": [RIGHT]}, restrict=4).accuracy == 1
    # "King" is the fifth: known among four, it is tried in lower case.
    cased = {"x": [("man", "King", "woman", "queen")]}
    assert evaluate_analogies(SQUARE, cased, restrict=4).accuracy == 1
    with pytest.raises(ValueError, match="at least 1"):
        evaluate_analogies(SQUARE, questions, restrict=0)


def test_restricting_is_the_same_as_cutting_the_vocabulary(glove):
    words = ["man", "king", "woman", "queen", "paris", "france", "rome", "italy", "big", "bigger"]
    asked = {"x": [tuple(np.roll(words, -i)[:4]) for i in range(10)]}
    small = glove.select(range(3000))
    assert evaluate_analogies(glove, asked, restrict=3000) == evaluate_analogies(small, asked)


def test_progress_grows_to_one(glove):
    told = []
    evaluate_analogies(
        glove, {"x": [RIGHT, WRONG]}, rank_misses=True, progress=lambda share: told.append(share)
    )
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 2


def test_what_progress_raises_stops_the_work(glove):
    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_analogies(glove, {"x": [RIGHT]}, progress=stop)


def test_misses_as_a_table():
    report = evaluate_analogies(SQUARE, {"x": [RIGHT, WRONG], "y": [WRONG]}, rank_misses=True)
    frame = report.misses_to_frame()
    assert frame["section"].tolist() == ["x", "y"]
    assert frame["expected"].tolist() == ["King", "King"]
    assert frame["answer"].tolist() == ["queen", "queen"]
    assert frame["rank of expected"].tolist() == [2, 2]
    assert len(report.misses_to_frame("y")) == 1
    assert not len(evaluate_analogies(SQUARE, {"x": [RIGHT]}).misses_to_frame())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b": one\na b c d\n\xff\xfe b c d\n", "line 3: This line is not text in UTF-8"),
        (b"a b\0 c d\n", "line 1: A NUL byte"),
        (b"\x80\x04\x95pickle", "pickle"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"".join(b": %d\n" % i for i in range(300)), "200 sections"),
        (b"a b c d\n" * 50_001, "50,000 questions"),
    ],
)
def test_hostile_files_are_refused(content, told):
    file = BytesIO(content)
    file.name = "../../odd.txt"
    with pytest.raises(FormatError, match=told) as refused:
        read_questions(file)
    assert str(refused.value).startswith("odd.txt")
