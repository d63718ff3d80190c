"""Accuracy on analogy questions with known answers."""

from embviz.evaluation.analogies.evaluate import evaluate_analogies
from embviz.evaluation.analogies.questions import Question, read_questions
from embviz.evaluation.analogies.report import AnalogyAccuracy, AnalogySection

__all__ = [
    "AnalogyAccuracy",
    "AnalogySection",
    "Question",
    "evaluate_analogies",
    "read_questions",
]
