"""Every picture has its numbers as a table, and a sentence that says what it shows."""

import ast

from tests.support.server import ROOT


def calls():
    """Yield each call of the chart component, with the names of what it is given."""
    for folder in ("embviz/app", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "chart":
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield where, {keyword.arg: keyword.value for keyword in node.keywords}


def test_every_picture_has_a_text_twin():
    found = dict(calls())
    assert len(found) > 40
    for where, given in found.items():
        assert {"alt", "caption", "table"} <= given.keys(), where
        for name in ("alt", "table"):
            value = given[name]
            assert not (isinstance(value, ast.Constant) and not value.value), where
