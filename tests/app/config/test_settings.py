"""The pages with the settings of a class."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from embviz import EmbeddingMatrix
from embviz.app.config import settings
from embviz.app.config.settings import DEFAULT_GROUP, ServerSettings
from embviz.app.state import embeddings, shared_files, word_groups
from tests.support.app_test import page_text, run_page, switch_page

WORDS = ("dog", "Paris", "quxquux", "cat", "horse")


@pytest.fixture(autouse=True)
def _default_settings(monkeypatch):
    monkeypatch.setattr(settings, "_current", [ServerSettings()])
    monkeypatch.setattr(shared_files, "REGISTRY", {})


def sidebar_text(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.sidebar.caption)


def test_inputs_begin_with_the_words_of_the_class():
    settings.set_current(ServerSettings("minilm", {DEFAULT_GROUP: WORDS}))
    app = run_page("matrix", None)
    assert app.selectbox(key="embedding").value == "minilm"
    assert app.text_input(key="word").value == "dog"
    assert app.text_input(key="words").value == "dog Paris quxquux cat horse"
    assert "Of the 5 words of this class, `minilm` lacks `quxquux`." in sidebar_text(app)
    switch_page(app, "map")
    assert app.session_state["groups"] == [DEFAULT_GROUP]


def test_the_address_overrides_the_class():
    settings.set_current(ServerSettings("minilm", {DEFAULT_GROUP: WORDS}))
    app = run_page("similarity", "glove", word="tree")
    assert app.selectbox(key="embedding").value == "glove"
    assert app.text_input(key="word").value == "tree"


def test_an_embedding_without_the_words_of_the_class_shows_its_own():
    groups = {DEFAULT_GROUP: ("photosynthesis", "quxquux")}
    settings.set_current(ServerSettings("tutorial", groups))
    app = run_page("matrix", None)
    assert "`tutorial` has **none** of the words of this class" in sidebar_text(app)
    assert app.text_input(key="words").value.startswith("king queen")


def test_groups_of_the_class_precede_those_of_the_embedding(monkeypatch):
    E = embeddings.sample("glove")
    own_groups = word_groups.groups(E)
    settings.set_current(
        ServerSettings(groups={"animals": ("cat", "unicornus"), DEFAULT_GROUP: WORDS})
    )
    groups = word_groups.groups(E)
    assert groups["animals"] == ["cat"]
    assert groups[DEFAULT_GROUP] == ["dog", "paris", "cat", "horse"]
    others = [name for name in own_groups if name != "animals"]
    assert list(groups) == ["animals", DEFAULT_GROUP, *others]
    assert word_groups.default_groups(E) == ["animals", DEFAULT_GROUP]

    # Let results be cached for all sessions, because there is no session here.
    monkeypatch.setattr(shared_files, "is_shared", lambda E: True)
    tiny = EmbeddingMatrix(["uno", "dos"], [[1, 0], [0, 1]])
    assert word_groups.default_groups(tiny) == list(word_groups.groups(tiny)) == ["all words"]


def test_pages_that_are_not_open_cannot_be_reached():
    settings.set_current(ServerSettings(pages=frozenset({"lookup", "map"})))
    app = run_page(None, None)  # The lesson is not open, so "/" is the first page that is.
    assert app.title[0].value == "Look up a word"
    app = run_page("map", None)
    assert app.title[0].value == "A map of words"
    with pytest.raises(ValueError, match="upload"):
        app.switch_page("data/upload.py")


def test_links_to_pages_that_are_not_open_are_hidden():
    assert len(run_page(None, None, step="11").get("page_link")) == 5
    settings.set_current(ServerSettings(pages=frozenset({"lesson"})))
    app = run_page(None, None, step="11")
    assert app.title[0].value.startswith("11 ·")
    assert "Similar words have similar vectors" in page_text(app)
    assert not app.get("page_link")
