"""Shared results are read-only, uploads end with their session, and caches can be cleared."""

from __future__ import annotations

import ast
import gc
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime import caching
from streamlit.runtime.caching.cache_resource_api import _resource_caches

from embviz import EmbeddingMatrix, load_sample, save
from embviz.app.state import embeddings, shared_files
from embviz.io import SAMPLES
from embviz.jobs import Task, write_payload
from embviz.jobs.payload import read_result, write_result
from embviz.jobs.task import load_function
from embviz.maps import CLUSTERS_TASK, MAP_TASK, STABILITY_TASK, MapSettings, load_precomputed
from tests.support.app_test import (
    PAGES,
    chart_figures,
    page_text,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)
from tests.support.server import ROOT

# All pages, and some views that they do not show at first.
PAGE_QUERIES = [
    *((name, {}) for name in PAGES if name != "upload"),
    ("map", {"view": "3D", "show": "Many words", "color": "Cluster"}),
    ("map", {"method": "Chosen axes"}),
    ("similarity", {"part": "Every pair"}),
    ("compare", {"with": "minilm"}),
    *(("lesson", {"step": str(step)}) for step in range(1, 12)),
]


def mutable_parts(thing: object, path: str, seen: dict[int, object]) -> Iterator[tuple[str, Any]]:
    """Yield the arrays in an object, and its public dictionaries, lists and sets."""
    if id(thing) in seen:
        return
    seen[id(thing)] = thing
    if isinstance(thing, np.ndarray):
        owner: object = thing
        while isinstance(owner, np.ndarray):
            yield path, owner
            owner = owner.base
    elif isinstance(thing, (dict, list, set)) and "._" not in path:
        yield path, thing
    if isinstance(thing, (tuple, list)):
        for i, part in enumerate(thing[:100]):
            yield from mutable_parts(part, f"{path}[{i}]", seen)
    elif isinstance(thing, Mapping):
        for key, part in list(thing.items())[:100]:
            yield from mutable_parts(part, f"{path}[{key!r}]", seen)
    elif type(thing).__module__.startswith("embviz."):
        for name, part in vars(thing).items():
            yield from mutable_parts(part, f"{path}.{name}", seen)


def assert_read_only(thing: object, path: str) -> int:
    parts = list(mutable_parts(thing, path, {}))
    writable = [
        name for name, part in parts if not isinstance(part, np.ndarray) or part.flags.writeable
    ]
    assert not writable
    return len(parts)


def cache_contents(scope: str | None) -> dict[str, Any]:
    """Return the entries of `st.cache_resource` for all sessions, or for one of them."""
    return {
        f"{cache.display_name} {i}": entry.value
        for cache in _resource_caches._function_caches.get(scope, {}).values()
        for i, entry in enumerate(list(cache._mem_cache.values()))
    }


@pytest.fixture
def empty_caches() -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    caching.clear_session_resource_cache("test session id")


def test_results_for_all_sessions_are_read_only(
    empty_caches: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_files, "REGISTRY", {})
    own = EmbeddingMatrix(["a", "b", "c"], np.eye(3), labels={"group": ["x", "x", "y"]})
    for name in ("held.safetensors", "held.csv", "held.npz"):
        save(own, tmp_path / name)
        shared_files.register(tmp_path / name)
    for file in shared_files.REGISTRY.values():
        file.start()
        file.join()
        assert_read_only(shared_files.get(file.name), file.name)
    for name in SAMPLES:
        assert assert_read_only(load_sample(name), name) > 1
        assert assert_read_only(load_precomputed(name), f"maps of {name}") > 1

    for name, query in PAGE_QUERIES:
        run_page(name, **query)
    results = cache_contents(None)
    functions = {name.split()[0].rsplit(".", 1)[1] for name in results}
    assert functions >= {"_shared_result", "_shared_map", "_shared_matrix"}
    for name, thing in results.items():
        assert_read_only(thing, name)


