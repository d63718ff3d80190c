"""Results are computed once, and kept for the sessions that may see them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from streamlit.runtime import caching
from streamlit.testing.v1 import AppTest

from embviz import EmbeddingMatrix
from embviz.app.state import compute, embeddings, shared_files
from tests.support.server import ROOT

# The modules that may use Streamlit's caches.
CACHING_MODULES = {
    "compute.py",
    "jobs.py",  # To release jobs when a session ends.
}


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    yield
    caching.cache_resource.clear()
    caching.clear_session_resource_cache("test session id")


@pytest.fixture
def scopes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Replace the caches by functions that list the scope and size of what is computed."""
    listed: list[tuple[str, str]] = []

    def stub(scope: str, size: str) -> Callable[[str, str, Callable[[], Any]], Any]:
        def compute_always(name: str, fingerprint: str, compute: Callable[[], Any]) -> Any:
            listed.append((scope, size))
            return compute()

        return compute_always

    monkeypatch.setattr(compute, "_CACHES", {key: stub(*key) for key in compute._CACHES})
    return listed


def test_results_of_an_upload_stay_in_its_session(scopes: list[tuple[str, str]]) -> None:
    upload = EmbeddingMatrix(["secret", "words"], np.eye(2), name="mine")
    assert compute.cached(upload, "x", lambda: 1) == 1
    assert compute.cached(embeddings.sample("tutorial"), "x", lambda: 2, size="map") == 2
    assert scopes == [("session", "small"), ("all", "map")]


def test_result_of_a_sample_is_computed_once_and_read_only() -> None:
    calls: list[int] = []

    def rows() -> np.ndarray:
        calls.append(1)
        return np.zeros(3)

    results = [compute.cached(embeddings.sample("tutorial"), "rows", rows) for _ in range(3)]
    assert len(calls) == 1
    assert results[0] is results[2]
    assert not results[0].flags.writeable


def evaluation_page() -> None:
    """Show a result behind a button, and count in the session how often it is computed."""
    import numpy as np
    import streamlit as st

    from embviz import EmbeddingMatrix
    from embviz.app.state import compute

    E = EmbeddingMatrix(list("ab"), np.eye(2), name=st.session_state.get("name", "mine"))

    def count(progress):
        progress(1.5)  # Rounding may go past the end.
        st.session_state["n_computed"] = st.session_state.get("n_computed", 0) + 1
        return st.session_state["n_computed"]

    result = compute.compute_once(
        E,
        "count",
        count,
        label="Counting",
        button="Count",
        is_private=st.session_state.get("is_private", False),
    )
    st.text(str(result))


@pytest.mark.parametrize("is_private", [False, True])
def test_work_behind_a_button_runs_once_it_is_requested(is_private: bool) -> None:
    app = AppTest.from_function(evaluation_page)
    app.session_state["is_private"] = is_private
    app.run()
    assert app.text[0].value == "None"
    app.button[0].click().run()
    assert not app.exception
    assert (app.text[0].value, len(app.button)) == ("1", 0)
    app.run()
    assert app.text[0].value == "1"
    # In another session, the link requests the work.
    linked = AppTest.from_function(evaluation_page)
    linked.query_params["asked"] = app.query_params["asked"]
    assert linked.run().text[0].value == "1"


def test_result_that_another_session_computed_needs_no_button(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_files, "is_shared", lambda E: E.name == "shared")
    apps = [AppTest.from_function(evaluation_page) for _ in range(2)]
    for app in apps:
        app.session_state["name"] = "shared"
    apps[0].run().button[0].click().run()
    assert apps[0].text[0].value == "1"
    assert (apps[1].run().text[0].value, len(apps[1].button)) == ("1", 0)


def test_the_last_six_private_results_are_kept() -> None:
    def page() -> None:
        from embviz.app.state import compute, embeddings

        E = embeddings.sample("tutorial")
        slots = [compute._get_slot(E, f"file {i}", is_private=True) for i in range(7)]
        assert compute._get_slot(E, "file 6", is_private=True) is slots[6]
        assert compute._get_slot(E, "file 1", is_private=True) is slots[1]
        assert compute._get_slot(E, "file 0", is_private=True) is not slots[0]

    assert not AppTest.from_function(page).run().exception


def test_caches_of_streamlit_are_used_in_one_place() -> None:
    paths = [*(ROOT / "embviz").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    used = {
        path.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("cache_resource", "cache_data")
    }
    assert used == CACHING_MODULES
