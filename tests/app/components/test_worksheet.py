"""The quiz on paper: both sheets hold the questions, only the second the answers."""

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


def test_questions_come_first_and_answers_on_a_sheet_of_their_own():
    page = worksheet_html(E, 7, QUESTIONS)
    asked, answered = sheets(page)
    for word in ("cat", "dog", "king", "queen", "ship"):
        assert word in asked
        assert word in answered
    assert "0.880" not in asked
    assert "0.880" in answered
    assert "−0.100" in answered
    assert "quiz 7: glove" in asked
    assert "2 tokens × 3 dimensions, made up" in asked
    assert "break-before: page" in page


def test_the_right_option_and_no_other_is_marked():
    page = worksheet_html(E, 7, QUESTIONS)
    marked = re.findall('<li class="right">(.*?) <small>', page)
    assert [unescape(word) for word in marked] == ["dog", "<b>&</b>", "queen"]
    assert page.index('class="right"') > page.index("Answer key")


def test_words_are_shown_as_typed_and_nothing_is_fetched():
    hostile = EmbeddingMatrix(["a"], [[1]], name="<i>x</i>", source="<script>alert(1)</script>")
    page = worksheet_html(hostile, 7, QUESTIONS)
    assert "<script" not in page
    assert "<i>" not in page
    assert "<b>&" not in page
    assert not re.search(r"https?:|src=|href=|url\(", page)
