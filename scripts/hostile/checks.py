"""Checks of hostile words that are typed, uploaded, or offered by a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from scripts.accessibility import wait_for_page
from scripts.hostile.field_kinds import FILLER_WORDS, SIDEBAR_FIELD
from scripts.hostile.page_fields import (
    BUTTONS,
    CHOICES,
    FILE_FIELDS,
    VIEWS_WITHOUT_FIELDS,
    WORD_FIELDS,
    WordField,
)
from scripts.hostile.session import HostileSession, ResultRow
from tests.support.hostile_words import HOSTILE_FILE_NAME, INTERLEAVED_WORDS, labeled_csv
from tests.support.rendered_words import CONTAINS_WORD_JS, search_forms

GROUPS_LABEL, QUIZ_LABEL = "groups of a file, named like the words", "11 · options of the quiz"
AS_OPENED_LABEL = "without input, expanders open"

# Quizzes opened until each word was an option.
MAX_QUIZZES = 40

Check: TypeAlias = Callable[[HostileSession, Sequence[str]], ResultRow]


def page_checks(page: str) -> Iterator[tuple[str, Check]]:
    """Yield the checks of a page, with their labels."""
    for field in WORD_FIELDS:
        if field.page == page:
            yield field.label, partial(check_typed_words, field)
    for field in FILE_FIELDS:
        if field.page == page:
            yield field.label, partial(check_files, field)
    if page == "lesson":
        yield QUIZ_LABEL, check_quiz
    yield AS_OPENED_LABEL, partial(check_views, page)
    if page == "map":
        yield GROUPS_LABEL, check_group_names


def check_typed_words(field: WordField, session: HostileSession, words: Sequence[str]) -> ResultRow:
    """Type each word into a field."""
    row = ResultRow(field.page, field.label, is_shown=bool(field.shown_in))
    session.open_page(field.page, *field.steps)
    if field.current_word:
        session.type_text(SIDEBAR_FIELD, field.current_word)
    for i, word in enumerate(words):
        row.n_tried += 1
        number = i % len(field.fields)
        not_typed = session.type_text(field.fields[number], field.kind.format_input(word))
        rejection = field.kind.rejection_reason(word) or not_typed
        _record_result(session, field, row, word, rejection)
        if rejection:  # The next field needs a page without errors.
            filler = FILLER_WORDS[-1 - number]
            session.type_text(field.fields[number], field.kind.format_input(filler))
    return row


def _record_result(
    session: HostileSession, field: WordField, row: ResultRow, word: str, rejection: str
) -> None:
    """Record whether a word is displayed as typed, and other problems."""
    if rejection:
        row.rejections[rejection] += 1
    elif field.shown_in:
        _record_shown(
            row, word, session.is_word_shown(field.shown_in, field.kind.displayed_text(word))
        )
    session.record_problems(row, word)


def _record_shown(row: ResultRow, word: str, is_shown: bool) -> None:
    row.n_shown += is_shown
    if not is_shown:
        row.problems.append(f"{word!r}: not displayed as typed")


def check_group_names(session: HostileSession, words: Sequence[str]) -> ResultRow:
    """Check the maps of vocabularies whose groups are named like the words."""
    row = ResultRow("map", GROUPS_LABEL)
    session.open_page("upload")
    while (remove := session.main.get_by_role("button", name="Remove")).count():
        session.run_action(remove.first.click)
    for i in range(5):  # A session has up to 5 vocabularies, and a map up to 24 named groups.
        labels = words[i::5]
        if labels:
            content = labeled_csv(INTERLEAVED_WORDS, labels, seed=i)
            session.upload_and_use(f"{i} {HOSTILE_FILE_NAME}", content)
            session.open_page("map", "Word groups")
        for word in labels:
            row.n_tried += 1
            _record_shown(row, word, session.is_word_shown(CHOICES, word))
        session.record_problems(row, "groups")
    return row


def check_quiz(session: HostileSession, words: Sequence[str]) -> ResultRow:
    """Open quizzes until each word was an option, and answer a question of each quiz."""
    row = ResultRow("lesson", QUIZ_LABEL, n_tried=len(words))
    session.open_page("lesson", "11")
    remaining = list(words)
    for number in range(1, MAX_QUIZZES + 1):
        session.type_text("Quiz number", str(number))
        remaining = [
            word
            for word in remaining
            if not session.page.evaluate(CONTAINS_WORD_JS, [BUTTONS, *search_forms(word)])
        ]
        session.record_problems(row, f"quiz {number}")
        if not remaining:
            break
        if (option := session.main.locator('[class*="st-key-option_0_0"] button')).count():
            session.run_action(option.first.click)
            session.record_problems(row, f"quiz {number}")
    row.n_shown = len(words) - len(remaining)
    if remaining:
        row.rejections[f"not in the first {number} quizzes"] = len(remaining)
    return row


def check_files(field: WordField, session: HostileSession, words: Sequence[str]) -> ResultRow:
    """Upload a file for each word."""
    row = ResultRow(field.page, field.label)
    session.open_page(field.page, *field.steps)
    for word in words:
        row.n_tried += 1
        session.upload_file(
            f"{row.n_tried} {HOSTILE_FILE_NAME.replace('.csv', '.txt')}",
            field.kind.format_input(word).encode(),
        )
        _record_result(session, field, row, word, field.kind.rejection_reason(word))
    return row


def check_views(page: str, session: HostileSession, words: Sequence[str]) -> ResultRow:
    """Open the views of a page without fields, and their expanders, and record problems."""
    views = ", ".join(" · ".join(view) for view in VIEWS_WITHOUT_FIELDS[page])
    row = ResultRow(page, f"{AS_OPENED_LABEL} {views}", is_shown=False)
    for view in VIEWS_WITHOUT_FIELDS[page]:
        session.open_page(page, *view)
        for summary in session.main.locator("summary").all():
            summary.click()
            session.page.wait_for_timeout(300)
            wait_for_page(session.page)
        session.record_problems(row, " · ".join(view))
    return row
