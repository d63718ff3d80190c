"""What a teacher wants of the server, as a TOML file says it; the command line says it alike."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

MAX_FILE_BYTES = 1_000_000


class ConfigError(ValueError):
    """Something asked for that the server cannot do, with the file, the key and the mend."""


@dataclass(frozen=True)
class ConfigValue:
    """A value, and where it was said: ``"--pages"``, or ``"class.toml, pages"``."""

    value: Any
    source: str

    def error(self, problem: str, hint: str) -> ConfigError:
        """Return the error that says what is wrong with it.

        Examples
        --------
        >>> str(ConfigValue("mpa", "--pages").error("There is no page 'mpa'.", "Did you mean 'map'?"))
        "--pages: There is no page 'mpa'. Did you mean 'map'?"
        """
        return ConfigError(f"{self.source}: {problem} {hint}")


@dataclass(frozen=True)
class ServerConfig:
    """What was asked for; None where nothing was.

    Parameters
    ----------
    vectors : Said, optional
        A list of `Path`: embeddings to offer beside the samples.
    embedding : Said, optional
        A string: the embedding that a visitor sees first.
    words : Said, optional
        A `Path` of a list of words, a list of words, or lists of words by group.
    pages : Said, optional
        A list of strings: the names of the pages that are open.
    visit_mb, uploads_mb : Said, optional
        Whole numbers: how much memory the uploads of one visitor, and of all, may fill.
    """

    vectors: ConfigValue | None = None
    embedding: ConfigValue | None = None
    words: ConfigValue | None = None
    pages: ConfigValue | None = None
    visit_mb: ConfigValue | None = None
    uploads_mb: ConfigValue | None = None

    def merged_with(self, other: ServerConfig) -> ServerConfig:
        """Return these wishes, and those of `other` where there are none.

        Examples
        --------
        >>> both = ServerConfig(pages=ConfigValue(["map"], "--pages")).merged_with(ServerConfig(words=ConfigValue(["cat"], "x")))
        >>> both.pages.value, both.words.value
        (['map'], ['cat'])
        """
        return ServerConfig(
            **{
                each.name: getattr(self, each.name) or getattr(other, each.name)
                for each in CONFIG_FIELDS
            }
        )


CONFIG_FIELDS = fields(ServerConfig)


def read_config_file(path: Path) -> ServerConfig:
    """Read the TOML file of a class.

    Parameters
    ----------
    path : Path
        Files that it names are looked for in its folder.

    Raises
    ------
    ClassError
        When it cannot be read, has a key that is not known, or a value of another type.
    """
    found = {}
    for key, value in _load_toml(path).items():
        said = ConfigValue(value, f"{path.name}, {key}")
        if key not in PARSERS:
            raise said.error("There is no such key.", did_you_mean(key, PARSERS, "The keys are"))
        try:
            found[key.replace("-", "_")] = ConfigValue(
                PARSERS[key](value, path.parent), said.source
            )
        except TypeError:
            mend = f"Write it like this: {EXAMPLE_LINES[key]}"
            raise said.error(f"This cannot be {_describe_type(value)}.", mend) from None
    return ServerConfig(**found)


def did_you_mean(name: str, candidates: Iterable[str], prefix: str) -> str:
    """Return what may be meant by a name that is not known, or else all that are.

    Examples
    --------
    >>> did_you_mean("mpa", ["map", "lookup"], "The pages are"), did_you_mean("x", ["map"], "The pages are")
    ("Did you mean 'map'?", 'The pages are map.')
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
    """Say what a value of TOML is, for whoever wrote it."""
    if isinstance(value, (list, dict)):
        kind = "a list" if isinstance(value, list) else "a table"
        inner = value if isinstance(value, list) else value.values()
        other = next((each for each in inner if not isinstance(each, str)), None)
        return kind if other is None else f"{kind} with {_describe_type(other)} in it"
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
    return [_parse_string(each) for each in value]


def _parse_paths(value: Any, folder: Path) -> list[Path]:
    return [
        folder / each for each in _parse_string_list([value] if isinstance(value, str) else value)
    ]


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
