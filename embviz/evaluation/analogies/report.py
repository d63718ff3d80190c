"""What came of asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class AnalogySection:
    """The analogy questions of one kind: how many there were, could be asked, were right."""

    name: str
    n_questions: int
    n_asked: int
    n_correct: int

    @property
    def accuracy(self) -> float:
        """Share of the asked questions that were answered right; NaN when none was asked."""
        return self.n_correct / self.n_asked if self.n_asked else float("nan")

    @property
    def coverage(self) -> float:
        """Share of the questions whose four words the vocabulary holds; NaN without questions."""
        return self.n_asked / self.n_questions if self.n_questions else float("nan")


@dataclass(frozen=True)
class Miss:
    """A question that was answered wrong: "a is to b as c is to ?".

    Attributes
    ----------
    section : str
    a, b, c : str
        Tokens of the question.
    expected : str
        The token that would have been right.
    answer : str or None
        The token that came first; None when the vocabulary has no word beside the three.
    rank : int or None
        At which place the expected token came, from 2 on. None when it was not looked for, or is
        one of the three words of the question, which cannot be answers.
    """

    section: str
    a: str
    b: str
    c: str
    expected: str
    answer: str | None
    rank: int | None = None


@dataclass(frozen=True)
class AnalogyReport:
    """Accuracy on analogy questions, by section and in all, and the questions missed."""

    sections: tuple[AnalogySection, ...]
    misses: tuple[Miss, ...] = ()

    @property
    def total(self) -> AnalogySection:
        """All sections taken together."""
        return AnalogySection(
            "total",
            sum(section.n_questions for section in self.sections),
            sum(section.n_asked for section in self.sections),
            sum(section.n_correct for section in self.sections),
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
            (
                part.name,
                part.n_questions,
                part.n_asked,
                part.n_correct,
                part.accuracy,
                part.coverage,
            )
            for part in (*self.sections, self.total)
        ]
        columns = ["section", "questions", "asked", "correct", "accuracy", "coverage"]
        return pd.DataFrame(rows, columns=columns)

    def misses_to_frame(self, section: str | None = None) -> pd.DataFrame:
        """Return a table with one row a miss, of one section or of all."""
        import pandas as pd

        rows = [
            (miss.section, miss.a, miss.b, miss.c, miss.expected, miss.answer or "", miss.rank)
            for miss in self.misses
            if section is None or miss.section == section
        ]
        columns = ["section", "a", "b", "c", "expected", "answer", "rank of expected"]
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"rank of expected": "Int64"})
