"""Read files of analogy questions."""

from __future__ import annotations

from typing import BinaryIO, TypeAlias

from embviz.evaluation.text_lines import read_text_lines
from embviz.io import FilePath, FormatError, shorten
from embviz.io.source import open_source

Question: TypeAlias = tuple[str, str, str, str]

# Limits on uploads: questions-words.txt has 19,544 questions in 14 sections.
MAX_QUESTIONS = 50_000
MAX_SECTIONS = 200

FORMAT_HINT = 'Write "a b c d" for "a is to b as c is to d", one question a line.'


def read_questions(source: FilePath | BinaryIO) -> dict[str, list[Question]]:
    r"""Read a file in the format of ``questions-words.txt``: sections of four words per line.

    Parameters
    ----------
    source : str, PathLike or binary file

    Returns
    -------
    dict of str to list of Question
        Sections by name, in the order of the file. Questions before the first ``: name`` are in a
        section with an empty name.

    Raises
    ------
    FormatError
        If the file is not UTF-8 text, a line does not have four words, or there are more than
        `MAX_QUESTIONS` questions or `MAX_SECTIONS` sections.

    Examples
    --------
    >>> import io
    >>> read_questions(io.BytesIO(b": capitals\nParis France Rome Italy\n"))
    {'capitals': [('Paris', 'France', 'Rome', 'Italy')]}
    """
    sections: dict[str, list[Question]] = {}
    current = sections.setdefault("", [])
    n = 0
    with open_source(source) as file:
        for number, line in read_text_lines(file):
            words = line.split()
            if line.startswith(":"):
                current = sections.setdefault(shorten(line[1:].strip()), [])
            elif len(words) == 4:
                current.append((words[0], words[1], words[2], words[3]))
                n += 1
            elif words:
                problem = f"Expected four words, found {len(words)}."
                raise FormatError(file.name, problem, FORMAT_HINT, line=number)
            if n > MAX_QUESTIONS or len(sections) > MAX_SECTIONS + 1:
                raise FormatError(
                    file.name,
                    f"It holds more than {MAX_QUESTIONS:,} questions or {MAX_SECTIONS} sections.",
                    "Ask fewer at once.",
                    line=number,
                )
    return {section: questions for section, questions in sections.items() if section or questions}
