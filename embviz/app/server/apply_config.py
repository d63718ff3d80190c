"""Check the configuration of the server and apply it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from embviz.app.config import (
    ConfigError,
    ConfigValue,
    ServerConfig,
    ServerSettings,
    all_pages,
    settings,
)
from embviz.app.config.settings import DEFAULT_GROUP
from embviz.app.config.toml_file import did_you_mean
from embviz.app.state import shared_files
from embviz.app.state.memory_budget import BUDGET, BYTES_PER_MB, MAX_SESSION_MB, MAX_TOTAL_MB
from embviz.io import SAMPLES, FormatError, read_word_list

# Longer lists fit into no text field and make unreadable figures.
MAX_CLASS_WORDS = 200
MAX_CLASS_CHARS = 2000


def apply(config: ServerConfig) -> None:
    """Check a configuration, then set it for all sessions.

    Raises
    ------
    ConfigError
        If it names something that does not exist, or too many words.
    FormatError
        If a file of vectors cannot be offered.
    """
    # Everything is checked before anything is set.
    vectors = _vector_paths(config.vectors) if config.vectors else []
    groups = _word_groups(config.words) if config.words else {}
    pages = _page_names(config.pages) if config.pages else frozenset()
    for path in vectors:
        shared_files.register(path)
    embedding = _embedding_name(config.embedding) if config.embedding else None
    settings.set_current(ServerSettings(embedding, groups, pages))
    session_mb = config.session_mb.value if config.session_mb else MAX_SESSION_MB
    total_mb = config.uploads_mb.value if config.uploads_mb else MAX_TOTAL_MB
    BUDGET.per_session, BUDGET.total = session_mb * BYTES_PER_MB, total_mb * BYTES_PER_MB
    if embedding in shared_files.REGISTRY:
        shared_files.REGISTRY[embedding].start()  # Start to load before the first session.


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
    """Return the name of an embedding that is given by its name or by its file."""
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
    known = [entry.name for entry in all_pages()]
    for name in setting.value:
        if name not in known:
            hint = did_you_mean(name, known, "The pages are")
            raise setting.error(f"There is no page {name!r}.", hint)
    if not setting.value:
        raise setting.error("No page would be open.", f"Name some of {', '.join(known)}.")
    return frozenset(setting.value)


def _word_groups(setting: ConfigValue) -> dict[str, tuple[str, ...]]:
    groups = _parse_groups(setting)
    words = [word for group in groups.values() for word in group]
    if not words:
        raise setting.error("There are no words.", "Give some, or leave it out.")
    for word in words:
        if not word or any(c in word for c in ",;\t\r\n"):
            raise setting.error(
                f"{word!r} cannot stand in a list of words, where commas part them.", "Drop it."
            )
    n_chars = len(", ".join(words))
    if len(words) > MAX_CLASS_WORDS or n_chars > MAX_CLASS_CHARS:
        raise setting.error(
            f"There are {len(words):,} words of {n_chars:,} letters; a class may have "
            f"{MAX_CLASS_WORDS} words of {MAX_CLASS_CHARS:,} letters in all, with the commas "
            "between them.",
            "Keep the ones that matter most; a longer list can be uploaded on a page.",
        )
    return groups


def _parse_groups(setting: ConfigValue) -> dict[str, tuple[str, ...]]:
    """Return the words by group, as written."""
    value: Any = setting.value
    if isinstance(value, Path):
        value = _read_groups(setting, value)
    elif isinstance(value, list):
        value = {DEFAULT_GROUP: value}
    return {name: tuple(word.strip() for word in words) for name, words in value.items()}


def _read_groups(setting: ConfigValue, path: Path) -> dict[str, list[str]]:
    _check_readable(setting, path)
    if path.is_dir():
        raise setting.error(f"{path} is a folder.", "Name a file with a word on each line.")
    try:
        word_list = read_word_list(path)
    except FormatError as error:
        raise ConfigError(f"{setting.source}: {error}") from None
    if not word_list.groups:
        return {DEFAULT_GROUP: list(word_list.words)}
    groups: dict[str, list[str]] = {}
    for word, group in zip(word_list.words, word_list.groups, strict=True):
        groups.setdefault(group or DEFAULT_GROUP, []).append(word)
    return groups
