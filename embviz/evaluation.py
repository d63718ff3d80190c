"""How good an embedding is, measured on questions with known answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix, Vectors

if TYPE_CHECKING:
    import pandas as pd

Question: TypeAlias = tuple[str, str, str, str]

# Columns of E and questions handled at once: a few tens of megabytes of scores.
BLOCK_TOKENS = 4096
BLOCK_QUESTIONS = 1024


@dataclass(frozen=True)
class AnalogySection:
    """The analogy questions of one kind: how many there were, could be asked, were right."""

    name: str
    questions: int
    asked: int
    correct: int

    @property
    def accuracy(self) -> float:
        """Share of the asked questions that were answered right; NaN when none was asked."""
        return self.correct / self.asked if self.asked else float("nan")

    @property
    def coverage(self) -> float:
        """Share of the questions whose four words the vocabulary holds; NaN without questions."""
        return self.asked / self.questions if self.questions else float("nan")


@dataclass(frozen=True)
class AnalogyReport:
    """Accuracy on analogy questions, by section and in all."""

    sections: tuple[AnalogySection, ...]

    @property
    def total(self) -> AnalogySection:
        """All sections taken together."""
        return AnalogySection(
            "total",
            sum(section.questions for section in self.sections),
            sum(section.asked for section in self.sections),
            sum(section.correct for section in self.sections),
        )

    @property
    def accuracy(self) -> float:
        """Share of the asked questions that were answered right."""
        return self.total.accuracy

    @property
    def coverage(self) -> float:
        """Share of the questions whose four words the vocabulary holds."""
        return self.total.coverage

    def to_frame(self) -> pd.DataFrame:
        """Return a table with one row a section and one for the total."""
        import pandas as pd

        rows = [
            (part.name, part.questions, part.asked, part.correct, part.accuracy, part.coverage)
            for part in (*self.sections, self.total)
        ]
        columns = ["section", "questions", "asked", "correct", "accuracy", "coverage"]
        return pd.DataFrame(rows, columns=columns)


def evaluate_analogies(
    E: EmbeddingMatrix, path_or_questions: str | PathLike[str] | Mapping[str, Iterable[Question]]
) -> AnalogyReport:
    """Answer questions "a is to b as c is to ?" and count the right answers.

    The answer is the token whose row has the highest cosine with b − a + c (3CosAdd on rows of
    length 1) among the whole vocabulary without a, b and c.

    Parameters
    ----------
    E : EmbeddingMatrix
    path_or_questions : str, PathLike, or mapping of str to questions
        A file in the format of ``questions-words.txt`` (": name" opens a section, then four words
        a line), or sections of (a, b, c, expected) tuples. A word the vocabulary does not hold as
        written is tried in lower case; a question with a word still missing is not asked.

    Returns
    -------
    AnalogyReport

    Raises
    ------
    ValueError
        When a question, or a line of the file, does not hold four words.

    References
    ----------
    Mikolov, Chen, Corrado and Dean (2013), Efficient estimation of word representations in vector
    space.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("glove")
    >>> report = evaluate_analogies(E, {"royal": [("man", "king", "woman", "queen")]})
    >>> report.accuracy, report.coverage
    (1.0, 1.0)
    """
    sections = (
        {name: list(questions) for name, questions in path_or_questions.items()}
        if isinstance(path_or_questions, Mapping)
        else read_questions(path_or_questions)
    )
    asked = {name: _in_vocabulary(E, questions) for name, questions in sections.items()}
    no_questions = np.empty((0, 4), np.intp)
    answers = _answers(E, np.concatenate([no_questions, *asked.values()])[:, :3])
    report, start = [], 0
    for name, ids in asked.items():
        right = answers[start : start + len(ids)] == ids[:, 3]
        report.append(AnalogySection(name, len(sections[name]), len(ids), int(right.sum())))
        start += len(ids)
    return AnalogyReport(tuple(report))


def read_questions(path: str | PathLike[str]) -> dict[str, list[Question]]:
    """Read a file in the format of ``questions-words.txt``: sections of four words a line."""
    sections: dict[str, list[Question]] = {}
    current = sections.setdefault("", [])
    name = Path(fspath(path)).name
    for number, line in enumerate(Path(path).read_text("utf-8-sig").split("\n"), start=1):
        words = line.split()
        if line.startswith(":"):
            current = sections.setdefault(line[1:].strip(), [])
        elif len(words) == 4:
            current.append((words[0], words[1], words[2], words[3]))
        elif words:
            raise ValueError(
                f"{name}, line {number}: Expected four words, found {len(words)}. "
                'Write "a b c d" for "a is to b as c is to d".'
            )
    return {section: questions for section, questions in sections.items() if section or questions}


def _in_vocabulary(E: EmbeddingMatrix, questions: Sequence[Question]) -> NDArray[np.intp]:
    """Return the token ids of the questions that can be asked, shape (n_asked, 4)."""
    for question in questions:
        if len(question) != 4:
            raise ValueError(f"A question has four words, not {len(question)}: {question!r}.")
    ids = {word: _token_id(E, word) for question in questions for word in question}
    found = [[ids[word] for word in question] for question in questions]
    return np.array([row for row in found if None not in row], np.intp).reshape(-1, 4)


def _token_id(E: EmbeddingMatrix, word: str) -> int | None:
    token = word if word in E else word.lower()
    return E.token_id(token) if token in E else None


def _answers(E: EmbeddingMatrix, questions: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the answer to each question (a, b, c), shape (n,).

    The cosine with a sum is a sum of cosines (up to a factor a question). So the cosines of each
    distinct word with the vocabulary are computed once, and each question only adds three rows.
    """
    words, places = np.unique(questions, return_inverse=True)
    a, b, c = places.reshape(-1, 3).T
    unit = _unit_rows(E, words)
    best = np.full(len(questions), -np.inf, np.float32)
    answers = np.full(len(questions), -1, np.intp)
    for start in range(0, len(E), BLOCK_TOKENS):
        block = np.arange(start, min(start + BLOCK_TOKENS, len(E)))
        cosines = unit @ _unit_rows(E, block).T
        for first in range(0, len(questions), BLOCK_QUESTIONS):
            part = slice(first, first + BLOCK_QUESTIONS)
            sums = cosines[b[part]] - cosines[a[part]] + cosines[c[part]]
            # The three words of the question cannot be its answer.
            row, which = np.nonzero((questions[part] >= block[0]) & (questions[part] <= block[-1]))
            sums[row, questions[part][row, which] - start] = -np.inf
            top = sums.argmax(axis=1)
            score = sums[np.arange(len(top)), top]
            better = score > best[part]
            best[part][better] = score[better]
            answers[part][better] = top[better] + start
    return answers


def _unit_rows(E: EmbeddingMatrix, token_ids: NDArray[np.intp]) -> Vectors:
    norms = E.norms[token_ids, None]
    rows = E.vectors[token_ids]
    return np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
