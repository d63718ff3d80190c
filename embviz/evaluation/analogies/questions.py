"""Files of analogy questions."""

from __future__ import annotations

from typing import BinaryIO, TypeAlias

from embviz.io import HEAD_BYTES, FilePath, FormatError, open_source, reject_non_embeddings, shorten

Question: TypeAlias = tuple[str, str, str, str]

# More than twice the well-known file, and more sections than anybody reads.
MAX_QUESTIONS = 50_000
MAX_SECTIONS = 200

FORMAT_HINT = 'Write "a b c d" for "a is to b as c is to d", one question a line.'


def read_questions(source: FilePath | BinaryIO) -> dict[str, list[Question]]:
    r"""Read a file in the format of ``questions-words.txt``: sections of four words a line.

    Parameters
    ----------
    source : str, PathLike or binary file

    Returns
    -------
    dict of str to list of Question
        Sections by name, in the order of the file. What stands before the first ``: name`` is in
        a section without a name.

    Raises
    ------
    FormatError
        A ValueError, when the file is no text in UTF-8, a line does not hold four words, or there
        are more questions or sections than anybody needs.

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
        reject_non_embeddings(file.name, file.head(HEAD_BYTES))
        for number, raw in file.lines():
            try:
                line = raw.decode()
            except UnicodeDecodeError:
                problem = "This line is not text in UTF-8."
                raise FormatError(file.name, problem, "Save it as UTF-8.", line=number) from None
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
