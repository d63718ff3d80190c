"""Who may import whom: the arrows between the rooms of the house."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = {
    "spelling": set(),
    "packed": set(),
    "embedding": {"packed", "spelling"},
    "lookup": {"embedding", "spelling"},
    "ladder": {"embedding", "lookup", "spelling"},
    "encoding": {"embedding", "lookup"},
    "similarity": {"embedding"},
    "products": {"embedding", "similarity"},
    "neighbors": {"embedding", "products", "similarity"},
    "batch": {"embedding", "neighbors", "products", "similarity"},
    "distances": {"embedding"},
    "knn": {"distances", "embedding"},
    "projection": {"distances", "embedding", "knn"},
    "trust": {"distances", "embedding", "knn"},
    "stability": set(),
    "mapping": {"distances", "knn", "projection", "trust"},
    "axes": {"embedding", "lookup", "similarity"},
    "clusters": {"knn"},
    "expression": set(),
    "pattern": {"embedding", "expression", "lookup"},
    "thinning": set(),
    "coloring": {"embedding"},
    "whole_words": {"embedding"},
    "sample_maps": {"embedding", "mapping", "samples", "whole_words"},
    "worker": {"clusters", "knn", "mapping", "projection", "stability"},
    "formats": {"embedding", "packed"},
    "cache": {"embedding", "formats"},
    "shell": {"analogy", "cache", "embedding", "formats", "lookup", "neighbors", "similarity"},
    "__main__": {"shell"},
    "ordering": {"embedding", "similarity"},
    "measures": {"embedding", "neighbors", "products", "similarity"},
    "queries": {"embedding", "lookup", "pattern", "similarity", "sums"},
    "sums": {"embedding", "lookup"},
    "analogy": {"embedding", "neighbors", "products", "similarity", "sums"},
    "ranks": {"analogy", "embedding", "neighbors", "products", "sums"},
    "planes": {"analogy", "embedding", "projection", "similarity", "sums"},
    "arithmetic": {"analogy", "embedding", "neighbors", "sums"},
    "analogy_report": {
        "analogy",
        "embedding",
        "neighbors",
        "products",
        "ranks",
        "similarity",
        "sums",
    },
    "evaluation": {"embedding", "formats", "knn"},
    "rank_correlation": set(),
    "word_pairs": {"embedding", "formats", "lookup", "rank_correlation", "similarity"},
    "geometry": {"embedding", "knn", "rank_correlation"},
    "weat": {"embedding", "groups", "lookup"},
    "ready_tests": {"samples", "word_pairs"},
    "precision": {"embedding", "evaluation", "knn"},
    "groups": {"embedding", "neighbors", "similarity"},
    "onehot": {"embedding"},
    "twin": {"embedding"},
    "picking": {"analogy", "embedding", "groups", "similarity"},
    "lesson_words": {"analogy", "embedding", "lookup", "picking", "similarity"},
    "quiz": {"analogy", "embedding", "evaluation", "groups", "neighbors", "picking", "similarity"},
    "samples": {"embedding", "formats"},
    "comparison": {
        "analogy",
        "embedding",
        "knn",
        "neighbors",
        "projection",
        "rank_correlation",
        "similarity",
        "stability",
        "sums",
        "whole_words",
    },
    "figures": {
        "analogy",
        "analogy_report",
        "coloring",
        "comparison",
        "embedding",
        "evaluation",
        "geometry",
        "neighbors",
        "onehot",
        "ordering",
        "planes",
        "precision",
        "projection",
        "sums",
        "weat",
        "word_pairs",
    },
}
EVERYTHING = {*CORE, "ui", "embviz"}
ROOMS = CORE | {"embviz": {*CORE}, "ui": EVERYTHING, "pages": EVERYTHING, "app": EVERYTHING}

# Rooms without an entry may import any library but those of the user interface.
LIBRARIES = {
    "spelling": {"numpy", "rapidfuzz"},
    "packed": {"numpy"},
    "embedding": {"numpy"},
    "figures": {"numpy"},
    "ui": {"streamlit", "starlette", "pandas", "numpy", "pyarrow", "threadpoolctl"},
    "pages": {"streamlit", "pandas"},
    "app": {"streamlit", "pandas"},
}
USER_INTERFACE = {"streamlit", "starlette", "plotly"}


def room(module: str) -> str:
    """Return the room of a module: "figures" of embviz.figures.bars, "embviz" of embviz itself."""
    parts = module.split(".")
    return parts[1] if parts[0] == "embviz" and len(parts) > 1 else parts[0]


def imports(source: str, module: str, is_package: bool = False) -> Iterator[str]:
    """Yield the full name of each module that `source` imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                parents = module.split(".")[: None if is_package else -1]
                origin = ".".join([*parents[: len(parents) - node.level + 1], origin]).rstrip(".")
            for alias in node.names:
                is_room = origin == "embviz" and alias.name in ROOMS and not _is_name(alias.name)
                yield f"{origin}.{alias.name}" if is_room else origin


