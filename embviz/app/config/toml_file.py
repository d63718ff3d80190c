"""What a teacher wants of the server, as a TOML file says it; the command line says it alike."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000


class ClassError(ValueError):
    """Something asked for that the server cannot do, with the file, the key and the mend."""


@dataclass(frozen=True)
class Said:
    """A value, and where it was said: ``"--pages"``, or ``"class.toml, pages"``."""

    value: Any
    where: str

    def wrong(self, problem: str, mend: str) -> ClassError:
        """Return the error that says what is wrong with it.

        Examples
        --------
        >>> str(Said("mpa", "--pages").wrong("There is no page 'mpa'.", "Did you mean 'map'?"))
        "--pages: There is no page 'mpa'. Did you mean 'map'?"
        """
        return ClassError(f"{self.where}: {problem} {mend}")


@dataclass(frozen=True)
class Wishes:
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

    vectors: Said | None = None
    embedding: Said | None = None
    words: Said | None = None
    pages: Said | None = None
    visit_mb: Said | None = None
    uploads_mb: Said | None = None

    def over(self, other: Wishes) -> Wishes:
        """Return these wishes, and those of `other` where there are none.

        Examples
        --------
        >>> both = Wishes(pages=Said(["map"], "--pages")).over(Wishes(words=Said(["cat"], "x")))
        >>> both.pages.value, both.words.value
        (['map'], ['cat'])
        """
        return Wishes(
            **{each.name: getattr(self, each.name) or getattr(other, each.name) for each in KEYS}
        )


KEYS = fields(Wishes)


def read_class(path: Path) -> Wishes:
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
    for key, value in _table(path).items():
        said = Said(value, f"{path.name}, {key}")
        if key not in TAKE:
            raise said.wrong("There is no such key.", meant(key, TAKE, "The keys are"))
        try:
            found[key.replace("-", "_")] = Said(TAKE[key](value, path.parent), said.where)
        except TypeError:
            mend = f"Write it like this: {LIKE[key]}"
            raise said.wrong(f"This cannot be {_kind_of(value)}.", mend) from None
    return Wishes(**found)


def meant(name: str, known: Iterable[str], these: str) -> str:
    """Return what may be meant by a name that is not known, or else all that are.

    Examples
    --------
    >>> meant("mpa", ["map", "lookup"], "The pages are"), meant("x", ["map"], "The pages are")
    ("Did you mean 'map'?", 'The pages are map.')
    """
    known = list(known)
    near = get_close_matches(name, known, 1)
    return f"Did you mean {near[0]!r}?" if near else f"{these} {', '.join(known)}."


def _table(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ClassError(f"{path.name}: It is too large for the file of a class. Name another.")
        return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise ClassError(f"{path.name}: It is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ClassError(
            f"{path.name}: It is not TOML: {str(error).rstrip('.')}. Texts stand in quotes, lists "
            "in square brackets; see docs/classroom.md."
        ) from None
    except OSError as error:
        problem = error.strerror or "it cannot be opened"
        raise ClassError(f"{path}: It cannot be read: {problem}. Check its name.") from None


def _kind_of(value: Any) -> str:
    """Say what a value of TOML is, for whoever wrote it."""
    if isinstance(value, (list, dict)):
        kind = "a list" if isinstance(value, list) else "a table"
        inner = value if isinstance(value, list) else value.values()
        other = next((each for each in inner if not isinstance(each, str)), None)
        return kind if other is None else f"{kind} with {_kind_of(other)} in it"
    if isinstance(value, bool):
        return "true or false"
    return "a text" if isinstance(value, str) else f"the value {value}"


def _text(value: Any, folder: Path | None = None) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: Any, folder: Path | None = None) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return [_text(each) for each in value]


def _paths(value: Any, folder: Path) -> list[Path]:
    return [folder / each for each in _texts([value] if isinstance(value, str) else value)]


def _words(value: Any, folder: Path) -> Path | list[str] | dict[str, list[str]]:
    if isinstance(value, str):
        return folder / value
    if isinstance(value, dict):
        return {name: _texts(words) for name, words in value.items()}
    return _texts(value)


def _whole(value: Any, folder: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError
    return value


TAKE: dict[str, Callable[[Any, Path], Any]] = {
    "vectors": _paths,
    "embedding": _text,
    "words": _words,
    "pages": _texts,
    "visit-mb": _whole,
    "uploads-mb": _whole,
}
LIKE = {
    "vectors": 'vectors = ["my-vectors.txt"]',
    "embedding": 'embedding = "glove"',
    "words": 'words = "words.txt", or words = ["cat", "dog"]',
    "pages": 'pages = ["lesson", "map"]',
    "visit-mb": "visit-mb = 100",
    "uploads-mb": "uploads-mb = 1000",
}
