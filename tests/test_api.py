"""The public names, on which notebooks and other tools rely."""

import ast
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import embviz
from tests.support.server import ROOT

# Each public name with the signature of its function, or of the class that is constructed.
SIGNATURES = {
    "EmbeddingMatrix": "tokens, vectors, *, name",
    "FormatError": None,
    "SAMPLES": None,
    "analogy": "E, positive, negative, k=10, method='3cosadd', exclude_inputs=True",
    "encode": "E, text",
    "evaluate_analogies": "E, path_or_questions",
    "load": "path, *, metadata=None",
    "load_sample": "name",
    "lookup": "E, word",
    "most_similar": "E, query, k=10, metric='cosine'",
    "project": "vectors, method='pca', n_components=2, random_state=0",
    "save": "E, path",
    "similarity": "E, a, b, metric='cosine'",
}
FUNCTIONS = [name for name in SIGNATURES if inspect.isfunction(getattr(embviz, name))]


def test_public_names():
    assert sorted(embviz.__all__) == sorted(SIGNATURES)
    for name in SIGNATURES:
        assert getattr(embviz, name) is not None


@pytest.mark.parametrize("name", [name for name, signature in SIGNATURES.items() if signature])
def test_signatures(name):
    parameters = inspect.signature(getattr(embviz, name)).parameters
    is_positional = True
    for position, expected in enumerate(SIGNATURES[name].split(", ")):
        if expected == "*":
            is_positional = False
            continue
        parameter, _, default = expected.partition("=")
        assert parameter in parameters
        if is_positional:
            assert list(parameters)[position] == parameter
        if default:
            assert repr(parameters[parameter].default) == default


def test_attributes_of_an_embedding(tiny):
    assert {
        "dim",
        "fingerprint",
        "name",
        "notes",
        "token_id",
        "tokens",
        "vectors",
        "__getitem__",
        "__contains__",
        "__len__",
    } <= {*dir(tiny)}


@pytest.mark.parametrize("name", [*FUNCTIONS, "EmbeddingMatrix"])
def test_docstrings_name_every_argument(name):
    public = getattr(embviz, name)
    sections = re.split(r"^(\w[\w ]+)\n-{3,}\n", inspect.getdoc(public), flags=re.MULTILINE)
    sections = dict(zip(sections[1::2], sections[2::2], strict=True))
    documented = re.findall(r"^([\w, ]+?)(?: : .+)?$", sections["Parameters"], flags=re.MULTILINE)
    documented = {name for line in documented if line[0] != " " for name in line.split(", ")}
    assert {*inspect.signature(public).parameters} <= documented
    assert "Examples" in sections
    if name not in ("save", "EmbeddingMatrix"):
        assert "Returns" in sections


def test_other_docstrings():
    assert inspect.getdoc(embviz)
    assert inspect.getdoc(embviz.FormatError) != inspect.getdoc(ValueError)
    assert issubclass(embviz.FormatError, ValueError)


def loaded_modules(code: str) -> list[str]:
    """Return the modules that a new process has loaded once it has run `code`."""
    process = subprocess.run(
        [sys.executable, "-c", f"{code}; import json, sys; print(json.dumps([*sys.modules]))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(process.stdout))


def test_importing_embviz_loads_nothing_heavy():
    loaded = {module.split(".")[0] for module in loaded_modules("from embviz import *")}
    assert {"embviz", "numpy"} <= loaded
    heavy = {"streamlit", "plotly", "pandas", "sklearn", "scipy", "tokenizers", "starlette"}
    heavy |= {"polars", "pyarrow"}
    assert not loaded & heavy


def test_importing_embviz_alone_loads_no_package():
    loaded = {name for name in loaded_modules("import embviz") if name.startswith("embviz")}
    assert loaded == {"embviz", "embviz._version"}


def test_type_checkers_see_the_names_that_load_lazily():
    tree = ast.parse(Path(embviz.__file__).read_text("utf-8"))
    (type_checking,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.name: node.module
        for node in type_checking.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {name: f"embviz.{home}" for name, home in embviz._PACKAGE_OF.items()}
    assert sorted(imported) == sorted(embviz.__all__)
    with pytest.raises(AttributeError, match="no attribute 'word2vec'"):
        _ = embviz.word2vec


def test_files_that_the_readme_links_to_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_python_of_the_readme_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    exec(code, names := {})
    assert names["E"].token_id("king") == 654
