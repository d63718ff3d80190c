"""Results of analogy questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class AnalogySection:
    """Counts of the analogy questions in one section: all, asked and answered correctly."""

    name: str
    n_questions: int
    n_asked: int
    n_correct: int

    @property
    def accuracy(self) -> float:
        """Share of the asked questions that were answered correctly; NaN if none was asked."""
        return self.n_correct / self.n_asked if self.n_asked else float("nan")

    @property
    def coverage(self) -> float:
        """Share of the questions that were asked; NaN without questions."""
        return self.n_asked / self.n_questions if self.n_questions else float("nan")


@dataclass(frozen=True)
class Miss:
    """A question "a is to b as c is to ?" that was answered incorrectly.

    Attributes
    ----------
    section : str
    a, b, c : str
        Tokens of the question.
    expected : str
        The correct answer.
    answer : str or None
        The token with the highest score; None if the vocabulary has no other than a, b and c.
    rank : int or None
        Rank of the expected token, from 2 on. None if it was not computed, or if the expected
        token is a, b or c, which cannot be answers.
    """

    section: str
    a: str
    b: str
    c: str
    expected: str
    answer: str | None
    rank: int | None = None


@dataclass(frozen=True)
class AnalogyAccuracy:
    """Accuracy on analogy questions, by section and in total, and the missed questions."""

    sections: tuple[AnalogySection, ...]
    misses: tuple[Miss, ...] = ()

    @property
    def total(self) -> AnalogySection:
        """The counts of all sections together."""
        return AnalogySection(
            "total",
            sum(section.n_questions for section in self.sections),
            sum(section.n_asked for section in self.sections),
            sum(section.n_correct for section in self.sections),
        )

    @property
    def accuracy(self) -> float:
        """Share of the asked questions that were answered correctly."""
        return self.total.accuracy

    @property
    def coverage(self) -> float:
        """Share of the questions that were asked: all four words are in the vocabulary."""
        return self.total.coverage

    def to_frame(self) -> pd.DataFrame:
        """Return a table with one row per section and one for the total."""
        import pandas as pd

        rows = [
            (s.name, s.n_questions, s.n_asked, s.n_correct, s.accuracy, s.coverage)
            for s in (*self.sections, self.total)
        ]
        columns = ["section", "questions", "asked", "correct", "accuracy", "coverage"]
        return pd.DataFrame(rows, columns=columns)

    def misses_to_frame(self, section: str | None = None) -> pd.DataFrame:
        """Return a table with one row per miss, of one section or of all."""
        import pandas as pd

        rows = [
            (miss.section, miss.a, miss.b, miss.c, miss.expected, miss.answer or "", miss.rank)
            for miss in self.misses
            if section is None or miss.section == section
        ]
        columns = ["section", "a", "b", "c", "expected", "answer", "rank of expected"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"rank of expected": "Int64"})
