"""The numbers stated in the lesson agree with the tutorial embedding."""

from __future__ import annotations

import numpy as np
import pytest

from embviz.embedding import EmbeddingMatrix
from embviz.io import SAMPLES, load_sample

CELLS = [
    (0, {0: 0.05, 1: -0.10, 2: 0.20, 511: 0.15}),
    (1, {0: -0.08, 1: 0.12, 2: -0.05, 511: 0.08}),
    (2, {0: 0.10, 1: -0.15, 2: 0.25, 511: 0.12}),
    (72, {0: 0.10, 1: -0.20, 2: 0.30, 3: 0.15, 4: -0.05, 511: 0.05}),
    (87, {0: 0.15, 1: -0.18, 2: 0.28, 511: 0.10}),
]
HEADS = [("cat", [0.8, 0.2, 0.1]), ("dog", [0.7, 0.3, 0.1]), ("car", [0.1, 0.9, 0.8])]
DISTANCES = [("cat", "dog", 0.15), ("cat", "car", 2.5), ("king", "queen", 0.8)]
ANALOGIES = [
    ("king - man + woman", "queen"),
    ("paris - france + italy", "rome"),
    ("walking - walk + swim", "swimming"),
]


@pytest.fixture(scope="module")
def E() -> EmbeddingMatrix:
    """Load the embedding of the lesson."""
    return load_sample("tutorial")


def unit_rows(E: EmbeddingMatrix) -> np.ndarray:
    """Return the rows of `E`, each of length 1."""
    return np.asarray(E.vectors / E.norms[:, np.newaxis])


def distances(E: EmbeddingMatrix) -> np.ndarray:
    """Return the Euclidean distances between all rows, from the definition."""
    rows = E.vectors.astype(np.float64)
    return np.asarray([np.linalg.norm(rows - row, axis=1) for row in rows])


def test_provenance(E: EmbeddingMatrix) -> None:
    assert "written by hand" in SAMPLES["tutorial"].description
    assert "Written by hand" in E.source
    assert E.notes[0].startswith("Written by hand, not learned")


@pytest.mark.parametrize(
    ("token", "token_id"), [("Hello", 72), ("World", 87), ("the", 32), ("a", 0)]
)
def test_token_ids(E: EmbeddingMatrix, token: str, token_id: int) -> None:
    assert E.token_id(token) == token_id
    assert E.tokens[token_id] == token


@pytest.mark.parametrize(("token_id", "cells"), CELLS)
def test_cells(E: EmbeddingMatrix, token_id: int, cells: dict[int, float]) -> None:
    row = E.vectors[token_id]
    assert row.shape == (512,)
    assert [row[dimension] for dimension in cells] == [np.float32(v) for v in cells.values()]


@pytest.mark.parametrize(("token", "head"), HEADS)
def test_heads(E: EmbeddingMatrix, token: str, head: list[float]) -> None:
    assert E[token][:3].tolist() == np.array(head, np.float32).tolist()


def test_numbers_print_as_they_are_written(E: EmbeddingMatrix) -> None:
    assert str(E["Hello"][:3]) == "[ 0.1 -0.2  0.3]"


@pytest.mark.parametrize(("a", "b", "expected"), DISTANCES)
def test_distances(E: EmbeddingMatrix, a: str, b: str, expected: float) -> None:
    distance = np.linalg.norm(E[a].astype(np.float64) - E[b])
    assert distance == pytest.approx(expected, abs=1e-3)


def test_difference_of_token_ids_is_15(E: EmbeddingMatrix) -> None:
    assert abs(E.token_id("Hello") - E.token_id("World")) == 15


def test_hello_world_stacks_to_two_rows(E: EmbeddingMatrix) -> None:
    stacked = np.stack([E[word] for word in "Hello World".split()])
    assert stacked.shape == (2, 512)


@pytest.mark.parametrize("unit", [False, True], ids=["raw rows", "unit rows"])
@pytest.mark.parametrize(("terms", "expected"), ANALOGIES)
def test_analogies(E: EmbeddingMatrix, terms: str, expected: str, unit: bool) -> None:
    a, b, c = (E.token_id(token) for token in terms.split()[::2])
    rows = unit_rows(E) if unit else E.vectors
    target = rows[a] - rows[b] + rows[c]
    scores = unit_rows(E) @ target / np.linalg.norm(target)
    scores[[a, b, c]] = -1
    best, runner_up = np.argsort(-scores)[:2]
    assert E.tokens[best] == expected
    assert scores[best] - scores[runner_up] > 0.05


def test_vehicle_is_nearest_to_car(E: EmbeddingMatrix) -> None:
    car, vehicle = E.token_id("car"), E.token_id("vehicle")
    from_car = distances(E)[car]
    assert np.argsort(from_car)[:2].tolist() == [car, vehicle]
    assert np.sort(from_car)[2] - from_car[vehicle] > 0.05
    by_cosine = np.argsort(-unit_rows(E) @ unit_rows(E)[car])
    assert by_cosine[:2].tolist() == [car, vehicle]


def test_words_of_a_group_are_nearer_than_words_of_different_groups(E: EmbeddingMatrix) -> None:
    groups = np.array(E.labels["group"])
    same = groups[:, np.newaxis] == groups
    between = distances(E)
    different_words = ~np.eye(len(E), dtype=bool)
    assert between[same & different_words].max() < between[~same].min()


def test_groups_have_five_words_or_more(E: EmbeddingMatrix) -> None:
    groups, sizes = np.unique(E.labels["group"], return_counts=True)
    assert len(groups) == 17
    assert sizes.min() >= 5


def test_only_hello_and_world_are_capitalized(E: EmbeddingMatrix) -> None:
    assert [token for token in E.tokens if token != token.lower()] == ["Hello", "World"]


def test_words_of_the_lesson_are_there(E: EmbeddingMatrix) -> None:
    words = "king queen man woman boy girl cat dog car vehicle bites bank river money street"
    assert [word for word in words.split() if word not in E] == []


def test_rows_look_like_an_embedding(E: EmbeddingMatrix) -> None:
    inner = E.vectors[:, 3:]
    assert np.mean(np.abs(inner) <= 0.3) > 0.999
    assert np.mean(inner == 0) < 0.01
