"""The words at each place: typed into fields, sent in files, or met in what a page offers."""

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

GROUPS_LABEL, QUIZ_LABEL = "groups of a file, called like the words", "11 · options of the quiz"
AS_OPENED_LABEL = "as it opens, with its folds open"

# How many quizzes are opened at most.
MAX_QUIZZES = 40

Check: TypeAlias = Callable[[HostileSession, Sequence[str]], ResultRow]


def page_checks(page: str) -> Iterator[tuple[str, Check]]:
    """Yield the places of a page, and what is done there."""
    for place in WORD_FIELDS:
        if place.page == page:
            yield place.label, partial(check_typed_words, place)
    for place in FILE_FIELDS:
        if place.page == page:
            yield place.label, partial(check_files, place)
    if page == "lesson":
        yield QUIZ_LABEL, check_quiz
    yield AS_OPENED_LABEL, partial(check_views, page)
    if page == "map":
        yield GROUPS_LABEL, check_group_names


def check_typed_words(place: WordField, visit: HostileSession, words: Sequence[str]) -> ResultRow:
    """Type each word at a place."""
    row = ResultRow(place.page, place.label, is_shown=bool(place.shown_in))
    visit.open_page(place.page, *place.steps)
    if place.current_word:
        visit.type_text(SIDEBAR_FIELD, place.current_word)
    for i, word in enumerate(words):
        row.n_tried += 1
        field = i % len(place.fields)
        held = visit.type_text(place.fields[field], place.kind.format_input(word))
        why = place.kind.rejection_reason(word) or held
        _record_result(visit, place, row, word, why)
        if why:  # So that the next field finds the page in order.
            visit.type_text(place.fields[field], place.kind.format_input(FILLER_WORDS[-1 - field]))
    return row


def _record_result(
    visit: HostileSession, place: WordField, row: ResultRow, word: str, why_not: str
) -> None:
    """Take down whether a word is seen at a place, and what else came of it."""
    if why_not:
        row.rejections[why_not] += 1
    elif place.shown_in:
        seen = visit.is_word_shown(place.shown_in, place.kind.displayed_text(word))
        row.n_shown += seen
        row.problems += [] if seen else [f"{word!r}: not seen as typed"]
    visit.record_problems(row, word)


def check_group_names(visit: HostileSession, words: Sequence[str]) -> ResultRow:
    """Bring vocabularies whose groups are called like the words, and look at their map."""
    row = ResultRow("map", GROUPS_LABEL)
    visit.open_page("upload")
    while (remove := visit.main.get_by_role("button", name="Remove")).count():
        visit.run_action(remove.first.click)
    for place in range(5):  # So many vocabularies a visitor can keep; a map names 24 groups.
        few = words[place::5]
        if few:
            visit.upload_and_use(
                f"{place} {HOSTILE_FILE_NAME}", labeled_csv(INTERLEAVED_WORDS, few, seed=place)
            )
            visit.open_page("map", "Word groups")
        for word in few:
            row.n_tried += 1
            seen = visit.is_word_shown(CHOICES, word)
            row.n_shown += seen
            row.problems += [] if seen else [f"{word!r}: not seen as typed"]
        visit.record_problems(row, "groups")
    return row


def check_quiz(visit: HostileSession, words: Sequence[str]) -> ResultRow:
    """Open one quiz after another until each word was an option, and answer a question of each."""
    row = ResultRow("lesson", QUIZ_LABEL, n_tried=len(words))
    visit.open_page("lesson", "11")
    left = list(words)
    for number in range(1, MAX_QUIZZES + 1):
        visit.type_text("Quiz number", str(number))
        left = [
            each
            for each in left
            if not visit.page.evaluate(CONTAINS_WORD_JS, [BUTTONS, *search_forms(each)])
        ]
        visit.record_problems(row, f"quiz {number}")
        if not left:
            break
        if (option := visit.main.locator('[class*="st-key-option_0_0"] button')).count():
            visit.run_action(option.first.click)
            visit.record_problems(row, f"quiz {number}")
    row.n_shown = len(words) - len(left)
    if left:
        row.rejections[f"no quiz up to {number} asks about it"] = len(left)
    return row


def check_files(place: WordField, visit: HostileSession, words: Sequence[str]) -> ResultRow:
    """Send a file for each word."""
    row = ResultRow(place.page, place.label)
    visit.open_page(place.page, *place.steps)
    for word in words:
        row.n_tried += 1
        visit.upload_file(
            f"{row.n_tried} {HOSTILE_FILE_NAME.replace('.csv', '.txt')}",
            place.kind.format_input(word).encode(),
        )
        _record_result(visit, place, row, word, place.kind.rejection_reason(word))
    return row


def check_views(page: str, visit: HostileSession, words: Sequence[str]) -> ResultRow:
    """Open the views of a page that take no words, with their folds, and look at them."""
    views = ", ".join(" · ".join(view) for view in VIEWS_WITHOUT_FIELDS[page])
    row = ResultRow(page, f"{AS_OPENED_LABEL} {views}", is_shown=False)
    for view in VIEWS_WITHOUT_FIELDS[page]:
        visit.open_page(page, *view)
        for fold in visit.main.locator("summary").all():
            fold.click()
            visit.page.wait_for_timeout(300)
            wait_for_page(visit.page)
        visit.record_problems(row, " · ".join(view))
    return row
