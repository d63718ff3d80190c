"""The package: versions that agree with the pins, and a wheel that contains the app."""

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement

import embviz
from embviz.app.config import all_pages
from tests.support.server import ROOT, free_port, wait_for_server

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def pins(name: str) -> list[Requirement]:
    """Return the requirements of a file, without comments and the files it includes."""
    lines = (line.strip() for line in (ROOT / name).read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


def ranges(*extras: str) -> dict[str, Requirement]:
    """Return the requirements of the project and of some extras, by lower-case name."""
    stated = [*PROJECT["dependencies"], *(each for extra in extras for each in EXTRAS[extra])]
    requirements = (Requirement(each) for each in stated if not each.startswith("embviz["))
    return {each.name.lower(): each for each in requirements}


@pytest.mark.parametrize(
    ("file", "allowed"),
    [("requirements.txt", ranges()), ("requirements-dev.txt", ranges("dev", "umap"))],
)
def test_every_pin_lies_in_its_range(file, allowed):
    for pin in pins(file):
        (version,) = (each.version for each in pin.specifier if each.operator == "==")
        assert pin.name.lower() in allowed, f"{pin.name} is pinned, and pyproject.toml lacks it"
        assert allowed[pin.name.lower()].specifier.contains(version), pin


def test_every_dependency_is_pinned():
    assert {*ranges()} == {pin.name.lower() for pin in pins("requirements.txt")}


def test_the_pins_cover_each_python_once():
    for python in ("3.11", "3.14", "3.15"):
        names = [
            pin.name
            for pin in pins("requirements.txt")
            if pin.marker is None or pin.marker.evaluate({"python_version": python})
        ]
        assert len(names) == len({*names}), python
        assert ("openTSNE" in names) == (python != "3.15")


def test_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", embviz.__version__)
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## {embviz.__version__} (" in changelog


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scripts of a new environment in which the built wheel is installed.

    What the wheel requires is taken from the environment of the tests, through a path file.
    """
    folder = tmp_path_factory.mktemp("wheel")
    run = [sys.executable, "-m"]
    built = [*run, "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(built, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    home = folder / "environment"
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    query = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(
        subprocess.run(query, check=True, capture_output=True, text=True).stdout.strip()
    )
    (packages / "tests.pth").write_text(str(Path(pytest.__file__).parents[1]))
    install = ["pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*run, *install], check=True, capture_output=True, text=True)
    assert (packages / "embviz" / "app" / "site" / "pages" / "frame.py").is_file()
    return scripts


def run(script: Path, *arguments: str, folder: Path) -> str:
    """Run a command in a folder; return what it prints."""
    done = subprocess.run(
        [str(script), *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


def test_the_command_of_the_wheel(installed, tmp_path):
    (tmp_path / "pets.txt").write_text("cat 4 0\ndog 3 4\ncar 0 2\n")
    command = installed / "embviz"
    assert run(command, "--version", folder=tmp_path) == f"embviz {embviz.__version__}\n"
    assert "usage: embviz [FILE ...]" in run(command, "--help", folder=tmp_path)
    assert "words          3" in run(command, "info", "pets.txt", folder=tmp_path)
    module = run(
        installed / "python", "-m", "embviz", "nearest", "pets.txt", "dog", folder=tmp_path
    )
    assert module == run(command, "nearest", "pets.txt", "dog", folder=tmp_path)


def test_the_wheel_opens_the_app_with_its_theme(installed, tmp_path):
    (tmp_path / "pets.txt").write_text("cat 4 0\ndog 3 4\ncar 0 2\n")
    port, log = free_port(), tmp_path / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [installed / "embviz", "pets.txt", f"--port={port}", "--server.headless=true"],
            cwd=tmp_path,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(tmp_path), "EMBVIZ_CACHE": str(tmp_path / "cache")},
        )
    try:
        wait_for_server(f"http://localhost:{port}/_stcore/health", server, log)
        with urlopen(f"http://localhost:{port}/_stcore/host-config", timeout=5) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.wait(10)
    assert "Traceback" not in log.read_text()


OPEN_PAGES = """\
from streamlit.testing.v1 import AppTest
from embviz.app.config import all_pages
from embviz.cli.app import site_root

app = AppTest.from_file(str(site_root() / "pages" / "frame.py"), default_timeout=60).run()
for page in all_pages():
    app.switch_page(page.path).run()
    assert not app.exception, (page.name, app.exception)
    print(page.name, len(app.title))
"""


def test_every_page_of_the_wheel_opens(installed, tmp_path):
    (tmp_path / "pages").mkdir()  # Another package of that name, where the app is started.
    (tmp_path / "pages" / "__init__.py").touch()
    printed = run(installed / "python", "-c", OPEN_PAGES, folder=tmp_path)
    assert printed.split() == [part for page in all_pages() for part in (page.name, "1")]


def test_types_of_the_installed_package(installed, tmp_path):
    script = tmp_path / "use.py"
    script.write_text(
        """\
import embviz

E = embviz.load_sample("tutorial")
neighbors = embviz.most_similar(E, "cat", k=3)
tokens: tuple[str, ...] = neighbors.tokens
score: float = embviz.similarity(E, "cat", "dog")
reveal_type(embviz.analogy(E, positive=["king", "woman"], negative=["man"]))
wrong: int = neighbors.tokens
"""
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
            *("--python-executable", str(installed / "python"), str(script)),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert 'Revealed type is "embviz.neighbors.most_similar.Neighbors"' in done.stdout, done.stdout
    assert "Found 1 error" in done.stdout  # Only the last line is wrong.
