"""FormatError, and how errors of libraries become one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

MAX_QUOTED_CHARS = 60
"""Number of characters of a file's own text that a message quotes."""

MAX_MESSAGE_CHARS = 499


class FormatError(ValueError):
    """A file that cannot be read, with the location of the problem and a hint.

    Parameters
    ----------
    file : str
        The file's name, without its folders.
    problem : str
        What was found, and what was expected. A full sentence.
    hint : str
        What the user can do. A full sentence.
    line : int, optional
        The line of the file, counted from 1.
    location : str, optional
        The position in a file without lines: ``"byte 12"``, ``"key 'cat'"``, ``"row 7"``.
    choices : tuple of str, optional
        The fields of `LoadOptions` that may avoid the error, such as ``"skip_bad"``.
    members : tuple of str, optional
        The possible values of ``LoadOptions.member``.

    Examples
    --------
    >>> str(FormatError("pets.txt", "Expected 3 numbers, found 2.", "Add the missing one.", line=4))
    'pets.txt, line 4: Expected 3 numbers, found 2. Add the missing one.'
    """

    def __init__(
        self,
        file: str,
        problem: str,
        hint: str,
        *,
        line: int | None = None,
        location: str | None = None,
        choices: tuple[str, ...] = (),
        members: tuple[str, ...] = (),
    ) -> None:
        self.file = shorten(file)
        self.problem = problem
        self.hint = hint
        self.line = line
        self.location = location if line is None else f"line {line}"
        self.choices = choices
        self.members = members
        prefix = self.file if self.location is None else f"{self.file}, {self.location}"
        message = f"{prefix}: {problem} {hint}"
        if len(message) > MAX_MESSAGE_CHARS:
            message = message[: MAX_MESSAGE_CHARS - 1] + "…"
        super().__init__(message)


@contextmanager
def convert_errors(file: str, problem: str, hint: str) -> Iterator[None]:
    """Convert any exception into a FormatError, except FormatError itself.

    Libraries raise exceptions of many types when they read a damaged file.

    Parameters
    ----------
    file : str
        The file's name.
    problem : str
        A sentence with ``{}`` where the message of the exception belongs.
    hint : str

    Examples
    --------
    >>> with convert_errors("pets.zip", "This zip archive is damaged ({}).", "Download it again."):
    ...     int("x")
    Traceback (most recent call last):
    embviz.io.errors.FormatError: pets.zip: This zip archive is damaged (invalid literal for ...
    """
    try:
        yield
    except FormatError:
        raise
    except Exception as error:
        raise FormatError(file, problem.format(shorten(str(error))), hint) from error


def shorten(text: str) -> str:
    r"""Return `text` short enough to quote in a message, with printable characters only.

    Examples
    --------
    >>> shorten("a\tb")
    'a b'
    """
    printable = "".join(c if c.isprintable() else " " for c in text[: MAX_QUOTED_CHARS + 1])
    if len(printable) <= MAX_QUOTED_CHARS:
        return printable
    return printable[: MAX_QUOTED_CHARS - 1] + "…"
