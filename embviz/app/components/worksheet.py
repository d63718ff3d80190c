"""A quiz on paper: one sheet with the questions, one with the answers and their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from embviz.app.text import format_number
from embviz.embedding import EmbeddingMatrix
from embviz.lesson import QuestionKind, QuizQuestion

SCORE_LABELS: dict[QuestionKind, str] = {
    "nearest": "Cosine similarity with the word: higher is nearer",
    "odd": "Mean cosine similarity with the other words: the odd one has the lowest",
    "analogy": "Cosine similarity with the sum: higher is nearer",
}

_STYLE = """
body { font: 13pt/1.5 system-ui, sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em;
  color: #000; background: #fff; }
section + section { break-before: page; margin-top: 3em; }
li { margin: 0 0 1em; break-inside: avoid; }
ul { list-style: none; padding: 0; margin: .2em 0; display: flex; flex-wrap: wrap; gap: .2em 2em; }
ul li { margin: 0; }
ul li::before { content: "○ "; }
ul li.right { font-weight: bold; }
ul li.right::before { content: "● "; }
small { color: #444; }
@media print { body { margin: 0; } }
"""


def worksheet_html(E: EmbeddingMatrix, seed: int, questions: Sequence[QuizQuestion]) -> str:
    """Return a web page to print: a sheet of questions, then a sheet of answers."""
    title = f"embviz quiz {seed}: {escape(E.name)}"
    description = f"{len(E):,} tokens × {E.dim} dimensions, {E.source}"
    question_items = "".join(_question_html(question, answers=False) for question in questions)
    answer_items = "".join(_question_html(question, answers=True) for question in questions)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style>"
        f"<section><h1>{title}</h1><p><small>{escape(description)}</small></p>"
        f"<p>Name: ____________________________</p><ol>{question_items}</ol></section>"
        f"<section><h1>Answer key: {title}</h1><ol>{answer_items}</ol></section></html>"
    )


def _question_html(question: QuizQuestion, *, answers: bool) -> str:
    options = []
    for option, score in zip(question.options, question.scores, strict=True):
        if not answers:
            options.append(f"<li>{escape(option)}</li>")
            continue
        mark = ' class="right"' if option == question.answer else ""
        options.append(f"<li{mark}>{escape(option)} <small>{format_number(score)}</small></li>")
    note = f"<small>{SCORE_LABELS[question.kind]}.</small>" if answers else ""
    sentence = question_text(question, lambda word: f"<b>{escape(word)}</b>")
    return f"<li>{sentence}<ul>{''.join(options)}</ul>{note}</li>"


def question_text(question: QuizQuestion, format_word: Callable[[str], str]) -> str:
    """Return the sentence of a question, with its words formatted by `format_word`."""
    words = [format_word(word) for word in question.prompt_words]
    if question.kind == "nearest":
        return f"Which word is nearest to {words[0]}?"
    if question.kind == "odd":
        return "Which word is the odd one out?"
    a, b, c = words
    return f"Where does {a} − {b} + {c} land: nearest to which word?"
