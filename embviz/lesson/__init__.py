"""What the lesson shows: its words, its quiz, one-hot products and a shuffled embedding."""

from embviz.lesson.onehot import OneHotProduct, one_hot_product
from embviz.lesson.picking import PARALLEL, parallel, usual_range
from embviz.lesson.quiz import Kind, Question, make_quiz
from embviz.lesson.shuffled import random_twin
from embviz.lesson.words import LessonWords, lesson_words

__all__ = [
    "PARALLEL",
    "Kind",
    "LessonWords",
    "OneHotProduct",
    "Question",
    "lesson_words",
    "make_quiz",
    "one_hot_product",
    "parallel",
    "random_twin",
    "usual_range",
]
