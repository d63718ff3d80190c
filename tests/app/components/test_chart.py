"""The text alternatives of all charts."""

import ast

from tests.support.server import ROOT


def calls():
    """Yield the place and the keyword arguments of each call of the chart component."""
    for folder in ("embviz/app", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "chart":
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield where, {keyword.arg: keyword.value for keyword in node.keywords}


def test_every_chart_has_a_description_a_caption_and_a_table():
    arguments_by_place = dict(calls())
    assert len(arguments_by_place) > 40
    for where, arguments in arguments_by_place.items():
        assert {"alt", "caption", "table"} <= arguments.keys(), where
        for name in ("alt", "table"):
            value = arguments[name]
            assert not (isinstance(value, ast.Constant) and not value.value), where
