"""What a visit keeps, and what all visits share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from embviz import EmbeddingMatrix
from embviz.app.state import session


@pytest.fixture
def cached(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Replace the two caches by ones that tell which of them was asked."""
    asked: list[str] = []

    def cache(name: str):
        def call(what, fingerprint, make):
            asked.append(name)
            return make()

        return call

    monkeypatch.setattr(session, "_shared_result", cache("all"))
    monkeypatch.setattr(session, "_session_result", cache("visit"))
    yield asked


def test_what_is_made_of_an_upload_stays_in_its_visit(cached: list[str]) -> None:
    upload = EmbeddingMatrix(["secret", "words"], np.eye(2), name="mine")
    assert session.cached(upload, "x", lambda: 1) == 1
    assert session.cached(session.sample("tutorial"), "x", lambda: 2) == 2
    assert cached == ["visit", "all"]


def test_what_is_made_of_a_sample_is_made_once() -> None:
    made = []
    for _ in range(3):
        session.cached(session.sample("tutorial"), "made once", lambda: made.append(1))
    assert len(made) == 1


def test_fields_begin_with_words_that_are_there(cached: list[str]) -> None:
    E = EmbeddingMatrix(["uno", "dos"], [[1, 0], [0, 1]])
    assert session.default_words(E, "analogy") == ["uno", "dos", ""]
    assert session.default_words(E, "two") == ["uno", "dos"]
    tutorial = session.sample("tutorial")
    assert session.default_words(tutorial, "trio") == ["cat", "dog", "car"]
