"""What was asked of the server, checked and set for all its visitors."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from embviz.app.config import settings
from embviz.app.config.pages import PAGES
from embviz.app.config.settings import DEFAULT_GROUP, ServerSettings
from embviz.app.config.toml_file import ConfigError, ConfigValue, ServerConfig, did_you_mean
from embviz.app.state import shared_files
from embviz.app.state.memory_budget import BUDGET, BYTES_PER_MB, MAX_SESSION_MB, MAX_TOTAL_MB
from embviz.io import SAMPLES, FormatError, read_word_list

PAGE_NAMES = tuple(entry.name for entry in PAGES)

# More than these no field holds and no picture shows well.
MAX_WORDS = 200
MAX_CHARS = 2000


def apply(config: ServerConfig) -> None:
    """Check what was asked for, and set it for all visitors.

    Parameters
    ----------
    config : Wishes

    Raises
    ------
    ClassError
        When something is asked for that is not there, or more than fits.
    FormatError
        When a file of vectors cannot be offered.
    """
    # All is checked before anything is set.
    vectors = _vector_paths(config.vectors) if config.vectors else []
    groups = _word_groups(config.words) if config.words else {}
    pages = _page_names(config.pages) if config.pages else frozenset()
    for path in vectors:
        shared_files.register(path)
    embedding = _embedding_name(config.embedding) if config.embedding else None
    settings.set_current(ServerSettings(embedding, groups, pages))
    BUDGET.per_session = (
        config.visit_mb.value if config.visit_mb else MAX_SESSION_MB
    ) * BYTES_PER_MB
    BUDGET.total = (config.uploads_mb.value if config.uploads_mb else MAX_TOTAL_MB) * BYTES_PER_MB
    if embedding in shared_files.REGISTRY:
        shared_files.REGISTRY[embedding].start()  # The first visitor need not wait for all of it.


def _vector_paths(setting: ConfigValue) -> list[Path]:
    for path in setting.value:
        _check_readable(setting, path)
    return list(setting.value)


def _check_readable(setting: ConfigValue, path: Path) -> None:
    if not path.exists():
        raise setting.error(f"There is no file {path}.", "Check its name and its folder.")
    if not os.access(path, os.R_OK):
        raise setting.error(f"{path} may not be read.", "Change its permissions.")


def _embedding_name(setting: ConfigValue) -> str:
    known = [*SAMPLES, *shared_files.REGISTRY]
    if setting.value in known:
        return str(setting.value)
    path = Path(setting.value).resolve()
    for name, file in shared_files.REGISTRY.items():
        if file.path == path:
            return name
    hint = did_you_mean(setting.value, known, "Here are")
    raise setting.error(f"There is no embedding {setting.value!r}.", hint)


def _page_names(setting: ConfigValue) -> frozenset[str]:
    for name in setting.value:
        if name not in PAGE_NAMES:
            mend = did_you_mean(name, PAGE_NAMES, "The pages are")
            raise setting.error(f"There is no page {name!r}.", mend)
    if not setting.value:
        raise setting.error("No page would be open.", f"Name some of {', '.join(PAGE_NAMES)}.")
    return frozenset(setting.value)


def _word_groups(setting: ConfigValue) -> dict[str, tuple[str, ...]]:
    groups = _parse_groups(setting)
    words = [word for each in groups.values() for word in each]
    if not words:
        raise setting.error("There are no words.", "Give some, or leave it out.")
    for word in words:
        if not word or any(c in word for c in ",;\t\r\n"):
            raise setting.error(
                f"{word!r} cannot stand in a list of words, where commas part them.", "Drop it."
            )
    letters = len(", ".join(words))
    if len(words) > MAX_WORDS or letters > MAX_CHARS:
        raise setting.error(
            f"There are {len(words):,} words of {letters:,} letters; a class may have "
            f"{MAX_WORDS} words of {MAX_CHARS:,} letters in all, with the commas between them.",
            "Keep the ones that matter most; a longer list can be uploaded on a page.",
        )
    return groups


def _parse_groups(setting: ConfigValue) -> dict[str, tuple[str, ...]]:
    """Return the words by group, as they are written."""
    value: Any = setting.value
    if isinstance(value, Path):
        _check_readable(setting, value)
        if value.is_dir():
            raise setting.error(f"{value} is a folder.", "Name a file with a word on each line.")
        try:
            listed = read_word_list(value)
        except FormatError as error:
            raise ConfigError(f"{setting.source}: {error}") from None
        found: dict[str, list[str]] = {}
        for word, group in zip(listed.words, listed.groups or (), strict=False):
            found.setdefault(group or DEFAULT_GROUP, []).append(word)
        value = found or list(listed.words)
    if isinstance(value, list):
        value = {DEFAULT_GROUP: value}
    return {name: tuple(word.strip() for word in words) for name, words in value.items()}
