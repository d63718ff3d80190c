"""Read the lines of a text file of questions or word pairs."""

from __future__ import annotations

from collections.abc import Iterator

from embviz.io import FormatError
from embviz.io.magic import reject_non_embeddings
from embviz.io.source import Source


def read_text_lines(file: Source) -> Iterator[tuple[int, str]]:
    """Yield the line numbers, from 1, and the lines of a file.

    Raises
    ------
    FormatError
        If the file is of a known other kind, or a line is not UTF-8 text.
    """
    reject_non_embeddings(file)
    for number, raw in file.lines():
        try:
            yield number, raw.decode()
        except UnicodeDecodeError:
            problem = "This line is not text in UTF-8."
            raise FormatError(file.name, problem, "Save it as UTF-8.", line=number) from None
