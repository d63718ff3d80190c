"""Association tests, word pairs and analogy questions that ship with embviz."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from embviz.evaluation.analogies import Question, read_questions
from embviz.evaluation.word_pairs import WordPair, read_pairs
from embviz.io.samples import DATA_DIR, QUESTIONS_PATH


@dataclass(frozen=True)
class AssociationTest:
    """Word sets for `embviz.evaluation.weat.weat`.

    Attributes
    ----------
    description : str
        The question of the test, in one or two sentences.
    source : str
        The publication that the words are taken from.
    names : tuple of str
        Labels of X, Y, A and B.
    X, Y, A, B : tuple of str
    """

    description: str
    source: str
    names: tuple[str, ...]
    X: tuple[str, ...]
    Y: tuple[str, ...]
    A: tuple[str, ...]
    B: tuple[str, ...]


def load_association_tests() -> dict[str, AssociationTest]:
    """Return the shipped association tests, by name.

    Examples
    --------
    >>> [(name, len(test.X), len(test.A)) for name, test in load_association_tests().items()]
    [('Flowers and insects', 25, 25), ('Names, career and family', 8, 8)]
    """
    tests = json.loads((DATA_DIR / "association-tests.json").read_text(encoding="utf-8"))
    return {
        name: AssociationTest(
            test["about"],
            test["source"],
            *(tuple(test[key]) for key in ("names", "X", "Y", "A", "B")),
        )
        for name, test in tests.items()
    }


def load_word_pairs() -> list[WordPair]:
    """Return word pairs with scores from 0 to 10, which were written by hand and not collected.

    Examples
    --------
    >>> len(load_word_pairs()), load_word_pairs()[0]
    (40, ('cat', 'kitten', 9.5))
    """
    return read_pairs(DATA_DIR / "word-pairs.csv")


@lru_cache(maxsize=1)
def load_analogy_questions() -> Mapping[str, list[Question]]:
    """Return the analogy questions of ``questions-words.txt`` by section; read only once.

    Examples
    --------
    >>> questions = load_analogy_questions()
    >>> len(questions), questions["family"][0]
    (14, ('boy', 'girl', 'brother', 'sister'))
    """
    return read_questions(QUESTIONS_PATH)
