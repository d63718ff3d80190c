"""The quiz: repeatable, from the vocabulary, with one clear answer per question."""

from collections import Counter
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, load
from embviz.app.views.upload.reading import read_example
from embviz.evaluation import read_questions
from embviz.io import QUESTIONS_PATH
from embviz.lesson import QuizQuestion, make_quiz
from embviz.lesson.quiz import MIN_MARGIN, QUESTION_KINDS
from tests.conftest import embeddings

KNOWN = [question for section in read_questions(QUESTIONS_PATH).values() for question in section]
ROYAL = ("man", "king", "woman", "queen")


def unit(E, word):
    row = E[word].astype(np.float64)
    length = np.linalg.norm(row)
    return row / length if length else row


def scores_from_scratch(E, question):
    """Compute the scores of the options by their definition, in float64."""
    options = [unit(E, option) for option in question.options]
    if question.kind == "odd":
        n = len(options)
        return [
            sum(float(a @ b) for j, b in enumerate(options) if i != j) / (n - 1)
            for i, a in enumerate(options)
        ]
    query = unit(E, question.prompt_words[0])
    if question.kind == "analogy":
        a, b, c = (unit(E, word) for word in question.prompt_words)
        query = a - b + c
    return [float(option @ query) / np.linalg.norm(query) for option in options]


def check(E, question):
    """Check that a question has one right answer, ahead by the margin."""
    scores = scores_from_scratch(E, question)
    assert question.scores == pytest.approx(scores, abs=1e-5)
    best = np.argmin(scores) if question.kind == "odd" else np.argmax(scores)
    assert question.answer == question.options[best]
    others = np.delete(scores, best)
    margin = others.min() - scores[best] if question.kind == "odd" else scores[best] - others.max()
    assert margin >= MIN_MARGIN - 1e-5
    assert question.margin == pytest.approx(margin, abs=1e-5)
    words = [*question.prompt_words, *question.options]
    assert len({*words}) == len(words)
    assert all(word in E for word in words)


def test_by_hand():
    nearest = QuizQuestion("nearest", ("a",), ("b", "c", "d"), (0.2, 0.9, 0.5))
    assert nearest.answer == "c"
    assert nearest.margin == pytest.approx(0.4)
    odd = QuizQuestion("odd", (), ("b", "c", "d"), (0.2, 0.9, 0.5))
    assert odd.answer == "b"
    assert odd.margin == pytest.approx(0.3)


def test_a_ranking_begins_with_the_answer():
    E = EmbeddingMatrix(["b", "c", "d"], np.eye(3))
    odd = QuizQuestion("odd", (), ("b", "c", "d"), (0.2, 0.9, 0.5)).rank_options(E)
    assert odd.tokens == ("b", "d", "c")
    assert odd.scores == (0.2, 0.5, 0.9)
    nearest = QuizQuestion("nearest", ("a",), ("b", "c", "d"), (0.2, 0.9, 0.5)).rank_options(E)
    assert nearest.tokens == ("c", "d", "b")
    assert nearest.token_ids == (1, 2, 0)


@pytest.mark.parametrize("name", ["glove", "minilm", "tutorial"])
@pytest.mark.parametrize("seed", range(8))
def test_samples_get_six_clear_questions_of_three_kinds(name, seed, request):
    E = request.getfixturevalue(name)
    quiz = make_quiz(E, seed, analogies=KNOWN)
    assert Counter(question.kind for question in quiz) == dict.fromkeys(QUESTION_KINDS, 2)
    for question in quiz:
        check(E, question)
    words = [word for question in quiz for word in (*question.prompt_words, *question.options)]
    assert len({*words}) == len(words)  # No word is used twice.


def test_equal_seeds_give_equal_questions(glove):
    assert make_quiz(glove, 7, analogies=KNOWN) == make_quiz(glove, 7, analogies=KNOWN)
    quizzes = {make_quiz(glove, seed, analogies=KNOWN) for seed in range(10)}
    assert len(quizzes) == 10


def test_the_position_of_the_answer_is_random(glove):
    positions = Counter(
        question.options.index(question.answer)
        for seed in range(40)
        for question in make_quiz(glove, seed, analogies=KNOWN)
        if question.kind == "nearest"
    )
    assert min(positions[i] for i in range(3)) > 10  # 80 questions: 27 each, by chance.


def test_known_analogies_are_asked_first(tutorial):
    questions = [
        question
        for seed in range(10)
        for question in make_quiz(tutorial, seed, n=3, analogies=[ROYAL])
        if question.prompt_words == ("king", "man", "woman")
    ]
    assert len(questions) >= 5  # Quizzes with one of its words in another question omit it.
    assert {question.answer for question in questions} == {"queen"}


def test_a_known_analogy_that_the_embedding_gets_wrong_is_not_asked(tutorial):
    quiz = make_quiz(tutorial, 0, analogies=[("man", "king", "woman", "bread")])
    assert all(question.answer != "bread" for question in quiz)


def test_the_example_file_gets_questions():
    E = load(example_file("vectors.csv"))
    quiz = make_quiz(E, 1)
    assert len(quiz) == 6
    for question in quiz:
        check(E, question)
    words = [{*question.prompt_words, *question.options} for question in quiz]
    assert all(words.count(group) == 1 for group in words)


def example_file(name):
    file = BytesIO(read_example(name))
    file.name = name
    return file


def test_words_without_clear_differences_get_no_questions():
    same = EmbeddingMatrix(["uno", "dos", "tres", "cinco", "sol"], np.ones((5, 3)))
    assert make_quiz(same, 0) == ()
    # All distances are equal, so no answer is clearly right.
    assert make_quiz(EmbeddingMatrix(["uno", "dos", "tres", "cinco"], np.eye(4)), 0) == ()


@settings(max_examples=60)
@given(embeddings(), st.integers(0, 10**6))
def test_any_question_has_a_clear_answer(E, seed):
    quiz = make_quiz(E, seed)
    assert quiz == make_quiz(E, seed)
    for question in quiz:
        check(E, question)
