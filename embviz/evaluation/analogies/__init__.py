"""Accuracy on analogy questions with known answers."""

from embviz.evaluation.analogies.evaluate import evaluate_analogies
from embviz.evaluation.analogies.questions import Question, read_questions
from embviz.evaluation.analogies.report import AnalogyReport, AnalogySection, Miss

__all__ = [
    "AnalogyReport",
    "AnalogySection",
    "Miss",
    "Question",
    "evaluate_analogies",
    "read_questions",
]