@pytest.mark.parametrize("task", [MAP_TASK, STABILITY_TASK, CLUSTERS_TASK])
def test_results_of_jobs_are_read_only(task: Task[object]) -> None:
    rows = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    arrays = {"coordinates" if task is CLUSTERS_TASK else "vectors": rows}
    settings = asdict(MapSettings("tsne", seed=1)) if task is not CLUSTERS_TASK else {}
    folder = write_payload(task, arrays, settings)
    compute = load_function(task.function)
    write_result(folder, compute(arrays, settings, lambda *_: None))
    assert assert_read_only(task.decode(read_result(folder)), task.function)


def test_changing_a_shared_embedding_raises_an_error() -> None:
    for E in (embeddings.sample("tutorial"), load_sample("glove")):
        with pytest.raises(ValueError, match="read-only"):
            E["king"][0] = 1
        with pytest.raises(ValueError, match="read-only"):
            E.norms += 1
        with pytest.raises(AttributeError, match="does not change"):
            E.name = "mine"
        with pytest.raises(TypeError):
            E.labels["group"] = ()


PLAIN_TYPES = {"str", "int", "float", "bool"}


def cached_functions() -> Iterator[tuple[str, ast.FunctionDef, ast.expr]]:
    for path in [*(ROOT / "embviz").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for decorator in getattr(node, "decorator_list", ()):
                if "st.cache_" in ast.unparse(decorator):
                    yield f"{path.stem}.{node.name}", node, decorator


@pytest.mark.parametrize(
    ("name", "function", "decorator"), [pytest.param(*c, id=c[0]) for c in cached_functions()]
)
def test_caches_are_keyed_by_fingerprints_and_plain_values(
    name: str, function: ast.FunctionDef, decorator: ast.expr
) -> None:
    """Streamlit hashes only a sample of a large array, so an array cannot be part of a key."""
    keyed = [arg for arg in function.args.args if not arg.arg.startswith("_")]
    assert {ast.unparse(arg.annotation) for arg in keyed if arg.annotation} <= PLAIN_TYPES
    assert "max_entries" in ast.unparse(decorator)
    unkeyed = [arg.arg for arg in function.args.args if arg.arg.startswith("_")]
    if unkeyed and name != "jobs._release_on_disconnect":  # Its key is the session.
        assert "fingerprint" in [arg.arg for arg in keyed]


@pytest.mark.parametrize("name", PAGES)
def test_cleared_caches_lose_nothing(name: str) -> None:
    """Any client can clear the caches of the server."""
    app = run_page("upload", "vectors")
    switch_page(app, name)
    before = {alt: figure["data"] for alt, figure in chart_figures(app).items()}
    shown = page_text(app)
    st.cache_data.clear()
    st.cache_resource.clear()
    app.run()
    assert not app.exception
    assert app.session_state["embedding"] == "vectors"
    assert {alt: figure["data"] for alt, figure in chart_figures(app).items()} == before
    assert page_text(app) == shown


def test_nothing_refers_to_an_upload_when_its_session_has_ended(empty_caches: None) -> None:
    app = run_page("upload")
    upload_file(
        app, "mine.csv", b"word,group,d0,d1\ncat,pet,1,2\ndog,pet,2,1\nsun,sky,0,1\nmoon,sky,1,9\n"
    )
    use_upload(app)
    E = app.session_state["uploads"]["mine"]
    references = [weakref.ref(E), weakref.ref(E.vectors), weakref.ref(E.norms)]
    del E
    for page in PAGES.values():
        app.switch_page(page).run()
        assert not app.exception
    for step in range(1, 12):
        app.switch_page(PAGES["lesson"])
        app.query_params["step"] = str(step)
        app.run()
    assert app.session_state["embedding"] == "mine"
    # Streamlit does this when the session ends.
    caching.clear_session_data_cache("test session id")
    caching.clear_session_resource_cache("test session id")
    del app
    gc.collect()
    left = [reference() for reference in references if reference() is not None]
    assert not left, [type(referrer) for referrer in gc.get_referrers(left[0])]
