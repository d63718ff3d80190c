"""How good an embedding is, measured on questions with known answers."""

from embviz.evaluation.asking import evaluate_analogies
from embviz.evaluation.questions import Question, read_questions
from embviz.evaluation.report import AnalogyReport, AnalogySection, Miss

__all__ = [
    "AnalogyReport",
    "AnalogySection",
    "Miss",
    "Question",
    "evaluate_analogies",
    "read_questions",
]
