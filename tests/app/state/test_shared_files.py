"""Files that the server offers: read once for all visitors, or refused with a sentence."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from embviz.app.server import command_line
from embviz.app.state import embeddings, shared_files
from embviz.io import FormatError, load, save
from embviz.io.cache import loader
from tests.conftest import random_embedding
from tests.support.browser import OpenPage, end_session
from tests.support.server import ROOT, run_server

COMMAND = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", "--"]


@pytest.fixture(autouse=True)
def _nothing_offered(monkeypatch, tmp_path) -> Iterator[None]:
    monkeypatch.setattr(shared_files, "REGISTRY", {})
    monkeypatch.setenv("EMBVIZ_CACHE", str(tmp_path / "kept"))
    yield


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "private folder" / "animals.txt"
    path.parent.mkdir()
    path.write_text("cat 4 0 1\ndog 3 4 1\ncar 0 2 1\nking 1 2 2\n")
    return path


def register_file(path: Path) -> shared_files.SharedFile:
    shared_files.register(path)
    return list(shared_files.REGISTRY.values())[-1]


def run_page(page: str = "learn/lookup.py", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(page).run()
    assert not app.exception
    return app


def page_text(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.title, *app.text, *app.error]
    return "\n".join(part.value for part in parts)


def test_a_file_is_offered_beside_the_samples(file):
    register_file(file)
    assert embeddings.names() == ["glove", "minilm", "tutorial", "animals"]


def test_names_are_the_files_own_but_never_taken(tmp_path):
    for name in ("glove.txt", "glove.vec.gz", "wiki.en.vec.zip", "x" * 90 + ".txt"):
        (tmp_path / name).write_text("cat 1 2")
        shared_files.register(tmp_path / name)
    assert list(shared_files.REGISTRY) == ["glove 2", "glove 3", "wiki.en", "x" * 40]
    assert [each.name for each in shared_files.REGISTRY.values()] == list(shared_files.REGISTRY)


class Gate:
    """Holds reading up until it is opened, and remembers what was read."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reads: list[Path] = []

    def __call__(self, path, *, name, reading, remark):
        self.reads.append(path)
        reading.progress(0.5)
        self.open.wait(20)
        return load(path, name=name, options=reading)


@pytest.fixture
def gate(monkeypatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setattr(shared_files, "open_cached", gate)
    yield gate
    gate.open.set()


def test_a_visitor_waits_and_then_sees_it(file, gate):
    its = register_file(file)
    first, second = (run_page(embedding="animals") for _ in range(2))
    for app in (first, second):
        assert "All who choose it wait for the same reading" in page_text(app)
        assert "4 words" not in page_text(app)
    gate.open.set()
    its.join()
    for app in (first, second):
        app.run()
        assert not app.exception
        assert "4 words × 3 dimensions" in page_text(app)
        assert app.text_input(key="word").value == "king"
    assert len(gate.reads) == 1


def test_the_current_word_is_replaced_once_it_is_known_to_be_unknown(file, gate):
    file.write_text("cat 4 0 1\ndog 3 4 1\ncar 0 2 1\n")
    its = register_file(file)
    app = run_page()
    app.selectbox(key="embedding").set_value("animals").run()
    assert app.text_input(key="word").value == "king"
    gate.open.set()
    its.join()
    app.run()
    assert not app.exception
    assert app.text_input(key="word").value == "cat"
    assert "`king` is not in `animals`, so its first word is shown" in page_text(app)


def test_a_file_that_cannot_be_read_leaves_the_rest_alone(file):
    file.write_text("cat 1 2\ndog 1 x\ncar 3 4\n")
    its = register_file(file)
    app = run_page(embedding="animals")
    its.join()
    app.run()
    assert not app.exception
    assert "cannot be shown" in page_text(app)
    assert "animals.txt, line 2: " in page_text(app)
    assert str(file.parent) not in page_text(app)
    app.selectbox(key="embedding").set_value("glove").run()
    assert not app.exception
    assert "cannot be shown" not in page_text(app)
    file.write_text("cat 1 2\ndog 1 3\ncar 3 4\n")  # Mended.
    app.selectbox(key="embedding").set_value("animals").run()
    next(button for button in app.button if button.label == "Try again").click().run()
    its.join()
    app.run()
    assert "3 words × 2 dimensions" in page_text(app)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file", "/secret/place"), "It cannot be opened any more."),
        (MemoryError(), "not enough memory"),
        (RuntimeError("/secret/place"), "It could not be read."),
    ],
)
def test_whatever_goes_wrong_no_visitor_learns_where_the_file_is(file, monkeypatch, error, said):
    def fail(path, **settings):
        raise error

    monkeypatch.setattr(shared_files, "open_cached", fail)
    its = register_file(file)
    its.start()
    its.join()
    assert isinstance(its.error, FormatError)
    assert said in str(its.error)
    assert "secret" not in str(its.error)
    assert str(file.parent) not in str(its.error)


