"""The configuration of the server, on the command line and in a TOML file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from embviz.app.config import all_pages, settings
from embviz.app.config.settings import DEFAULT_GROUP, ServerSettings
from embviz.app.config.toml_file import PARSERS
from embviz.app.server import command_line
from embviz.app.state import embeddings, shared_files
from embviz.app.state.memory_budget import BUDGET, BYTES_PER_MB, MAX_SESSION_MB, MAX_TOTAL_MB
from tests.support.server import ROOT


@pytest.fixture(autouse=True)
def _default_settings(monkeypatch):
    monkeypatch.setattr(settings, "_current", [ServerSettings()])
    monkeypatch.setattr(shared_files, "REGISTRY", {})
    monkeypatch.setattr(BUDGET, "per_session", BUDGET.per_session)
    monkeypatch.setattr(BUDGET, "total", BUDGET.total)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return the working directory, with lists of words, and with vectors in a subfolder."""
    (tmp_path / "words.txt").write_text("cat\nnew york\ncat\n")
    (tmp_path / "grouped.csv").write_text("word,group\ncat,pets\ndog,pets\ncow,farm\n")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "animals.txt").write_text("cat 4 0 1\ndog 3 4 1\nkoi 0 2 1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(*arguments: str) -> ServerSettings:
    command_line.configure(["app.py", *arguments])
    return settings.current()


def configuration_error(capsys, *arguments: str) -> str:
    """Return the sentence with which the server exits."""
    with pytest.raises(SystemExit) as exit_info:
        command_line.configure(["app.py", *arguments])
    assert exit_info.value.code == 2
    message: str = capsys.readouterr().err
    assert message.startswith("embviz: ")
    assert message.count("\n") == 1
    assert settings.current() == ServerSettings()  # Nothing is set after an error.
    return message


def test_options(folder):
    server = configure("--embedding", "minilm", "--words", "words.txt", "--pages", "lesson, map")
    assert server.embedding == embeddings.default_name() == "minilm"
    assert server.groups == {DEFAULT_GROUP: ("cat", "new york")}
    assert server.pages == {"lesson", "map"}
    assert configure("--words", "grouped.csv").groups == {"pets": ("cat", "dog"), "farm": ("cow",)}
    assert configure() == ServerSettings()


def test_embedding_is_named_or_given_by_its_file(folder):
    for name in ("animals", "class/animals.txt"):
        shared_files.REGISTRY.clear()
        server = configure("--vectors", "class/animals.txt", "--embedding", name)
        assert server.embedding == "animals"


def test_options_override_the_toml_file(folder):
    path = folder / "class" / "class.toml"
    path.write_text(
        'vectors = ["animals.txt"]\nembedding = "animals"\nwords = "../words.txt"\n'
        'pages = ["lookup", "map"]\n'
    )
    server = configure("--class", str(path), "--pages", "matrix")
    assert list(shared_files.REGISTRY) == ["animals"]
    shared_files.REGISTRY["animals"].join()
    assert shared_files.REGISTRY["animals"].E is not None  # Loaded before the first session.
    assert server.embedding == "animals"
    assert server.words == ("cat", "new york")
    assert server.pages == {"matrix"}


def test_words_in_a_toml_file(folder):
    path = folder / "class.toml"
    path.write_text('\ufeffwords = ["cat", " dog "]')
    assert configure(f"--class={path}").words == ("cat", "dog")
    path.write_text('[words]\npets = ["cat", "dog"]\nbig = ["cow", "dog"]')
    assert configure(f"--class={path}").words == ("cat", "dog", "cow")


def test_memory_limits(folder):
    path = folder / "class.toml"
    path.write_text("visit-mb = 20\nuploads-mb = 70\n")
    assert configure(f"--class={path}", "--uploads-mb", "90") == ServerSettings()
    assert (BUDGET.per_session, BUDGET.total) == (20 * BYTES_PER_MB, 90 * BYTES_PER_MB)
    path.write_text("# nothing\n")
    assert configure(f"--class={path}") == ServerSettings()
    assert BUDGET.per_session == MAX_SESSION_MB * BYTES_PER_MB
    assert BUDGET.total == MAX_TOTAL_MB * BYTES_PER_MB


def test_documentation_lists_all_options(folder):
    text = (ROOT / "docs" / "classroom.md").read_text("utf-8")
    all_keys, groups = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert set(tomllib.loads(all_keys)) == set(PARSERS)
    for toml in (all_keys, groups):
        (folder / "class" / "class.toml").write_text(toml)
        configure("--class", "class/class.toml")
    assert settings.current().groups == {"pets": ("cat", "dog"), "farm": ("horse", "cow")}
    row = next(line for line in text.splitlines() if line.startswith("| `--pages"))
    assert {*re.findall(r"`(\w+)`", row)} <= {entry.name for entry in all_pages()}
    assert set(re.findall(r"`--([\w-]+) [A-Z]+`", text)) == {*PARSERS, "class"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--embedding glvoe", "--embedding: There is no embedding 'glvoe'. Did you mean 'glove'?"),
        ("--pages lesson,mpa", "--pages: There is no page 'mpa'. Did you mean 'map'?"),
        ("--pages x", "The pages are lesson, lookup, matrix, map, "),
        ("--pages ,", "--pages: No page would be open. Name some of lesson, "),
        ("--words none.txt", "--words: There is no file none.txt. Check its name"),
        ("--words class", "--words: class is a folder. Name a file"),
        ("--words empty.txt", "--words: empty.txt: "),
        ("--words class/animals.txt", "looks like vectors, not a list of words"),
        ("--words many.txt", "There are 201 words of 1,094 letters; a class may have 200 words"),
        ("--words comma.txt", "'1,000' cannot stand in a list of words, where commas part them."),
        ("--vectors none.vec", "--vectors: There is no file none.vec. Check its name"),
        ("--class none.toml", "none.toml: It cannot be read: No such file or directory."),
        ("--class class", "class: It cannot be read: Is a directory."),
    ],
)
def test_invalid_options_end_the_server(folder, capsys, arguments, message):
    (folder / "empty.txt").touch()
    (folder / "many.txt").write_text("\n".join(f"w{i}" for i in range(201)))
    (folder / "comma.txt").write_text("cat\n1,000\n2,000\ndog\n")
    assert message in configuration_error(capsys, *arguments.split())


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("page = []", "my.toml, page: There is no such key. Did you mean 'pages'?"),
        ("zzz = 1", "my.toml, zzz: There is no such key. The keys are vectors, embedding, "),
        ('pages = "map"', 'my.toml, pages: This cannot be a text. Write it like this: pages = ["'),
        ("pages = [1]", "my.toml, pages: This cannot be a list with the value 1 in it."),
        ("pages = []", "my.toml, pages: No page would be open."),
        ('pages = ["maps"]', "my.toml, pages: There is no page 'maps'. Did you mean 'map'?"),
        ("visit-mb = 0", "my.toml, visit-mb: This cannot be the value 0. Write it like this: vis"),
        ("uploads_mb = 9", "my.toml, uploads_mb: There is no such key. Did you mean 'uploads-mb'?"),
        ("uploads-mb = true", "my.toml, uploads-mb: This cannot be true or false."),
        ("embedding = true", "my.toml, embedding: This cannot be true or false."),
        ('embedding = "x"', "my.toml, embedding: There is no embedding 'x'. Here are glove, "),
        ("words = 3", "my.toml, words: This cannot be the value 3. Write it like this: words = "),
        ("words = []", "my.toml, words: There are no words."),
        ('words = ["cat", ""]', "my.toml, words: '' cannot stand in a list"),
        ('words = "none"', "my.toml, words: There is no file "),
        ("[words]\npets = 2", "my.toml, words: This cannot be a table with the value 2 in it."),
        ('vectors = ["none"]', "my.toml, vectors: There is no file "),
        ("pages = [", "my.toml: It is not TOML: "),
        ("\udcff", "my.toml: It is not UTF-8 text."),
    ],
)
def test_an_invalid_file_ends_the_server(folder, capsys, toml, message):
    Path("my.toml").write_bytes(toml.encode("utf-8", "surrogateescape"))
    assert message in configuration_error(capsys, "--class", "my.toml")
    assert not shared_files.REGISTRY
