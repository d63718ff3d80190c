"""Exports of charts: file names, web pages, tables, and the menu."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from embviz.app.components import export
from embviz.app.components.export import file_name, strip_markdown, table_to_csv
from embviz.app.components.standalone_html import to_html
from embviz.figures import packed_word_map
from tests.support.app_test import run_page

HOSTILE = ["</script><script>alert(1)</script>", "__DATA__", "__PLOTLY__", "a\nb", "<!--", "${x}"]


def test_standalone_page_escapes_hostile_words() -> None:
    figure = packed_word_map(np.arange(12).reshape(6, 2), HOSTILE, np.arange(6))
    note = "note </script> __JS__"
    page = to_html(figure, note, alt="<b>alt</b>", file_stem="map")
    assert page.count("<script") == page.count("</script>") == 2
    assert not re.search(r"""<[^>]*(src|href)=["']?(https?:)?//""", page.split("<script>")[0])
    data = json.loads(re.search(r"^const data = (.*)$", page, re.M)[1])
    cloud = data["figure"]["layout"]["meta"]["cloud"]
    # A line break would shift all words after it.
    assert cloud["words"].split("\n") == [*HOSTILE[:3], "a␣b", *HOSTILE[4:]]
    assert (data["note"], data["alt"]) == (note, "<b>alt</b>")


@pytest.mark.parametrize(
    ("alt", "name"),
    [
        ("The row of 'king'.", "embviz-lookup-row-king"),
        ('The row of "don\'t" here.', "embviz-lookup-row-don-t"),
        ("The rows of 'नमस्ते' and '東京'.", "embviz-lookup-row-नमस्ते-東京"),
        ("The row of '../..\\\\con:<b>\u202egnp|?*'.", "embviz-lookup-row-con-b-gnp"),
        ("The row of '\\x00\\n'.", "embviz-lookup-row-x00-n"),
        ("…", "embviz-lookup-row"),
        ("20 rows of the matrix.", "embviz-lookup-row-20-rows-of-the-matrix"),
    ],
)
def test_file_names_are_valid_on_all_systems(alt: str, name: str) -> None:
    assert file_name("lookup", "row", alt) == name


@pytest.mark.parametrize("word", ["x" * 5000, "字" * 5000, "😀" * 500, "a " * 3000])
def test_file_names_are_short(word: str) -> None:
    name = file_name("lookup", "row", f"The row of {word!r}.")
    assert name.startswith("embviz-lookup-row")
    assert len(name) <= export.MAX_NAME_CHARS
    assert len(name.encode()) <= 200


@pytest.mark.parametrize(
    ("markdown", "plain_text"),
    [
        ("**40%** of `a`, `` b`c ``", "40% of a, b`c"),
        ("Lines; :orange[**◆**] marks one.", "Lines; ◆ marks one."),
        (r"\*king\* is :material/info: here", "*king* is  here"),
        ("Point at a cell, click it to go on. Blue.", "Point at a cell. Blue."),
    ],
)
def test_strip_markdown(markdown: str, plain_text: str) -> None:
    assert strip_markdown(markdown) == plain_text


def test_csv_has_row_names_and_escapes_formulas() -> None:
    words = ["=1+1", "king"]
    square = pd.DataFrame(np.eye(2, dtype=int), index=words, columns=words)
    assert table_to_csv(square) == '"row","\'=1+1","king"\n"\'=1+1",1,0\n"king",0,1\n'
    both = pd.concat({"one": square, "two": square}, axis=1)
    assert table_to_csv(both).startswith('"row","one =1+1","one king","two =1+1"')
    ranked = pd.DataFrame({"rank": words}, index=pd.RangeIndex(1, 3, name="rank"))
    assert table_to_csv(ranked) == '"rank","rank"\n1,"\'=1+1"\n2,"king"\n'
    assert table_to_csv(pd.DataFrame({"x": [1]})) == '"x"\n1\n'


def test_the_menu_is_filled_when_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = run_page("lookup", word="king")
    n_before = len(app.get("download_button"))
    popovers = [menu for menu in app.get("popover") if menu.proto.popover.label == "Keep it"]
    assert len(popovers) == 3  # There is one per chart, and it is empty.
    assert not app.get("code")
    export_menu = export.export_menu

    def with_python(key: str, data: export.Export) -> None:
        export_menu(key, replace(data, python=lambda: "x = 1"))

    monkeypatch.setattr(export, "export_menu", with_python)
    app.session_state["neighbors_export"] = True
    app.run()
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert len(labels) == n_before + 2
    assert {"Web page (HTML)", "Numbers (CSV)"} <= {*labels}
    assert "x = 1" in [code.value for code in app.get("code")]
