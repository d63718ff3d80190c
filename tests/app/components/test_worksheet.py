"""The quiz on paper: both sheets have the questions, only the second has the answers."""

import re
from html import unescape

from embviz import EmbeddingMatrix
from embviz.app.components.worksheet import worksheet_html
from embviz.lesson import QuizQuestion

E = EmbeddingMatrix(["a", "b"], [[1, 2, 3], [4, 5, 6]], name="glove", source="made up")
QUESTIONS = (
    QuizQuestion("nearest", ("cat",), ("car", "dog", "tea"), (0.311, 0.88, 0.2)),
    QuizQuestion("odd", (), ("one", "two", "<b>&</b>", "six"), (0.7, 0.6, 0.1, 0.5)),
    QuizQuestion("analogy", ("king", "man", "woman"), ("queen", "duke", "ship"), (0.77, 0.5, -0.1)),
)


def sheets(page):
    """Return the text of each sheet."""
    return [
        unescape(re.sub("<[^>]+>", " ", part))
        for part in re.findall("<section>.*?</section>", page)
    ]


def test_the_second_sheet_has_the_answers():
    page = worksheet_html(E, 7, QUESTIONS)
    questions, answers = sheets(page)
    for word in ("cat", "dog", "king", "queen", "ship"):
        assert word in questions
        assert word in answers
    assert "0.880" not in questions
    assert "0.880" in answers
    assert "−0.100" in answers
    assert "quiz 7: glove" in questions
    assert "2 tokens × 3 dimensions, made up" in questions
    assert "break-before: page" in page


def test_only_the_right_option_is_marked():
    page = worksheet_html(E, 7, QUESTIONS)
    marked = re.findall('<li class="right">(.*?) <small>', page)
    assert [unescape(word) for word in marked] == ["dog", "<b>&</b>", "queen"]
    assert page.index('class="right"') > page.index("Answer key")


def test_words_are_escaped_and_nothing_is_fetched():
    hostile = EmbeddingMatrix(["a"], [[1]], name="<i>x</i>", source="<script>alert(1)</script>")
    page = worksheet_html(hostile, 7, QUESTIONS)
    assert "<script" not in page
    assert "<i>" not in page
    assert "<b>&" not in page
    assert not re.search(r"https?:|src=|href=|url\(", page)
