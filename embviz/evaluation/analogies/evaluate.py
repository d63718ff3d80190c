"""Asking a whole file of analogies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.analogies.answers import answer_questions, rank_expected
from embviz.evaluation.analogies.questions import Question, read_questions
from embviz.evaluation.analogies.report import AnalogyReport, AnalogySection, Miss
from embviz.neighbors import Progress, subprogress


def evaluate_analogies(
    E: EmbeddingMatrix,
    path_or_questions: str | PathLike[str] | Mapping[str, Iterable[Question]],
    *,
    restrict: int | None = None,
    rank_misses: bool = False,
    progress: Progress | None = None,
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
    restrict : int, optional
        Know only the first so many tokens, as words of questions and as answers. Most files order
        them by frequency, and rare words are hard to tell apart.
    rank_misses : bool
        Also find out at which place the expected answers of missed questions came.
    progress : callable, optional
        See `embviz.neighbors.Progress`.

    Returns
    -------
    AnalogyReport

    Raises
    ------
    ValueError
        When a question, or a line of the file, does not hold four words; for `restrict` below 1.

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
    if restrict is not None and restrict < 1:
        raise ValueError(f"restrict is {restrict}; keep at least 1 token.")
    known = len(E) if restrict is None else min(restrict, len(E))
    sections = (
        {name: list(questions) for name, questions in path_or_questions.items()}
        if isinstance(path_or_questions, Mapping)
        else read_questions(path_or_questions)
    )
    asked = {name: _answerable_ids(E, questions, known) for name, questions in sections.items()}
    ids = np.concatenate([np.empty((0, 4), np.intp), *asked.values()])
    found = answer_questions(
        E, ids[:, :3], known, subprogress(progress, 0, 0.7 if rank_misses else 1)
    )
    counts, names = [], []
    start = 0
    for name, rows in asked.items():
        right = found[start : start + len(rows)] == rows[:, 3]
        counts.append(AnalogySection(name, len(sections[name]), len(rows), int(right.sum())))
        names += [name] * len(rows)
        start += len(rows)
    wrong = np.flatnonzero(found != ids[:, 3])
    places = (
        rank_expected(E, ids[wrong], known, subprogress(progress, 0.7, 1)) if rank_misses else None
    )
    if progress:
        progress(1.0)
    misses = (
        _make_miss(E, names[i], ids[i], int(found[i]), None if places is None else int(places[n]))
        for n, i in enumerate(wrong)
    )
    return AnalogyReport(tuple(counts), tuple(misses))


def _make_miss(
    E: EmbeddingMatrix, section: str, ids: NDArray[np.intp], answer: int, rank: int | None
) -> Miss:
    a, b, c, expected = (E.tokens[i] for i in ids)
    possible = expected not in (a, b, c)
    return Miss(
        section,
        a,
        b,
        c,
        expected,
        E.tokens[answer] if answer >= 0 else None,
        rank if possible else None,
    )


def _answerable_ids(
    E: EmbeddingMatrix, questions: Sequence[Question], n_candidates: int
) -> NDArray[np.intp]:
    """Return the token ids of the questions that can be asked, shape (n_asked, 4)."""
    for question in questions:
        if len(question) != 4:
            raise ValueError(f"A question has four words, not {len(question)}: {question!r}.")
    ids = {word: _token_id(E, word, n_candidates) for question in questions for word in question}
    found = [[ids[word] for word in question] for question in questions]
    return np.array([row for row in found if None not in row], np.intp).reshape(-1, 4)


def _token_id(E: EmbeddingMatrix, word: str, n_candidates: int) -> int | None:
    for token in (word, word.lower()):
        if token in E and (token_id := E.token_id(token)) < n_candidates:
            return token_id
    return None
