"""The words at each place: typed into fields, sent in files, or met in what a page offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from scripts.accessibility import settle
from scripts.hostile.fields import BESIDE, SIDEBAR
from scripts.hostile.places import BUTTONS, CHOICES, FILES, OPENED, PLACES, Place
from scripts.hostile.visit import Row, Visit
from tests.as_typed import CONTAINS_WORD_JS, search_forms
from tests.hostile import HOSTILE_FILE_NAME, INTERLEAVED_WORDS, labeled_csv

GROUPS, QUIZ = "groups of a file, called like the words", "11 · options of the quiz"
AS_OPENED = "as it opens, with its folds open"

# How many quizzes are opened at most.
QUIZZES = 40

At: TypeAlias = Callable[[Visit, Sequence[str]], Row]


def places(page: str) -> Iterator[tuple[str, At]]:
    """Yield the places of a page, and what is done there."""
    for place in PLACES:
        if place.page == page:
            yield place.where, partial(typed, place)
    for place in FILES:
        if place.page == page:
            yield place.where, partial(sent, place)
    if page == "lesson":
        yield QUIZ, quiz
    yield AS_OPENED, partial(opened, page)
    if page == "map":
        yield GROUPS, groups


def typed(place: Place, visit: Visit, words: Sequence[str]) -> Row:
    """Type each word at a place."""
    row = Row(place.page, place.where, shows=bool(place.seen))
    visit.open(place.page, *place.steps)
    if place.word:
        visit.type(SIDEBAR, place.word)
    for i, word in enumerate(words):
        row.tried += 1
        field = i % len(place.fields)
        held = visit.type(place.fields[field], place.kind.write(word))
        why = place.kind.refuse(word) or held
        _judge(visit, place, row, word, why)
        if why:  # So that the next field finds the page in order.
            visit.type(place.fields[field], place.kind.write(BESIDE[-1 - field]))
    return row


def _judge(visit: Visit, place: Place, row: Row, word: str, why_not: str) -> None:
    """Take down whether a word is seen at a place, and what else came of it."""
    if why_not:
        row.refused[why_not] += 1
    elif place.seen:
        seen = visit.sees(place.seen, place.kind.shows(word))
        row.seen += seen
        row.wrong += [] if seen else [f"{word!r}: not seen as typed"]
    visit.look(row, word)


def groups(visit: Visit, words: Sequence[str]) -> Row:
    """Bring vocabularies whose groups are called like the words, and look at their map."""
    row = Row("map", GROUPS)
    visit.open("upload")
    while (remove := visit.main.get_by_role("button", name="Remove")).count():
        visit.act(remove.first.click)
    for place in range(5):  # So many vocabularies a visitor can keep; a map names 24 groups.
        few = words[place::5]
        if few:
            visit.bring(
                f"{place} {HOSTILE_FILE_NAME}", labeled_csv(INTERLEAVED_WORDS, few, seed=place)
            )
            visit.open("map", "Word groups")
        for word in few:
            row.tried += 1
            seen = visit.sees(CHOICES, word)
            row.seen += seen
            row.wrong += [] if seen else [f"{word!r}: not seen as typed"]
        visit.look(row, "groups")
    return row


def quiz(visit: Visit, words: Sequence[str]) -> Row:
    """Open one quiz after another until each word was an option, and answer a question of each."""
    row = Row("lesson", QUIZ, tried=len(words))
    visit.open("lesson", "11")
    left = list(words)
    for number in range(1, QUIZZES + 1):
        visit.type("Quiz number", str(number))
        left = [
            each
            for each in left
            if not visit.page.evaluate(CONTAINS_WORD_JS, [BUTTONS, *search_forms(each)])
        ]
        visit.look(row, f"quiz {number}")
        if not left:
            break
        if (option := visit.main.locator('[class*="st-key-option_0_0"] button')).count():
            visit.act(option.first.click)
            visit.look(row, f"quiz {number}")
    row.seen = len(words) - len(left)
    if left:
        row.refused[f"no quiz up to {number} asks about it"] = len(left)
    return row


def sent(place: Place, visit: Visit, words: Sequence[str]) -> Row:
    """Send a file for each word."""
    row = Row(place.page, place.where)
    visit.open(place.page, *place.steps)
    for word in words:
        row.tried += 1
        visit.send(
            f"{row.tried} {HOSTILE_FILE_NAME.replace('.csv', '.txt')}",
            place.kind.write(word).encode(),
        )
        _judge(visit, place, row, word, place.kind.refuse(word))
    return row


def opened(page: str, visit: Visit, words: Sequence[str]) -> Row:
    """Open the views of a page that take no words, with their folds, and look at them."""
    views = ", ".join(" · ".join(view) for view in OPENED[page])
    row = Row(page, f"{AS_OPENED} {views}", shows=False)
    for view in OPENED[page]:
        visit.open(page, *view)
        for fold in visit.main.locator("summary").all():
            fold.click()
            visit.page.wait_for_timeout(300)
            settle(visit.page)
        visit.look(row, " · ".join(view))
    return row
