"""Python code for visitors: the scripts of all charts are run and compared with their data."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import pytest
import streamlit as st

import embviz
from embviz import EmbeddingMatrix
from embviz.app import snippets
from embviz.app.components import export
from embviz.app.config import all_pages
from embviz.app.snippets.script import IMPORT_SOURCES
from embviz.app.views.upload import reading
from embviz.axes import axis_along, axis_between, parse_axis
from embviz.evaluation import compression
from tests.support.app_test import run_page, switch_page, upload_file, use_upload
from tests.support.server import ROOT

FOLDERS = ("embviz/app", "pages")

# Pages with their query parameters, which together draw each chart of the app. For other pages, the
# views that they declare are opened.
PAGE_QUERIES: tuple[tuple[str, dict[str, str]], ...] = (
    *(("lesson", {"step": str(step)}) for step in (1, 3, 4, 5, 8)),
    ("lesson", {"step": "2", "cities": "cat, dog, car, king, it's, new york"}),
    ("lesson", {"step": "6", "other": "the word unlike it"}),
    ("lesson", {"step": "7", "terms": "− Take away"}),
    ("lesson", {"step": "7", "terms": "+ Add", "embedding": "minilm"}),
    ("lesson", {"step": "9", "embedding": "tutorial"}),
    ("lesson", {"step": "10"}),
    ("lookup", {"word": "paris", "sentence": "Hello, 'World' \\ of embeddings"}),
    ("matrix", {"words": "cat dog king queen car", "order": "Similar together"}),
    ("matrix", {"rows": "By token id", "first": "70"}),
    ("map", {"word": "cat"}),
    ("map", {"method": "MDS", "by": "distance", "view": "3D", "color": "Vector length"}),
    ("map", {"method": "Chosen axes", "show": "Around a word", "around": "cat", "word": "dog"}),
    ("map", {"show": "Many words", "size": "1,000", "also": "zebra"}),
    ("map", {"method": "t-SNE", "show": "Many words", "size": "10,000", "embedding": "minilm"}),
    ("similarity", {"near": "ice cream", "metric": "dot", "like": "s$"}),
    (
        "similarity",
        {"word": "cat", "whole": "true", "embedding": "minilm", "like": "dog,cats,kitten"},
    ),
    ("similarity", {"part": "Two words"}),
    ("similarity", {"part": "Many words"}),
    ("similarity", {"part": "Many words", "arranged": "As typed"}),
    ("similarity", {"part": "Odd one out"}),
    ("axes", {}),
    ("axes", {"axes_shown": "Two axes"}),
    ("analogy", {"sum": "king − man + woman"}),
    ("analogy", {"sum": "2 × paris − france + vis-a-vis", "method": "3CosMul"}),
    ("compare", {"compare": "Neighbors", "word": "king"}),
    ("compare", {"compare": "Movers"}),
    ("compare", {"compare": "Analogy"}),
    ("compare", {"compare": "Pairs"}),
    ("compare", {"compare": "Common map"}),
    ("quality", {"measure": "Analogies", "embedding": "tutorial"}),
    ("quality", {"measure": "Word pairs"}),
    ("quality", {"measure": "Shape", "embedding": "tutorial"}),
    ("quality", {"measure": "Associations"}),
    ("quality", {"measure": "Size", "embedding": "tutorial"}),
)
OTHER_VIEWS = tuple(
    (entry.name, dict(parse_qsl(view)))
    for entry in all_pages()
    if entry.name not in {name for name, _ in PAGE_QUERIES}
    for view in entry.views
)


@dataclass
class DrawnChart:
    """A chart as a page drew it: where, its data, and its script."""

    key: str
    source: tuple[str, int]
    table: pd.DataFrame
    python: str


@pytest.fixture
def charts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[DrawnChart]]:
    """Collect the charts that pages draw."""
    drawn: list[DrawnChart] = []

    def record(key: str, data: export.Export) -> None:
        caller = sys._getframe(2)
        assert data.all_rows and data.python, key
        source = (caller.f_code.co_filename, caller.f_lineno)
        drawn.append(DrawnChart(key, source, data.all_rows(), data.python()))

    monkeypatch.setattr(export, "export_menu", record)
    # For speed: each script loads its embedding, and the sweep compresses it in many ways.
    monkeypatch.setattr(embviz, "load_sample", cache(embviz.load_sample))
    schemes = compression.compression_schemes
    monkeypatch.setattr(compression, "compression_schemes", lambda dim: schemes(dim)[1:3])
    # Discard results of other tests, which use all schemes.
    st.cache_resource.clear()
    yield drawn
    st.cache_resource.clear()


def numeric_columns(result: Any) -> pd.DataFrame:
    frame = result.to_frame() if isinstance(result, pd.Series) else pd.DataFrame(result)
    return frame.select_dtypes("number").astype(float)


def without_ids(frame: pd.DataFrame) -> pd.DataFrame:
    names = frame.columns.get_level_values(-1)
    return frame.loc[:, names != "token id"].dropna()


def assert_reproduces(chart: DrawnChart) -> None:
    """Run the script of a chart, and compare its result with the data of the chart."""
    namespace: dict[str, Any] = {}
    exec(compile(chart.python, chart.key, "exec"), namespace)
    expected, actual = numeric_columns(chart.table), numeric_columns(namespace["result"])
    # Some scripts have no token ids, and some leave out words that are not near.
    if expected.shape != actual.shape:
        expected, actual = without_ids(expected), without_ids(actual)
    assert expected.size, chart.key
    assert expected.shape == actual.shape, f"{chart.key}\n{chart.python}"
    np.testing.assert_allclose(actual, expected, atol=1e-4, err_msg=chart.python)
    if isinstance(namespace["result"], pd.DataFrame):
        for name in chart.table.columns.intersection(namespace["result"].columns):
            if name not in expected:  # Not numeric.
                values = list(namespace["result"][name])
                assert list(chart.table[name])[: len(values)] == values, chart.python


def source_trees() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("**/*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def chart_calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield each call in the code that draws a chart."""
    for path, tree in source_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("chart", "chart.chart"):
                yield path, node


