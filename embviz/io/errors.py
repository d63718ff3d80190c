"""The one error that leaves this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

SHOWN = 60
"""How much of a file's own text, in characters, a message repeats."""

# A message that quotes more than this is no help any more.
LONGEST_MESSAGE = 499


class FormatError(ValueError):
    """A file that cannot be read as an embedding, with the place and the mend.

    Parameters
    ----------
    file : str
        The file's name, without its folders.
    problem : str
        What was found, and what was expected. A full sentence.
    mend : str
        What the reader of the message can do. A full sentence.
    line : int, optional
        The line of the file, counted from 1.
    where : str, optional
        The place in a file that has no lines: ``"byte 12"``, ``"key 'cat'"``, ``"row 7"``.
    choices : sequence of str, optional
        The parts of a `Reading` that could be chosen otherwise, such as ``"skip_bad"``.
    options : sequence of str, optional
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
        mend: str,
        *,
        line: int | None = None,
        where: str | None = None,
        choices: tuple[str, ...] = (),
        options: tuple[str, ...] = (),
    ) -> None:
        self.file = shorten(file)
        self.problem = problem
        self.mend = mend
        self.line = line
        self.where = where if line is None else f"line {line}"
        self.choices = choices
        self.options = options
        place = self.file if self.where is None else f"{self.file}, {self.where}"
        message = f"{place}: {problem} {mend}"
        if len(message) > LONGEST_MESSAGE:
            message = message[: LONGEST_MESSAGE - 1] + "…"
        super().__init__(message)


@contextmanager
def refusing(
    file: str, kind: str, mend: str, errors: tuple[type[Exception], ...] = (Exception,)
) -> Iterator[None]:
    """Turn what a library says of a damaged file into FormatError, which passes as it is.

    Parameters
    ----------
    file : str
        The file's name.
    kind : str
        What it should be: ``"zip archive"``.
    mend : str
    errors : tuple of exception types
        What the library raises.

    Examples
    --------
    >>> with refusing("pets.zip", "zip archive", "Download it again.", (ValueError,)):
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
        raise FormatError(file, problem, mend) from error


def shorten(text: str) -> str:
    r"""Return `text` short enough to repeat in a message, in printable characters.

    Examples
    --------
    >>> shorten("a\tb")
    'a b'
    """
    printable = "".join(c if c.isprintable() else " " for c in text[: SHOWN + 1])
    return printable if len(printable) <= SHOWN else printable[: SHOWN - 1] + "…"
