"""The one error that leaves this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

MAX_QUOTED_CHARS = 60
"""How much of a file's own text, in characters, a message repeats."""

# A message that quotes more than this is no help any more.
MAX_MESSAGE_CHARS = 499


class FormatError(ValueError):
    """A file that cannot be read as an embedding, with the place and the mend.

    Parameters
    ----------
    file : str
        The file's name, without its folders.
    problem : str
        What was found, and what was expected. A full sentence.
    hint : str
        What the reader of the message can do. A full sentence.
    line : int, optional
        The line of the file, counted from 1.
    location : str, optional
        The place in a file that has no lines: ``"byte 12"``, ``"key 'cat'"``, ``"row 7"``.
    choices : sequence of str, optional
        The parts of a `Reading` that could be chosen otherwise, such as ``"skip_bad"``.
    members : sequence of str, optional
        What a ``"member"`` can be chosen from.

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
        place = self.file if self.location is None else f"{self.file}, {self.location}"
        message = f"{place}: {problem} {hint}"
        if len(message) > MAX_MESSAGE_CHARS:
            message = message[: MAX_MESSAGE_CHARS - 1] + "…"
        super().__init__(message)


@contextmanager
def convert_errors(
    file: str, kind: str, hint: str, errors: tuple[type[Exception], ...] = (Exception,)
) -> Iterator[None]:
    """Turn what a library says of a damaged file into FormatError, which passes as it is.

    Parameters
    ----------
    file : str
        The file's name.
    kind : str
        What it should be: ``"zip archive"``.
    hint : str
    errors : tuple of exception types
        What the library raises.

    Examples
    --------
    >>> with convert_errors("pets.zip", "zip archive", "Download it again.", (ValueError,)):
    ...     int("x")
    Traceback (most recent call last):
    embviz.io.errors.FormatError: pets.zip: This zip archive is damaged or of an unknown ...
    """
    try:
        yield
    except FormatError:
        raise
    except errors as error:
        problem = f"This {kind} is damaged or of an unknown kind ({shorten(str(error))})."
        raise FormatError(file, problem, hint) from error


def shorten(text: str) -> str:
    r"""Return `text` short enough to repeat in a message, in printable characters.

    Examples
    --------
    >>> shorten("a\tb")
    'a b'
    """
    printable = "".join(c if c.isprintable() else " " for c in text[: MAX_QUOTED_CHARS + 1])
    return (
        printable if len(printable) <= MAX_QUOTED_CHARS else printable[: MAX_QUOTED_CHARS - 1] + "…"
    )