def _is_name(name: str) -> bool:
    """Tell whether embviz/__init__.py gives the name of a module to a function, as `analogy`."""
    (public,) = (
        node.value
        for node in ast.parse((ROOT / "embviz" / "__init__.py").read_text("utf-8")).body
        if isinstance(node, ast.Assign)
    )
    return name in ast.literal_eval(public)


def wrong_arrows(source: str, module: str, is_package: bool = False) -> list[str]:
    """Return what `source` imports and may not."""
    here = room(module)
    wrong = []
    for imported in imports(source, module, is_package):
        there = room(imported)
        if imported.split(".")[0] in ("embviz", "pages", "app"):
            fine = there in ROOMS[here] | {here}
        elif there in sys.stdlib_module_names:
            fine = True
        elif here in LIBRARIES:
            fine = there in LIBRARIES[here]
        else:
            fine = there not in USER_INTERFACE
        if not fine:
            wrong.append(imported)
    return wrong


def modules() -> dict[str, Path]:
    paths = [ROOT / "app.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("embviz/**/*.py")]
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths)
    return {name.removesuffix(".__init__"): path for name, path in zip(names, paths, strict=True)}


MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_every_arrow_points_the_right_way(module):
    path = MODULES[module]
    source = path.read_text("utf-8")
    assert wrong_arrows(source, module, path.name == "__init__.py") == []


def test_every_room_is_on_the_plan():
    assert {room(module) for module in MODULES} == {*ROOMS}


def test_the_plan_has_no_circles():
    def above(name: str, path: tuple[str, ...] = ()) -> None:
        assert name not in path, f"{' → '.join(path)} → {name}"
        for other in CORE[name]:
            above(other, (*path, name))

    for name in CORE:
        above(name)


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("embviz.embedding", "from embviz.similarity import pairwise", ["embviz.similarity"]),
        ("embviz.embedding", "import embviz.lookup as l", ["embviz.lookup"]),
        ("embviz.embedding", "from .lookup import lookup", ["embviz.lookup"]),
        ("embviz.embedding", "from . import ordering", ["embviz.ordering"]),
        ("embviz.embedding", "from embviz import most_similar", ["embviz"]),
        ("embviz.embedding", "import scipy", ["scipy"]),
        ("embviz.spelling", "import scipy", ["scipy"]),
        ("embviz.lookup", "def f():\n    import streamlit", ["streamlit"]),
        ("embviz.samples", "if TYPE_CHECKING:\n    from plotly import io", ["plotly"]),
        ("embviz.formats.text", "from starlette.routing import Route", ["starlette.routing"]),
        ("embviz.formats.text", "from ..figures import bars", ["embviz.figures"]),
        ("embviz.figures.bars", "from embviz.ui.text import chip", ["embviz.ui.text"]),
        ("embviz.figures.bars", "import plotly.graph_objects", ["plotly.graph_objects"]),
        ("embviz.ui.chart", "from pages.frame import page", ["pages.frame"]),
        ("embviz.ui.chart", "import sklearn", ["sklearn"]),
        ("pages.learn.lookup", "import numpy, pandas, scipy.stats", ["numpy", "scipy.stats"]),
        ("pages.learn.lookup", "from sklearn.manifold import TSNE", ["sklearn.manifold"]),
        ("app", "from numpy import ndarray", ["numpy"]),
    ],
)
def test_a_wrong_arrow_is_found(module, source, wrong):
    assert wrong_arrows(source, module) == wrong


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("embviz.figures.bars", "from embviz.neighbors import Neighbors\nfrom . import palette"),
        ("embviz.formats.text", "import json, os.path\nfrom .errors import FormatError"),
        ("embviz.samples", "def f():\n    from tokenizers import Tokenizer"),
        ("pages.explore.map", "from embviz import figures, most_similar, project"),
        ("embviz.ui.session", "import streamlit as st\nfrom embviz.samples import SAMPLES"),
    ],
)
def test_a_right_arrow_is_let_through(module, source):
    assert wrong_arrows(source, module) == []


def test_relative_imports_of_a_package_start_from_itself():
    assert list(imports("from .bars import UNITS", "embviz.figures", True)) == [
        "embviz.figures.bars"
    ]
