"""The configuration of the server: a TOML file, or the same keys on the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

MAX_FILE_BYTES = 1_000_000


class ConfigError(ValueError):
    """A configuration that the server cannot apply; the message has the source and a hint."""


@dataclass(frozen=True)
class ConfigValue:
    """A value and its source, such as ``"--pages"`` or ``"class.toml, pages"``."""

    value: Any
    source: str

    def error(self, problem: str, hint: str) -> ConfigError:
        """Return the error for this value.

        Examples
        --------
        >>> str(ConfigValue("mpa", "--pages").error("There is no page 'mpa'.", "Use 'map'."))
        "--pages: There is no page 'mpa'. Use 'map'."
        """
        return ConfigError(f"{self.source}: {problem} {hint}")


@dataclass(frozen=True)
class ServerConfig:
    """The values of a configuration, not checked yet; None where there is none.

    Parameters
    ----------
    vectors : ConfigValue, optional
        A list of `Path`: embeddings to offer beside the samples.
    embedding : ConfigValue, optional
        A string: the embedding that is shown first.
    words : ConfigValue, optional
        A `Path` of a list of words, a list of words, or lists of words by group.
    pages : ConfigValue, optional
        A list of strings: the names of the pages that are open.
    session_mb, uploads_mb : ConfigValue, optional
        Integers: the memory for the uploads of one session, and of all, in megabytes.
    """

    vectors: ConfigValue | None = None
    embedding: ConfigValue | None = None
    words: ConfigValue | None = None
    pages: ConfigValue | None = None
    session_mb: ConfigValue | None = None
    uploads_mb: ConfigValue | None = None

    def merged_with(self, other: ServerConfig) -> ServerConfig:
        """Return these values, and those of `other` where there are none.

        Examples
        --------
        >>> typed = ServerConfig(pages=ConfigValue(["map"], "--pages"))
        >>> merged = typed.merged_with(ServerConfig(words=ConfigValue(["cat"], "class.toml")))
        >>> merged.pages.value, merged.words.value
        (['map'], ['cat'])
        """
        names = [field.name for field in fields(self)]
        return ServerConfig(**{name: getattr(self, name) or getattr(other, name) for name in names})


def read_config_file(path: Path) -> ServerConfig:
    """Read the TOML file of a class.

    Parameters
    ----------
    path : Path
        Files that it names are relative to its folder.

    Raises
    ------
    ConfigError
        If it cannot be read, has an unknown key, or a value of the wrong type.
    """
    values = {}
    for key, raw in _load_toml(path).items():
        setting = ConfigValue(raw, f"{path.name}, {key}")
        if key not in PARSERS:
            raise setting.error("There is no such key.", did_you_mean(key, PARSERS, "The keys are"))
        try:
            value = PARSERS[key](raw, path.parent)
        except TypeError:
            hint = f"Write it like this: {EXAMPLE_LINES[key]}"
            raise setting.error(f"This cannot be {_describe_type(raw)}.", hint) from None
        values[field_name(key)] = ConfigValue(value, setting.source)
    return ServerConfig(**values)


def field_name(key: str) -> str:
    """Return the field of `ServerConfig` for the name of an option or of a key in the file.

    Examples
    --------
    >>> field_name("uploads-mb"), field_name("visit-mb")
    ('uploads_mb', 'session_mb')
    """
    return "session_mb" if key == "visit-mb" else key.replace("-", "_")


def did_you_mean(name: str, candidates: Iterable[str], prefix: str) -> str:
    """Return a hint for an unknown name: the candidate most like it, or all of them.

    Examples
    --------
    >>> did_you_mean("mpa", ["map", "lookup"], "The pages are")
    "Did you mean 'map'?"
    >>> did_you_mean("x", ["map", "lookup"], "The pages are")
    'The pages are map, lookup.'
    """
    candidates = list(candidates)
    near = get_close_matches(name, candidates, 1)
    return f"Did you mean {near[0]!r}?" if near else f"{prefix} {', '.join(candidates)}."


def _load_toml(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ConfigError(
                f"{path.name}: It is too large for the file of a class. Name another."
            )
        return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(f"{path.name}: It is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path.name}: It is not TOML: {str(error).rstrip('.')}. Texts stand in quotes, lists "
            "in square brackets; see docs/classroom.md."
        ) from None
    except OSError as error:
        problem = error.strerror or "it cannot be opened"
        raise ConfigError(f"{path}: It cannot be read: {problem}. Check its name.") from None


def _describe_type(value: Any) -> str:
    """Return the type of a TOML value in words."""
    if isinstance(value, (list, dict)):
        kind = "a list" if isinstance(value, list) else "a table"
        items = value if isinstance(value, list) else value.values()
        wrong = next((item for item in items if not isinstance(item, str)), None)
        return kind if wrong is None else f"{kind} with {_describe_type(wrong)} in it"
    if isinstance(value, bool):
        return "true or false"
    return "a text" if isinstance(value, str) else f"the value {value}"


def _parse_string(value: Any, folder: Path | None = None) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _parse_string_list(value: Any, folder: Path | None = None) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_parse_string(item) for item in value]


def _parse_paths(value: Any, folder: Path) -> list[Path]:
    names = _parse_string_list([value] if isinstance(value, str) else value)
    return [folder / name for name in names]


def _parse_words(value: Any, folder: Path) -> Path | list[str] | dict[str, list[str]]:
    if isinstance(value, str):
        return folder / value
    if isinstance(value, dict):
        return {name: _parse_string_list(words) for name, words in value.items()}
    return _parse_string_list(value)


def _parse_positive_int(value: Any, folder: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError
    return value


PARSERS: dict[str, Callable[[Any, Path], Any]] = {
    "vectors": _parse_paths,
    "embedding": _parse_string,
    "words": _parse_words,
    "pages": _parse_string_list,
    "visit-mb": _parse_positive_int,
    "uploads-mb": _parse_positive_int,
}
EXAMPLE_LINES = {
    "vectors": 'vectors = ["my-vectors.txt"]',
    "embedding": 'embedding = "glove"',
    "words": 'words = "words.txt", or words = ["cat", "dog"]',
    "pages": 'pages = ["lesson", "map"]',
    "visit-mb": "visit-mb = 100",
    "uploads-mb": "uploads-mb = 1000",
}
