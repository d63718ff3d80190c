"""Evaluate an embedding on a file of analogy questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import EmbeddingMatrix
from embviz.evaluation.analogies.answers import answer_questions, rank_expected
from embviz.evaluation.analogies.questions import Question, read_questions
from embviz.evaluation.analogies.report import AnalogyAccuracy, AnalogySection, Miss
from embviz.jobs import Progress, subprogress


def evaluate_analogies(
    E: EmbeddingMatrix,
    path_or_questions: str | PathLike[str] | Mapping[str, Iterable[Question]],
    *,
    restrict: int | None = None,
    rank_misses: bool = False,
    progress: Progress | None = None,
) -> AnalogyAccuracy:
    """Answer analogy questions "a is to b as c is to ?" and count the right answers.

    The answer is the token whose row has the highest cosine with b − a + c (3CosAdd on rows of
    length 1) in the whole vocabulary without a, b and c.

    Parameters
    ----------
    E : EmbeddingMatrix
    path_or_questions : str, PathLike, or mapping of str to questions
        A file in the format of ``questions-words.txt`` (": name" begins a section, followed by four
        words per line), or sections of (a, b, c, expected) tuples. A word that is not in the
        vocabulary is looked up in lower case; a question with an unknown word is not asked.
    restrict : int, optional
        Use only the first `restrict` tokens, for questions and for answers. Most files are ordered
        by frequency, and rare words have less reliable rows.
    rank_misses : bool
        Also compute the ranks of the expected answers of missed questions.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    AnalogyAccuracy

    Raises
    ------
    ValueError
        If a question or a line of the file does not have four words, or `restrict` is below 1.

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
    n_candidates = len(E) if restrict is None else min(restrict, len(E))
    sections = (
        {name: list(questions) for name, questions in path_or_questions.items()}
        if isinstance(path_or_questions, Mapping)
        else read_questions(path_or_questions)
    )
    section_ids = {
        name: _answerable_ids(E, questions, n_candidates) for name, questions in sections.items()
    }
    ids = np.concatenate([np.empty((0, 4), np.intp), *section_ids.values()])
    answers = answer_questions(
        E, ids[:, :3], n_candidates, subprogress(progress, 0, 0.7 if rank_misses else 1)
    )
    counts, names = [], []
    start = 0
    for name, rows in section_ids.items():
        is_correct = answers[start : start + len(rows)] == rows[:, 3]
        counts.append(AnalogySection(name, len(sections[name]), len(rows), int(is_correct.sum())))
        names += [name] * len(rows)
        start += len(rows)
    missed = np.flatnonzero(answers != ids[:, 3])
    ranks: list[int | None] = [None] * len(missed)
    if rank_misses:
        part = subprogress(progress, 0.7, 1)
        ranks = rank_expected(E, ids[missed], n_candidates, part).tolist()
    if progress:
        progress(1.0)
    misses = (
        _make_miss(E, names[i], ids[i], int(answers[i]), rank)
        for i, rank in zip(missed, ranks, strict=True)
    )
    return AnalogyAccuracy(tuple(counts), tuple(misses))


def _make_miss(
    E: EmbeddingMatrix, section: str, ids: NDArray[np.intp], answer: int, rank: int | None
) -> Miss:
    a, b, c, expected = (E.tokens[i] for i in ids)
    given = E.tokens[answer] if answer >= 0 else None
    return Miss(section, a, b, c, expected, given, None if expected in (a, b, c) else rank)


def _answerable_ids(
    E: EmbeddingMatrix, questions: Sequence[Question], n_candidates: int
) -> NDArray[np.intp]:
    """Return the token ids of the questions whose words are all known, shape (n_asked, 4)."""
    for question in questions:
        if len(question) != 4:
            raise ValueError(f"A question has four words, not {len(question)}: {question!r}.")
    ids = {word: _token_id(E, word, n_candidates) for question in questions for word in question}
    rows = [[ids[word] for word in question] for question in questions]
    return np.array([row for row in rows if None not in row], np.intp).reshape(-1, 4)


def _token_id(E: EmbeddingMatrix, word: str, n_candidates: int) -> int | None:
    for token in (word, word.lower()):
        if token in E and (token_id := E.token_id(token)) < n_candidates:
            return token_id
    return None
