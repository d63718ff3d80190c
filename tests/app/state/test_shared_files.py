"""Files on the server: read once for all sessions, or rejected with an error on the page."""

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
from embviz.io import FormatError, load
from embviz.io.cache import loader
from tests.conftest import random_embedding
from tests.support.server import ROOT

COMMAND = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", "--"]


@pytest.fixture(autouse=True)
def _no_shared_files(monkeypatch, tmp_path) -> Iterator[None]:
    monkeypatch.setattr(shared_files, "REGISTRY", {})
    monkeypatch.setenv("EMBVIZ_CACHE", str(tmp_path / "cache"))
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


def test_file_can_be_chosen_like_a_sample(file):
    register_file(file)
    assert embeddings.names() == ["glove", "minilm", "tutorial", "animals"]


def test_names_are_the_stems_of_the_files_and_unique(tmp_path):
    for name in ("glove.txt", "glove.vec.gz", "wiki.en.vec.zip", "x" * 90 + ".txt"):
        (tmp_path / name).write_text("cat 1 2")
        shared_files.register(tmp_path / name)
    assert list(shared_files.REGISTRY) == ["glove 2", "glove 3", "wiki.en", "x" * 40]
    assert [file.name for file in shared_files.REGISTRY.values()] == list(shared_files.REGISTRY)


class Gate:
    """Blocks reading until it is opened, and lists the paths that were read."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reads: list[Path] = []

    def __call__(self, path, *, name, options, on_warning):
        self.reads.append(path)
        options.progress(0.5)
        self.open.wait(20)
        return load(path, name=name, options=options)


@pytest.fixture
def gate(monkeypatch) -> Iterator[Gate]:
    gate = Gate()
    monkeypatch.setattr(shared_files, "open_cached", gate)
    yield gate
    gate.open.set()


def test_sessions_wait_for_the_same_reading(file, gate):
    shared_file = register_file(file)
    first, second = (run_page(embedding="animals") for _ in range(2))
    for app in (first, second):
        assert "All who choose it wait for the same reading" in page_text(app)
        assert "4 words" not in page_text(app)
    gate.open.set()
    shared_file.join()
    for app in (first, second):
        app.run()
        assert not app.exception
        assert "4 words × 3 dimensions" in page_text(app)
        assert app.text_input(key="word").value == "king"
    assert len(gate.reads) == 1


def test_current_word_is_replaced_once_the_file_is_read(file, gate):
    file.write_text("cat 4 0 1\ndog 3 4 1\ncar 0 2 1\n")
    shared_file = register_file(file)
    app = run_page()
    app.selectbox(key="embedding").set_value("animals").run()
    assert app.text_input(key="word").value == "king"
    gate.open.set()
    shared_file.join()
    app.run()
    assert not app.exception
    assert app.text_input(key="word").value == "cat"
    assert "`king` is not in `animals`, so its first word is shown" in page_text(app)


def test_error_of_a_file_does_not_affect_other_embeddings(file):
    file.write_text("cat 1 2\ndog 1 x\ncar 3 4\n")
    shared_file = register_file(file)
    app = run_page(embedding="animals")
    shared_file.join()
    app.run()
    assert not app.exception
    assert "cannot be shown" in page_text(app)
    assert "animals.txt, line 2: " in page_text(app)
    assert str(file.parent) not in page_text(app)
    app.selectbox(key="embedding").set_value("glove").run()
    assert not app.exception
    assert "cannot be shown" not in page_text(app)
    file.write_text("cat 1 2\ndog 1 3\ncar 3 4\n")  # Correct the file.
    app.selectbox(key="embedding").set_value("animals").run()
    next(button for button in app.button if button.label == "Try again").click().run()
    shared_file.join()
    app.run()
    assert "3 words × 2 dimensions" in page_text(app)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FileNotFoundError(2, "No such file", "/secret/place"), "It cannot be opened any more."),
        (MemoryError(), "not enough memory"),
        (RuntimeError("/secret/place"), "It could not be read."),
    ],
)
def test_errors_do_not_contain_the_path(file, monkeypatch, error, message):
    def fail(path, **settings):
        raise error

    monkeypatch.setattr(shared_files, "open_cached", fail)
    shared_file = register_file(file)
    shared_file.start()
    shared_file.join()
    assert isinstance(shared_file.error, FormatError)
    assert message in str(shared_file.error)
    assert "secret" not in str(shared_file.error)
    assert str(file.parent) not in str(shared_file.error)


def test_two_files_are_compared(file):
    shared_file = register_file(file)
    app = run_page("explore/compare.py", embedding="glove")
    app.selectbox(key="other").set_value("animals").run()
    shared_file.join()
    app.run()
    assert not app.exception
    assert "All who choose it" not in page_text(app)


def test_embedding_of_a_file_is_shared(file):
    shared_file = register_file(file)
    shared_file.start()
    shared_file.join()
    assert shared_file.E is not None
    assert shared_files.is_shared(shared_file.E)
    assert not shared_files.is_shared(random_embedding(3, 3))


def test_second_server_uses_the_cache_of_the_first(file, monkeypatch):
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 0)
    monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 0)
    for name in ("first", "second"):
        shared_file = shared_files.SharedFile(name, file)
        shared_file.start()
        shared_file.join()
        assert shared_file.E is not None
        assert shared_file.E.name == name
        assert shared_file.E.source == "animals.txt"
        monkeypatch.setattr(loader, "load", None)  # The reader is not called again.


def test_command_line_options(file, capsys):
    command_line.configure(["app.py", "--vectors", str(file), f"--vectors={file}"])
    assert list(shared_files.REGISTRY) == ["animals", "animals 2"]
    command_line.configure(["/usr/bin/uvicorn", "app:app", "--port", "80"])
    command_line.configure([])
    with pytest.raises(SystemExit) as exit_info:
        command_line.configure(["app.py", "--help"])
    assert exit_info.value.code == 0
    assert "--vectors FILE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--vectors", "none.txt"], "--vectors: There is no file none.txt. Check its name"),
        (["--vector", "x"], "--vector"),
        (["--vectors"], "expected one argument"),
        (["more"], "more"),
    ],
)
def test_invalid_option_ends_the_command_with_one_sentence(arguments, message):
    result = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 2
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("embviz: ")
    assert message in sentence
