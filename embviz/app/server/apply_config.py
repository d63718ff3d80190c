"""What was asked of the server, checked and set for all its visitors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from embviz.app.config import settings
from embviz.app.config.pages import ENTRIES
from embviz.app.config.settings import GROUP, Classroom
from embviz.app.config.toml_file import ClassError, Said, Wishes, meant
from embviz.app.state import shared_files
from embviz.app.state.memory_budget import ALL_MB, BUDGET, EACH_MB, MB
from embviz.io import SAMPLES, FormatError, read_word_list

PAGES = tuple(entry.name for entry in ENTRIES)

# More than these no field holds and no picture shows well.
MOST_WORDS = 200
MOST_LETTERS = 2000


def open_room(asked: Wishes) -> None:
    """Check what was asked for, and set it for all visitors.

    Parameters
    ----------
    asked : Wishes

    Raises
    ------
    ClassError
        When something is asked for that is not there, or more than fits.
    FormatError
        When a file of vectors cannot be offered.
    """
    # All is checked before anything is set.
    vectors = _files(asked.vectors) if asked.vectors else []
    groups = _groups(asked.words) if asked.words else {}
    pages = _pages(asked.pages) if asked.pages else frozenset()
    for path in vectors:
        shared_files.offer(path)
    embedding = _embedding(asked.embedding) if asked.embedding else None
    settings.hold(Classroom(embedding, groups, pages))
    BUDGET.each = (asked.visit_mb.value if asked.visit_mb else EACH_MB) * MB
    BUDGET.all = (asked.uploads_mb.value if asked.uploads_mb else ALL_MB) * MB
    if embedding in shared_files.FILES:
        shared_files.FILES[embedding].start()  # The first visitor need not wait for all of it.


def _files(said: Said) -> list[Path]:
    for path in said.value:
        _check(said, path)
    return list(said.value)


def _check(said: Said, path: Path) -> None:
    if not path.exists():
        raise said.wrong(f"There is no file {path}.", "Check its name and its folder.")
    if not os.access(path, os.R_OK):
        raise said.wrong(f"{path} may not be read.", "Change its permissions.")


def _embedding(said: Said) -> str:
    known = [*SAMPLES, *shared_files.FILES]
    if said.value not in known:
        mend = meant(said.value, known, "Here are")
        raise said.wrong(f"There is no embedding {said.value!r}.", mend)
    name: str = said.value
    return name


def _pages(said: Said) -> frozenset[str]:
    for name in said.value:
        if name not in PAGES:
            mend = meant(name, PAGES, "The pages are")
            raise said.wrong(f"There is no page {name!r}.", mend)
    if not said.value:
        raise said.wrong("No page would be open.", f"Name some of {', '.join(PAGES)}.")
    return frozenset(said.value)


def _groups(said: Said) -> dict[str, tuple[str, ...]]:
    groups = _lists(said)
    words = [word for each in groups.values() for word in each]
    if not words:
        raise said.wrong("There are no words.", "Give some, or leave it out.")
    for word in words:
        if not word or any(c in word for c in ",;\t\r\n"):
            raise said.wrong(
                f"{word!r} cannot stand in a list of words, where commas part them.", "Drop it."
            )
    letters = len(", ".join(words))
    if len(words) > MOST_WORDS or letters > MOST_LETTERS:
        raise said.wrong(
            f"There are {len(words):,} words of {letters:,} letters; a class may have "
            f"{MOST_WORDS} words of {MOST_LETTERS:,} letters in all, with the commas between them.",
            "Keep the ones that matter most; a longer list can be uploaded on a page.",
        )
    return groups


def _lists(said: Said) -> dict[str, tuple[str, ...]]:
    """Return the words by group, as they are written."""
    value: Any = said.value
    if isinstance(value, Path):
        _check(said, value)
        if value.is_dir():
            raise said.wrong(f"{value} is a folder.", "Name a file with a word on each line.")
        try:
            listed = read_word_list(value)
        except FormatError as error:
            raise ClassError(f"{said.where}: {error}") from None
        found: dict[str, list[str]] = {}
        for word, group in zip(listed.words, listed.groups or (), strict=False):
            found.setdefault(group or GROUP, []).append(word)
        value = found or list(listed.words)
    if isinstance(value, list):
        value = {GROUP: value}
    return {name: tuple(word.strip() for word in words) for name, words in value.items()}
