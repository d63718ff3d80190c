"""Quiz questions about an embedding, with one clearly right answer each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from typing import Literal, TypeAlias

import numpy as np
from numpy.random import Generator

from embviz.analogies import analogy, analogy_vector
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import Question
from embviz.lesson.picking import (
    WordPool,
    build_word_pool,
    filter_distinct,
    iter_close_words,
    iter_parallel_analogies,
)
from embviz.neighbors import (
    Neighbors,
    mean_cosines,
    most_similar,
    normalize_vector,
    pairwise,
    rank_subset,
)

QuestionKind: TypeAlias = Literal["nearest", "odd", "analogy"]

QUESTION_KINDS: tuple[QuestionKind, ...] = ("nearest", "odd", "analogy")

# Least difference in cosine similarity between the right option and every other one.
MIN_MARGIN = 0.1
# From larger word pools, no word is used twice.
MIN_WORDS_WITHOUT_REPEATS = 100
# Random words considered as wrong options, and candidates considered for a question.
MAX_RANDOM_WORDS, MAX_CANDIDATES = 40, 200


@dataclass(frozen=True)
class QuizQuestion:
    """A question with one right answer, and the scores that decide it.

    Attributes
    ----------
    kind : {"nearest", "odd", "analogy"}
        ``nearest``: which option has the row nearest to that of ``prompt_words[0]``? ``odd``: which
        option is least similar to the others? ``analogy``: which option is nearest to
        ``prompt_words[0] − prompt_words[1] + prompt_words[2]``?
    prompt_words : tuple of str
        One word, none, or three.
    options : tuple of str
        In random order.
    scores : tuple of float
        Of each option: its cosine with the prompt word, its mean cosine with the other options, or
        its cosine with the sum.
    """

    kind: QuestionKind
    prompt_words: tuple[str, ...]
    options: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def answer(self) -> str:
        """The right option: that with the highest score, or the lowest for ``odd``."""
        best = min if self.kind == "odd" else max
        return self.options[self.scores.index(best(self.scores))]

    @property
    def margin(self) -> float:
        """Difference between the score of the answer and the nearest other score."""
        first, second = sorted(self.scores, reverse=self.kind != "odd")[:2]
        return abs(first - second)

    def rank_options(self, E: EmbeddingMatrix) -> Neighbors:
        """Return the options with their scores, the answer first."""
        best_first = rank_subset(E, self.options, self.scores, "cosine")
        return best_first.reversed() if self.kind == "odd" else best_first


def make_quiz(
    E: EmbeddingMatrix,
    seed: int,
    n: int = 6,
    analogies: Iterable[Question] = (),
) -> tuple[QuizQuestion, ...]:
    """Make `n` questions about a vocabulary, of each kind in turn.

    Parameters
    ----------
    E : EmbeddingMatrix
    seed : int
        0 or more. The same embedding and seed give the same questions.
    n : int
        Fewer questions are returned if the vocabulary has no more clear ones.
    analogies : iterable of (a, b, c, d)
        Well-known analogies "a is to b as c is to d". Those that the embedding answers correctly
        are preferred.

    Returns
    -------
    tuple of QuizQuestion
        Each with a `margin` of at least `MIN_MARGIN`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> question = make_quiz(E, seed=1)[0]
    >>> question.kind, question.prompt_words, question.options, question.answer
    ('nearest', ('skiing',), ('white', 'hockey', 'but'), 'hockey')
    """
    pool = build_word_pool(E)
    rngs = [np.random.default_rng([seed, kind]) for kind in range(len(QUESTION_KINDS))]
    candidates: dict[QuestionKind, Iterator[QuizQuestion]] = {
        "nearest": _nearest_questions(E, pool, rngs[0]),
        "odd": _odd_questions(E, pool, rngs[1]),
        "analogy": _analogy_questions(E, pool, rngs[2], analogies),
    }
    questions: list[QuizQuestion] = []
    used: list[set[str]] = []
    for kind in cycle(QUESTION_KINDS):
        if len(questions) >= n or not candidates:
            break
        for question in candidates.get(kind, ()):
            words = {*question.prompt_words, *question.options}
            if len(pool.tokens) > MIN_WORDS_WITHOUT_REPEATS:
                is_repeated = any(words & other for other in used)
            else:
                is_repeated = words in used
            if question.margin >= MIN_MARGIN and not is_repeated:
                questions.append(question)
                used.append(words)
                break
        else:
            candidates.pop(kind, None)
    return tuple(questions)


def _nearest_questions(
    E: EmbeddingMatrix, pool: WordPool, rng: Generator
) -> Iterator[QuizQuestion]:
    for word, near in islice(iter_close_words(pool, rng), MAX_CANDIDATES):
        far = filter_distinct([word, near], _random_words(pool, rng), 2)
        options = _shuffle(rng, [near, *far])
        cosines = pairwise(E, [word, *options])[0, 1:]
        if len(far) == 2:
            yield QuizQuestion("nearest", (word,), options, tuple(cosines.tolist()))


def _odd_questions(E: EmbeddingMatrix, pool: WordPool, rng: Generator) -> Iterator[QuizQuestion]:
    for close in islice(iter_close_words(pool, rng, 3), MAX_CANDIDATES):
        far = filter_distinct(close, _random_words(pool, rng), 1)
        options = _shuffle(rng, [*close, *far])
        question = QuizQuestion("odd", (), options, tuple(mean_cosines(E, options).tolist()))
        if far and question.answer == far[0]:
            yield question


def _analogy_questions(
    E: EmbeddingMatrix, pool: WordPool, rng: Generator, analogies: Iterable[Question]
) -> Iterator[QuizQuestion]:
    # "man is to king as woman is to queen" becomes king − man + woman.
    known = [(b, a, c, d) for a, b, c, d in analogies if all(word in E for word in (a, b, c, d))]
    shuffled = (known[i] for i in rng.permutation(len(known))[:MAX_CANDIDATES])
    correct = (
        (a, b, c, d)
        for a, b, c, d in shuffled
        if analogy(E, positive=[a, c], negative=[b], k=1).tokens[:1] == (d,)
    )
    for a, b, c, d in chain(correct, iter_parallel_analogies(E, pool, rng)):
        query = normalize_vector(analogy_vector(E, [a, c], [b]))
        # Words near c and near a are plausible wrong options; random words are the fallback.
        near = (*most_similar(E, c, 8).tokens, *most_similar(E, a, 8).tokens)
        plausible = [word for word in near if word.isalpha() or word in pool.tokens]
        max_score = float(normalize_vector(E[d]) @ query) - MIN_MARGIN
        wrong = filter_distinct(
            [a, b, c, d],
            (
                word
                for word in chain(_shuffle(rng, plausible), _random_words(pool, rng))
                if float(normalize_vector(E[word]) @ query) < max_score
            ),
            2,
        )
        if len(wrong) == 2:
            options = _shuffle(rng, [d, *wrong])
            scores = tuple(float(normalize_vector(E[option]) @ query) for option in options)
            yield QuizQuestion("analogy", (a, b, c), options, scores)


def _random_words(pool: WordPool, rng: Generator) -> Iterator[str]:
    return (pool.tokens[i] for i in rng.permutation(len(pool.tokens))[:MAX_RANDOM_WORDS])


def _shuffle(rng: Generator, options: Sequence[str]) -> tuple[str, ...]:
    return tuple(options[i] for i in rng.permutation(len(options)))
