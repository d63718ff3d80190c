"""The Python lines of every picture: run, they give the numbers that the picture shows."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st

import embviz
from embviz import EmbeddingMatrix
from embviz.app import snippets
from embviz.app.components import export
from embviz.app.views.upload import reading
from embviz.axes import parse_axis
from embviz.axes.axis import axis_along, axis_between
from embviz.evaluation import compression
from tests.support.app_test import run_page, switch_page, upload_file, use_upload
from tests.support.server import ROOT

FOLDERS = ("embviz/app", "pages")

# What is opened: a page and its address. Together they draw each picture of the app.
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


@dataclass
class DrawnChart:
    """A picture as a page drew it: from where, its numbers, its lines."""

    key: str
    at: tuple[str, int]
    table: pd.DataFrame
    python: str


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[DrawnChart]]:
    """Collect what pages draw."""
    found: list[DrawnChart] = []

    def offer(key: str, kept: export.Export) -> None:
        caller = sys._getframe(2)
        assert kept.all_rows and kept.python, key
        at = (caller.f_code.co_filename, caller.f_lineno)
        found.append(DrawnChart(key, at, kept.all_rows(), kept.python()))

    monkeypatch.setattr(export, "export_menu", offer)
    # Each script loads its embedding; read once, and made smaller in two ways, the test is quick.
    monkeypatch.setattr(embviz, "load_sample", cache(embviz.load_sample))
    ways = compression.compression_schemes
    monkeypatch.setattr(compression, "compression_schemes", lambda dim: ways(dim)[1:3])
    # What other tests of this process made in all ways, or would find here made in two.
    st.cache_resource.clear()
    yield found
    st.cache_resource.clear()


def numbers(found: Any) -> pd.DataFrame:
    frame = found.to_frame() if isinstance(found, pd.Series) else pd.DataFrame(found)
    return frame.select_dtypes("number").astype(float)


def without_ids(frame: pd.DataFrame) -> pd.DataFrame:
    names = frame.columns.get_level_values(-1)
    return frame.loc[:, names != "token id"].dropna()


def check(picture: DrawnChart) -> None:
    """Run the lines of a picture, and compare what comes of them with its numbers."""
    space: dict[str, Any] = {}
    exec(compile(picture.python, picture.key, "exec"), space)
    shown, made = numbers(picture.table), numbers(space["result"])
    # Some name words only, and some leave words out that are not near.
    if shown.shape != made.shape:
        shown, made = without_ids(shown), without_ids(made)
    assert shown.size, picture.key
    assert shown.shape == made.shape, f"{picture.key}\n{picture.python}"
    np.testing.assert_allclose(made, shown, atol=1e-4, err_msg=picture.python)
    if isinstance(space["result"], pd.DataFrame):
        for name in picture.table.columns.intersection(space["result"].columns):
            if name not in shown:  # Words, yes and no.
                again = list(space["result"][name])
                assert list(picture.table[name])[: len(again)] == again, picture.python


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield each place in the code that draws a picture."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("**/*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                    "chart",
                    "chart.chart",
                ):
                    yield path, node


def test_every_picture_has_its_lines() -> None:
    found = list(calls())
    assert len(found) > 40
    without = [
        f"{path.name}:{node.lineno}"
        for path, node in found
        if not {"python", "table"} <= {each.arg for each in node.keywords}
    ]
    assert without == []


def test_the_lines_of_every_picture_give_its_numbers(drawn: list[DrawnChart]) -> None:
    for page, query in PAGE_QUERIES:
        before = len(drawn)
        app = run_page(page, **query)
        if query.get("sum", "").startswith("king"):
            app.segmented_control(key="drawn").set_value("Term by term").run()
        assert len(drawn) > before, (page, query)
    app = run_page("lesson", {"step": "11", "embedding": "tutorial"})
    for place in range(3):
        app.button(key=f"option_{place}_0").click().run()
    assert not app.exception
    by_lines = {each.python: each for each in drawn}
    for each in by_lines.values():
        check(each)
    seen = {each.at for each in drawn}
    missed = [
        f"{path.name}:{node.lineno}"
        for path, node in calls()
        if not any(
            file == str(path) and node.lineno <= line <= (node.end_lineno or 0)
            for file, line in seen
        )
    ]
    assert missed == []


def test_lines_about_an_upload_run_beside_its_file(
    drawn: list[DrawnChart], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = reading.read_example("vectors.csv")
    (tmp_path / "vectors.csv").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    app = run_page("upload", {})
    upload_file(app, "vectors.csv", content)
    use_upload(app)
    for page in ("lookup", "map", "compare"):
        switch_page(app, page)
    assert {"row", "map_2D", "both_near"} <= {each.key for each in drawn}
    switch_page(app, "upload")
    app.file_uploader[0].clear().run()
    of_glove = embviz.load_sample("glove").tokens[500:520]
    upload_file(app, "list.txt", "\n".join(of_glove).encode())
    app.selectbox(key="rows_from").set_value("glove").run()
    use_upload(app)
    assert app.session_state["embedding"] == "list"
    switch_page(app, "compare")
    app.selectbox(key="other").set_value("glove").run()
    assert not app.exception and f"{of_glove[-1]!r},\n]" in drawn[-1].python
    for each in drawn:
        check(each)


def test_hostile_words_stay_words() -> None:
    words = ["it's", 'a"b', "\\", "\n__import__('os')", "{x}", "‮", "place", "#", "a;b"]
    E = EmbeddingMatrix(words, np.eye(len(words)) + 1, name="tutorial")
    listed = snippets.rows_script(E, words[::-1])
    assert "place" not in listed[: listed.index("words = ")]
    space: dict[str, Any] = {"E": E}
    exec(listed[listed.index("words = ") :], space)
    assert space["words"] == words[::-1] and (space["result"] == E.vectors[::-1]).all()
    for axis in (
        parse_axis(E, "it's ↔ place"),
        parse_axis(E, "\\"),
        axis_between(E, [("a;b", "#")]),
        axis_between(E, [("a;b", 'a"b'), ("#", "{x}")]),
        axis_along(E, "a;b"),
    ):
        space = {"E": E, "parse_axis": parse_axis, "along": axis_along, "between": axis_between}
        exec(snippets.axis_lines(E, "made", axis), space)
        assert (space["made"].direction == axis.direction).all()


def test_a_script_imports_what_it_uses_and_nothing_else() -> None:
    E = embviz.load_sample("tutorial")
    assert snippets.script(E, "result = pairwise(E, ['weat', 'np'])") == (
        "import embviz\n"
        "from embviz.print_nearest.similarity import pairwise\n"
        "\n"
        'E = embviz.load_sample("tutorial")\n'
        "\n"
        "result = pairwise(E, ['weat', 'np'])"
    )
