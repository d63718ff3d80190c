"""Content of the lesson: words, quiz questions, one-hot products and a shuffled embedding."""

from embviz.lesson.onehot import OneHotProduct, one_hot_product
from embviz.lesson.picking import MIN_STEP_COSINE, association_range, step_cosine
from embviz.lesson.quiz import QuestionKind, QuizQuestion, make_quiz
from embviz.lesson.shuffled import shuffle_dimensions
from embviz.lesson.words import LessonWords, lesson_words

__all__ = [
    "MIN_STEP_COSINE",
    "LessonWords",
    "OneHotProduct",
    "QuestionKind",
    "QuizQuestion",
    "association_range",
    "lesson_words",
    "make_quiz",
    "one_hot_product",
    "shuffle_dimensions",
    "step_cosine",
]
