"""Embeddings for the tests, and the settings of Hypothesis."""

from string import ascii_lowercase

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import embviz

# No deadline: on a busy machine, a single example can be slow.
settings.register_profile("embviz", deadline=None, max_examples=60)
settings.load_profile("embviz")

ELEMENTS = st.integers(-3, 3) | st.floats(-100, 100, width=16)


@pytest.fixture(scope="session")
def glove() -> embviz.EmbeddingMatrix:
    return embviz.load_sample("glove")


@pytest.fixture(scope="session")
def minilm() -> embviz.EmbeddingMatrix:
    return embviz.load_sample("minilm")


@pytest.fixture(scope="session")
def tutorial() -> embviz.EmbeddingMatrix:
    return embviz.load_sample("tutorial")


@pytest.fixture(scope="session")
def tiny() -> embviz.EmbeddingMatrix:
    """Return rows of length 4, 5, 2 and 0: cat·dog = 12, dog·car = 8, cat·car = 0."""
    vectors = [[4, 0], [3, 4], [0, 2], [0, 0]]
    return embviz.EmbeddingMatrix(["cat", "dog", "car", "void"], vectors, name="tiny")


def random_embedding(n: int, dim: int, seed: int = 0) -> embviz.EmbeddingMatrix:
    """Return rows in general position, so that no two scores are equal."""
    names = [f"{ascii_lowercase[i % 26]}{i}" for i in range(n)]
    return embviz.EmbeddingMatrix(names, np.random.default_rng(seed).normal(size=(n, dim)))


@st.composite
def embeddings(
    draw: st.DrawFn,
    elements: st.SearchStrategy[float] = ELEMENTS,
    tokens: st.SearchStrategy[str] | None = None,
    min_size: int = 1,
) -> embviz.EmbeddingMatrix:
    """Draw up to 7 tokens in up to 4 dimensions; many rows are equal, zero or parallel."""
    if tokens is None:
        names = list("abcdefg"[: draw(st.integers(min_size, 7))])
    else:
        names = draw(st.lists(tokens, min_size=min_size, max_size=7, unique=True))
    shape = (len(names), draw(st.integers(1, 4)))
    return embviz.EmbeddingMatrix(names, draw(arrays(np.float32, shape, elements=elements)))
