"""What a teacher sets for all visitors: on the command line, in a TOML file, and what it shows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from embviz import EmbeddingMatrix
from embviz.app.config import settings
from embviz.app.config.pages import PAGES
from embviz.app.config.settings import DEFAULT_GROUP, ServerSettings
from embviz.app.config.toml_file import PARSERS
from embviz.app.server import command_line
from embviz.app.state import session, shared_files
from embviz.app.state.memory_budget import BUDGET, BYTES_PER_MB, MAX_SESSION_MB, MAX_TOTAL_MB
from tests.support.browser import (
    OpenPage,
    current_word_field,
    end_session,
    wait_for_map,
    words_on_map,
)
from tests.support.server import ROOT, run_server

WORDS = ("dog", "Paris", "quxquux", "cat", "horse")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "_current", [ServerSettings()])
    monkeypatch.setattr(shared_files, "REGISTRY", {})
    yield


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return where the server is started: with a list of words, and an embedding further down."""
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
    """Return the one sentence with which the server ends."""
    with pytest.raises(SystemExit) as ended:
        command_line.configure(["app.py", *arguments])
    assert ended.value.code == 2
    told: str = capsys.readouterr().err
    assert told.startswith("embviz: ") and told.count("\n") == 1
    assert settings.current() == ServerSettings()  # Nothing is set by halves.
    return told


def test_command_line(folder):
    room = configure("--embedding", "minilm", "--words", "words.txt", "--pages", "lesson, map")
    assert room.embedding == session.default_embedding() == "minilm"
    assert room.groups == {DEFAULT_GROUP: ("cat", "new york")}
    assert room.pages == {"lesson", "map"}
    assert configure("--words", "grouped.csv").groups == {"pets": ("cat", "dog"), "farm": ("cow",)}
    assert configure() == ServerSettings()


def test_toml_file_and_the_command_line_above_it(folder):
    path = folder / "class" / "class.toml"
    path.write_text(
        'vectors = ["animals.txt"]\nembedding = "animals"\nwords = "../words.txt"\n'
        'pages = ["lookup", "map"]\n'
    )
    room = configure("--class", str(path), "--pages", "matrix")
    assert list(shared_files.REGISTRY) == ["animals"]
    shared_files.REGISTRY["animals"].join()
    assert shared_files.REGISTRY["animals"].E is not None  # It is read before anybody asks.
    assert room.embedding == "animals"
    assert room.words == ("cat", "new york")
    assert room.pages == {"matrix"}
    path.write_text('\ufeffwords = ["cat", " dog "]')
    assert configure(f"--class={path}").words == ("cat", "dog")
    path.write_text('[words]\npets = ["cat", "dog"]\nbig = ["cow", "dog"]')
    assert configure(f"--class={path}").words == ("cat", "dog", "cow")
    path.write_text("visit-mb = 20\nuploads-mb = 70\n")
    assert configure(f"--class={path}", "--uploads-mb", "90") == ServerSettings()
    assert (BUDGET.per_session, BUDGET.total) == (20 * BYTES_PER_MB, 90 * BYTES_PER_MB)
    path.write_text("# nothing\n")
    assert configure(f"--class={path}") == ServerSettings()
    assert (BUDGET.per_session, BUDGET.total) == (
        MAX_SESSION_MB * BYTES_PER_MB,
        MAX_TOTAL_MB * BYTES_PER_MB,
    )


def test_the_page_for_teachers_names_all_there_is(folder):
    page = (ROOT / "docs" / "classroom.md").read_text("utf-8")
    first, second = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert set(tomllib.loads(first)) == set(PARSERS)
    for toml in (first, second):
        (folder / "class" / "class.toml").write_text(toml)
        configure("--class", "class/class.toml")
    assert settings.current().groups == {"pets": ("cat", "dog"), "farm": ("horse", "cow")}
    row = next(line for line in page.splitlines() if line.startswith("| `--pages"))
    assert re.findall(r"`(\w+)`", row) == [entry.name for entry in PAGES]
    assert set(re.findall(r"`--([\w-]+) [A-Z]+`", page)) == {*PARSERS, "class"}


