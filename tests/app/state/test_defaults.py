"""The words that text fields contain before anyone types."""

from __future__ import annotations

import pytest

from embviz import EmbeddingMatrix
from embviz.app.state import defaults, embeddings


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defaults, "cached", lambda E, name, compute: compute())


def test_default_words_are_in_the_embedding() -> None:
    E = EmbeddingMatrix(["uno", "dos"], [[1, 0], [0, 1]])
    assert defaults.default_words(E, "analogy") == ["uno", "dos", ""]
    assert defaults.default_words(E, "two") == ["uno", "dos"]
    assert defaults.default_words(E, "map") == ["uno", "dos"]
    tutorial = embeddings.sample("tutorial")
    assert defaults.default_words(tutorial, "trio") == ["cat", "dog", "car"]