def test_a_page_may_ask_for_a_second_one(file):
    its = register_file(file)
    app = run_page("explore/compare.py", embedding="glove")
    app.selectbox(key="other").set_value("animals").run()
    its.join()
    app.run()
    assert not app.exception
    assert "All who choose it" not in page_text(app)


def test_what_is_made_of_it_is_for_all(file):
    its = register_file(file)
    its.start()
    its.join()
    assert its.E is not None
    assert shared_files.is_shared(its.E)
    assert not shared_files.is_shared(random_embedding(3, 3))


def test_the_second_server_finds_what_the_first_kept(file, monkeypatch):
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 0)
    monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 0)
    for name in ("first", "second"):
        its = shared_files.SharedFile(name, file)
        its.start()
        its.join()
        assert its.E is not None
        assert its.E.name == name
        assert its.E.source == "animals.txt"
        monkeypatch.setattr(loader, "load", None)  # Not called again.


def test_options(file, capsys):
    command_line.configure(["app.py", "--vectors", str(file), f"--vectors={file}"])
    assert list(shared_files.REGISTRY) == ["animals", "animals 2"]
    command_line.configure(["/usr/bin/uvicorn", "app:app", "--port", "80"])
    command_line.configure([])
    with pytest.raises(SystemExit) as ended:
        command_line.configure(["app.py", "--help"])
    assert ended.value.code == 0
    assert "--vectors FILE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vectors", "none.txt"], "--vectors: There is no file none.txt. Check its name"),
        (["--vector", "x"], "--vector"),
        (["--vectors"], "expected one argument"),
        (["more"], "more"),
    ],
)
def test_a_wrong_option_ends_the_start_with_one_sentence(arguments, said):
    ran = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 2
    (sentence,) = ran.stderr.splitlines()
    assert sentence.startswith("embviz: ")
    assert said in sentence


def test_in_the_browser(visit: OpenPage, tmp_path: Path) -> None:
    """Choose a file of some size, wait for it, and see a page about it; then one that is broken."""
    path = tmp_path / "numbers.txt"
    save(random_embedding(60_000, 50), path)
    broken = tmp_path / "broken.txt"
    broken.write_text("cat 1 2\ndog 1 x\ncar 3 4\n")
    arguments = ["--vectors", str(path), "--vectors", str(broken)]
    with run_server(tmp_path, args=arguments) as address:
        page = visit(f"{address}/lookup?embedding=numbers")
        page.get_by_text("60,000 words × 50 dimensions, numbers.txt").wait_for()
        page.get_by_role("heading", name="Look up").wait_for()
        end_session(page)
        page = visit(f"{address}/lookup?embedding=broken")
        page.get_by_text("cannot be shown").wait_for()
        page.get_by_text("broken.txt, line 2").wait_for()
        assert str(tmp_path) not in page.content()
        end_session(page)  # Before the server goes.
    assert list((tmp_path / "kept").glob("*.safetensors"))