@pytest.mark.parametrize(
    ("arguments", "said"),
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
def test_what_cannot_be_ends_the_start(folder, capsys, arguments, said):
    (folder / "empty.txt").touch()
    (folder / "many.txt").write_text("\n".join(f"w{i}" for i in range(201)))
    (folder / "comma.txt").write_text("cat\n1,000\n2,000\ndog\n")
    assert said in configuration_error(capsys, *arguments.split())


@pytest.mark.parametrize(
    ("toml", "said"),
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
def test_a_wrong_file_ends_the_start(folder, capsys, toml, said):
    Path("my.toml").write_bytes(toml.encode("utf-8", "surrogateescape"))
    assert said in configuration_error(capsys, "--class", "my.toml")
    assert not shared_files.REGISTRY


def run_page(page: str | None = None, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if page:
        app.switch_page(page).run()
    assert not app.exception
    return app


def captions(app: AppTest) -> str:
    return "\n".join(each.value for each in [*app.sidebar.caption, *app.caption])


def test_pages_begin_with_what_is_set():
    settings.set_current(ServerSettings("minilm", {DEFAULT_GROUP: WORDS}))
    app = run_page("learn/matrix.py")
    assert app.selectbox(key="embedding").value == "minilm"
    assert app.text_input(key="word").value == "dog"
    assert app.text_input(key="words").value == "dog Paris quxquux cat horse"
    assert "Of the 5 words of this class, `minilm` lacks `quxquux`." in captions(app)
    app.switch_page("explore/map.py").run()
    assert app.session_state["groups"] == [DEFAULT_GROUP]
    # A link names what is not usual here, and nothing else.
    app = run_page("explore/similarity.py", embedding="glove", word="tree")
    assert app.selectbox(key="embedding").value == "glove"
    assert app.text_input(key="word").value == "tree"
    # Other embeddings may have none of the words: pages then begin with their own.
    app = run_page("learn/matrix.py")
    settings.set_current(ServerSettings("tutorial", {DEFAULT_GROUP: ("photosynthesis", "quxquux")}))
    app = run_page("learn/matrix.py")
    assert "`tutorial` has **none** of the words of this class" in captions(app)
    assert app.text_input(key="words").value.startswith("king queen")


def test_words_of_the_class_stand_before_the_usual_groups(monkeypatch):
    E = session.sample("glove")
    usual = session.groups(E)
    settings.set_current(
        ServerSettings(groups={"animals": ("cat", "unicornus"), DEFAULT_GROUP: WORDS})
    )
    groups = session.groups(E)
    assert groups["animals"] == ["cat"]
    assert groups[DEFAULT_GROUP] == ["dog", "paris", "cat", "horse"]
    assert list(groups) == [
        "animals",
        DEFAULT_GROUP,
        *(name for name in usual if name != "animals"),
    ]
    assert session.default_groups(E) == ["animals", DEFAULT_GROUP]
    tiny = EmbeddingMatrix(["uno", "dos"], [[1, 0], [0, 1]])
    monkeypatch.setattr(
        shared_files, "is_shared", lambda E: True
    )  # There is no visit to keep it for.
    assert session.default_groups(tiny) == list(session.groups(tiny)) == ["all words"]


def test_pages_that_are_not_open():
    settings.set_current(ServerSettings(pages=frozenset({"lookup", "map"})))
    app = run_page()  # The lesson is not open: the first page is the first that is.
    assert app.title[0].value == "Look up a word"
    app = run_page("explore/map.py")
    assert app.title[0].value == "A map of words"
    with pytest.raises(ValueError, match="upload"):
        app.switch_page("data/upload.py")
    settings.set_current(ServerSettings(pages=frozenset({"lesson"})))
    app = run_page(step="11")
    assert app.title[0].value.startswith("11 ·")
    assert "Similar words have similar vectors" in "".join(each.value for each in app.markdown)
    assert not app.get("page_link")  # Takeaways without links: those pages are not open.
    settings.set_current(ServerSettings())
    assert len(run_page(step="11").get("page_link")) == 5


def test_in_the_browser(visit: OpenPage, tmp_path: Path) -> None:
    """Visit a server with a class: what it shows first, closed pages, and each page's address."""
    (tmp_path / "words.txt").write_text("\n".join(WORDS))
    (tmp_path / "class.toml").write_text('words = "words.txt"\npages = ["matrix", "map", "upload"]')
    arguments = ["--class", str(tmp_path / "class.toml"), "--embedding=minilm"]
    with run_server(tmp_path, args=arguments) as address:
        page = visit(f"{address}/lesson")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Lesson: not open here")
        shown = page.get_by_test_id("stSidebarNavLink")
        expect(shown).to_have_text([re.compile(name) for name in ("Matrix", "Map", "Your words")])
        page.get_by_test_id("stMain").get_by_role("link", name="Map").click()
        assert sorted(words_on_map(wait_for_map(page, 4))) == ["cat", "dog", "horse", "paris"]
        expect(current_word_field(page)).to_have_value("dog")
        assert page.url == f"{address}/map"  # What is usual here needs no words in the address.
        for path, title in {"": "The matrix as a picture", "quality": "not open here"}.items():
            page.goto(f"{address}/{path}?word=tree")
            expect(heading).to_contain_text(title)
            expect(current_word_field(page)).to_have_value("tree")
            expect(page.get_by_role("dialog")).to_have_count(0)
        end_session(page)


def test_every_page_has_a_name_of_its_own():
    names = [entry.name for entry in PAGES]
    assert len(set(names)) == len(names)
    files = {path.relative_to(ROOT / "pages") for path in (ROOT / "pages").glob("*/*.py")}
    assert {Path(entry.path) for entry in PAGES} == files
