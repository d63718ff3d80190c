"""The registry of pages: discovery, its errors, and what adding a page takes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from embviz.app.config import SECTIONS, all_pages, pages, settings
from embviz.app.config.pages import discover_pages, page
from embviz.app.config.settings import ServerSettings
from embviz.app.layout import links
from embviz.app.server import command_line
from tests.support.app_test import run_page
from tests.support.server import ROOT

NEW_PAGE = """
import streamlit as st

from embviz.app.config import Page
from embviz.app.layout import links

PAGE = Page(title="Rhymes", icon=":material/lyrics:", section="Explore", order=2, {options})


def show() -> None:
    st.title("Words that rhyme")
    links.page_link("map", "To the map")


if __name__ == "__main__":
    show()
"""


def write_page(folder: Path, text: str = NEW_PAGE, options: str = "is_fragment=True") -> Path:
    path = folder / "explore" / "rhymes.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.format(options=options))
    return path


@pytest.fixture
def copied_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the folder of pages, which the app uses during the test."""
    folder = tmp_path / "pages"
    shutil.copytree(ROOT / "pages", folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(pages, "site_root", lambda: tmp_path)
    monkeypatch.setattr(settings, "_current", [ServerSettings()])
    links.streamlit_page.cache_clear()
    yield folder
    links.streamlit_page.cache_clear()


def navigation_titles(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Record the titles of the visible pages by section, when the app is run."""
    titles: dict[str, list[str]] = {}
    navigation = st.navigation

    def record(sections: dict[str, list[st.Page]], **options: object) -> st.Page:
        for section, entries in sections.items():
            titles[section] = [entry.title for entry in entries if entry.visibility == "visible"]
        return navigation(sections, **options)

    monkeypatch.setattr(st, "navigation", record)
    return titles


def test_every_file_is_a_page():
    files = {path.relative_to(ROOT / "pages").as_posix() for path in ROOT.glob("pages/*/[!_]*.py")}
    assert {entry.path for entry in all_pages()} == files
    assert [entry.name for entry in all_pages()][:2] == ["lesson", "lookup"]
    assert tuple(dict.fromkeys(entry.section for entry in all_pages())) == SECTIONS


def test_pages_import_no_pages():
    # In an installed package, another package called pages may be found first.
    for path in ROOT.glob("pages/**/*.py"):
        assert not re.search(r"^\s*(from|import) pages\b", path.read_text("utf-8"), re.MULTILINE), (
            path
        )


def test_importing_the_registry_imports_no_page():
    code = "import sys, embviz.app.config; assert 'embviz.app.components' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("entry", all_pages(), ids=lambda entry: entry.name)
def test_every_view_of_a_page_is_shown(entry: pages.Page):
    for view in entry.views:
        query = dict(part.split("=") for part in view.replace("+", " ").split("&") if part)
        app = run_page(entry.name, "tutorial", **query)
        assert app.title
        for key, value in query.items():
            assert app.session_state[key] == value


def test_a_new_page_needs_one_file(copied_pages: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_page(copied_pages)
    titles = navigation_titles(monkeypatch)
    app = AppTest.from_file(str(copied_pages / "frame.py"), default_timeout=60).run()
    assert titles["Explore"][:3] == ["Map", "Rhymes", "Similarity"]
    app.switch_page("explore/rhymes.py").run()
    assert not app.exception
    assert app.title[0].value == "Words that rhyme"
    assert app.session_state["is_fragment_page"]
    assert len(app.get("page_link")) == 1
    app.switch_page("learn/lesson.py").run()
    assert not app.session_state["is_fragment_page"]
    assert page("rhymes").path == path.relative_to(copied_pages).as_posix()

    command_line.configure(["app.py", "--pages=rhymes,map"])
    assert settings.current().pages == {"rhymes", "map"}
    AppTest.from_file(str(copied_pages / "frame.py"), default_timeout=60).run()
    assert titles["Explore"] == ["Map", "Rhymes"]


def test_a_link_to_an_unknown_page_fails():
    with pytest.raises(ValueError, match=r"no page 'mpa'\. Did you mean 'map'\?"):
        links.page_link("mpa", "To the map")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not declare a page"),
        ("PAGE = 3\ndef show(): pass", "does not declare a page"),
        (NEW_PAGE.replace("def show", "def view"), "does not declare a page"),
        (NEW_PAGE.replace('"Explore"', '"Learn"'), "section 'Learn' does not belong to the folder"),
        (NEW_PAGE.replace('"Explore"', '"Play"'), "The sections are Learn, Explore, Measure, Data"),
    ],
)
def test_a_file_that_declares_no_page_is_an_error(tmp_path: Path, text: str, message: str):
    path = write_page(tmp_path, text.replace("if __name__", "if 'name'"))
    with pytest.raises(ValueError, match=re.escape(str(path))) as error:
        discover_pages(tmp_path)
    assert message in str(error.value)


def test_two_pages_of_one_name_are_an_error(tmp_path: Path):
    path = write_page(tmp_path)
    (tmp_path / "learn").mkdir()
    text = path.read_text().replace('"Explore"', '"Learn"')
    (tmp_path / "learn" / "rhymes.py").write_text(text)
    with pytest.raises(ValueError, match=r"explore/rhymes\.py has the same name"):
        discover_pages(tmp_path)


def test_helper_modules_are_no_pages(tmp_path: Path):
    write_page(tmp_path)
    (tmp_path / "explore" / "_helper.py").write_text("raise RuntimeError")
    assert [entry.name for entry in discover_pages(tmp_path)] == ["rhymes"]