def test_every_chart_has_a_script_and_a_table() -> None:
    calls = list(chart_calls())
    assert len(calls) > 40
    incomplete = [
        f"{path.name}:{node.lineno}"
        for path, node in calls
        if not {"python", "table"} <= {keyword.arg for keyword in node.keywords}
    ]
    assert incomplete == []


def test_the_script_of_every_chart_reproduces_its_data(charts: list[DrawnChart]) -> None:
    for page, query in OTHER_VIEWS:
        run_page(page, **query)
    for page, query in PAGE_QUERIES:
        n_before = len(charts)
        app = run_page(page, **query)
        if query.get("sum", "").startswith("king"):
            app.segmented_control(key="drawn").set_value("Term by term").run()
        assert len(charts) > n_before, (page, query)
    app = run_page("lesson", step="11", embedding="tutorial")
    for i in range(3):
        app.button(key=f"option_{i}_0").click().run()
    assert not app.exception
    for chart in {chart.python: chart for chart in charts}.values():
        assert_reproduces(chart)
    sources = {chart.source for chart in charts}
    not_drawn = [
        f"{path.name}:{node.lineno}"
        for path, node in chart_calls()
        if not any(
            file == str(path) and node.lineno <= line <= (node.end_lineno or 0)
            for file, line in sources
        )
    ]
    assert not_drawn == []


def test_scripts_about_an_upload_run_beside_its_file(
    charts: list[DrawnChart], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = reading.read_example("vectors.csv")
    (tmp_path / "vectors.csv").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    app = run_page("upload")
    upload_file(app, "vectors.csv", content)
    use_upload(app)
    for page in ("lookup", "map", "compare"):
        switch_page(app, page)
    assert {"row", "map_2D", "both_near"} <= {chart.key for chart in charts}
    switch_page(app, "upload")
    app.file_uploader[0].clear().run()
    words = embviz.load_sample("glove").tokens[500:520]
    upload_file(app, "list.txt", "\n".join(words).encode())
    app.selectbox(key="rows_from").set_value("glove").run()
    use_upload(app)
    assert app.session_state["embedding"] == "list"
    switch_page(app, "compare")
    app.selectbox(key="other").set_value("glove").run()
    assert not app.exception and f"{words[-1]!r},\n]" in charts[-1].python
    for chart in charts:
        assert_reproduces(chart)


def test_hostile_words_stay_words() -> None:
    words = ["it's", 'a"b', "\\", "\n__import__('os')", "{x}", "\u202e", "place", "#", "a;b"]
    E = EmbeddingMatrix(words, np.eye(len(words)) + 1, name="tutorial")
    script = snippets.rows_script(E, words[::-1])
    assert "place" not in script[: script.index("words = ")]
    namespace: dict[str, Any] = {"E": E}
    exec(script[script.index("words = ") :], namespace)
    assert namespace["words"] == words[::-1]
    assert (namespace["result"] == E.vectors[::-1]).all()
    functions = {function.__name__: function for function in (parse_axis, axis_along, axis_between)}
    for axis in (
        parse_axis(E, "it's ↔ place"),
        parse_axis(E, "\\"),
        axis_between(E, [("a;b", "#")]),
        axis_between(E, [("a;b", 'a"b'), ("#", "{x}")]),
        axis_along(E, "a;b"),
    ):
        namespace = {"E": E, **functions}
        exec(snippets.axis_lines(E, "axis", axis), namespace)
        assert (namespace["axis"].direction == axis.direction).all()


def test_a_script_imports_exactly_the_names_it_uses() -> None:
    E = embviz.load_sample("tutorial")
    assert snippets.script(E, "result = pairwise(E, ['weat', 'np'])") == (
        "import embviz\n"
        "from embviz.neighbors import pairwise\n"
        "\n"
        'E = embviz.load_sample("tutorial")\n'
        "\n"
        "result = pairwise(E, ['weat', 'np'])"
    )


@pytest.mark.parametrize("package", IMPORT_SOURCES)
def test_scripts_import_public_names_only(package: str) -> None:
    assert {*IMPORT_SOURCES[package]} <= {*import_module(package).__all__}


def test_imports_in_code_for_visitors_name_public_names() -> None:
    """Checks all string literals of the app, which include the code below the formulas."""
    pattern = re.compile(r"^from (embviz[\w.]*) import ([\w, ]+)$", re.MULTILINE)
    private = [
        f"{path.name}:{node.lineno}: {match[0]}"
        for path, tree in source_trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for match in pattern.finditer(node.value)
        if not {*match[2].split(", ")} <= {*import_module(match[1]).__all__}
    ]
    assert private == []
