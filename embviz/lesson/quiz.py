"""Questions about a vocabulary: predict first, then see the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from typing import Literal, TypeAlias

import numpy as np
from numpy.random import Generator

from embviz.analogies import analogy, analogy_vector, normalized_row
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import Question as Analogy
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

# The right option is ahead of every wrong one by this much cosine similarity at least.
MIN_MARGIN = 0.1
# With more words than this, none is asked about twice.
MIN_WORDS_WITHOUT_REPEATS = 100
# How many words are looked at as wrong options, and how many candidates for a question.
MAX_RANDOM_WORDS, MAX_CANDIDATES = 40, 200


@dataclass(frozen=True)
class QuizQuestion:
    """A question with one right answer, and the numbers that decide it.

    Attributes
    ----------
    kind : {"nearest", "odd", "analogy"}
        ``nearest``: which option has the row nearest to that of ``given[0]``? ``odd``: which
        option is least like the others? ``analogy``: which option is nearest to
        ``given[0] − given[1] + given[2]``?
    prompt_words : tuple of str
        One word, none, or three.
    options : tuple of str
        In no order.
    scores : tuple of float
        One an option: its cosine with the given word, its mean cosine with the other options, its
        cosine with the sum.
    """

    kind: QuestionKind
    prompt_words: tuple[str, ...]
    options: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def answer(self) -> str:
        """The right option: with the highest score, or the lowest for the odd one out."""
        best = min if self.kind == "odd" else max
        return self.options[self.scores.index(best(self.scores))]

    @property
    def margin(self) -> float:
        """How far the answer's score is from that of the option that comes next."""
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
    analogies: Iterable[Analogy] = (),
) -> tuple[QuizQuestion, ...]:
    """Ask `n` questions about a vocabulary, of each kind in turn.

    Parameters
    ----------
    E : EmbeddingMatrix
    seed : int
        0 or more. The same embedding and seed give the same questions.
    n : int
        How many; fewer come back when the vocabulary has no more clear ones.
    analogies : iterable of (a, b, c, d)
        Analogies that people would agree on, "a is to b as c is to d". Those whose words the
        vocabulary has, and that it answers with d, are asked before others.

    Returns
    -------
    tuple of Question
        Each with a `margin` of at least `MIN_MARGIN`, so that none is a matter of taste.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> question = make_quiz(E, seed=1)[0]
    >>> question.kind, question.prompt_words, question.options, question.answer
    ('nearest', ('skiing',), ('white', 'hockey', 'but'), 'hockey')
    """
    words = build_word_pool(E)
    rngs = [np.random.default_rng([seed, kind]) for kind in range(len(QUESTION_KINDS))]
    asked: dict[QuestionKind, Iterator[QuizQuestion]] = {
        "nearest": _nearest_questions(E, words, rngs[0]),
        "odd": _odd_questions(E, words, rngs[1]),
        "analogy": _analogy_questions(E, words, rngs[2], analogies),
    }
    questions: list[QuizQuestion] = []
    used: set[str] = set()
    seen: list[set[str]] = []
    for kind in cycle(QUESTION_KINDS):
        if len(questions) >= n or not asked:
            break
        for question in asked.get(kind, ()):
            told = {*question.prompt_words, *question.options}
            repeated = (
                told & used if len(words.tokens) > MIN_WORDS_WITHOUT_REPEATS else told in seen
            )
            if question.margin >= MIN_MARGIN and not repeated:
                questions.append(question)
                used |= told
                seen.append(told)
                break
        else:
            asked.pop(kind, None)
    return tuple(questions)


def _nearest_questions(
    E: EmbeddingMatrix, words: WordPool, rng: Generator
) -> Iterator[QuizQuestion]:
    for word, near in islice(iter_close_words(words, rng), MAX_CANDIDATES):
        far = filter_distinct([word, near], _random_words(words, rng), 2)
        options = _shuffle(rng, [near, *far])
        cosines = pairwise(E, [word, *options])[0, 1:]
        if len(far) == 2:
            yield QuizQuestion("nearest", (word,), options, tuple(cosines.tolist()))


def _odd_questions(E: EmbeddingMatrix, words: WordPool, rng: Generator) -> Iterator[QuizQuestion]:
    for three in islice(iter_close_words(words, rng, 3), MAX_CANDIDATES):
        far = filter_distinct(three, _random_words(words, rng), 1)
        options = _shuffle(rng, [*three, *far])
        question = QuizQuestion("odd", (), options, tuple(mean_cosines(E, options).tolist()))
        if far and question.answer == far[0]:
            yield question


def _analogy_questions(
    E: EmbeddingMatrix, words: WordPool, rng: Generator, analogies: Iterable[Analogy]
) -> Iterator[QuizQuestion]:
    # "man is to king as woman is to queen" asks for king − man + woman.
    agreed = [(b, a, c, d) for a, b, c, d in analogies if all(word in E for word in (a, b, c, d))]
    chosen = (agreed[i] for i in rng.permutation(len(agreed))[:MAX_CANDIDATES])
    right = (
        (a, b, c, d)
        for a, b, c, d in chosen
        if analogy(E, positive=[a, c], negative=[b], k=1).tokens[:1] == (d,)
    )
    for a, b, c, d in chain(right, iter_parallel_analogies(E, words, rng)):
        where = normalize_vector(analogy_vector(E, [a, c], [b]))
        # Words near c and near a are tempting; blindly picked ones fill up.
        tempting = (*most_similar(E, c, 8).tokens, *most_similar(E, a, 8).tokens)
        whole = [word for word in tempting if word.isalpha() or word in words.tokens]
        far = float(normalized_row(E, d) @ where) - MIN_MARGIN
        wrong = filter_distinct(
            [a, b, c, d],
            (
                word
                for word in chain(_shuffle(rng, whole), _random_words(words, rng))
                if float(normalized_row(E, word) @ where) < far
            ),
            2,
        )
        if len(wrong) == 2:
            options = _shuffle(rng, [d, *wrong])
            worth = tuple(float(normalized_row(E, option) @ where) for option in options)
            yield QuizQuestion("analogy", (a, b, c), options, worth)


def _random_words(words: WordPool, rng: Generator) -> Iterator[str]:
    return (words.tokens[i] for i in rng.permutation(len(words.tokens))[:MAX_RANDOM_WORDS])


def _shuffle(rng: Generator, options: Sequence[str]) -> tuple[str, ...]:
    return tuple(options[i] for i in rng.permutation(len(options)))
