"""The command line: output, messages and exit codes."""

from __future__ import annotations

import errno
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embviz.cli import main
from embviz.cli.output import ProgressBar, escape_unprintable
from embviz.embedding import EmbeddingMatrix
from embviz.io import load, save
from embviz.io.cache import loader
from tests.support.polling import eventually

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "embviz"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBVIZ_CACHE", str(tmp_path / "kept"))


@pytest.fixture
def pets(tmp_path) -> Path:
    path = tmp_path / "pets.txt"
    path.write_text("cat 4 0\ndog 3 4\ncar 0 2\nvoid 0 0\ncat 1 1\n")
    return path


def run(*arguments: object, **settings) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **settings)


def test_nearest(pets):
    process = run("nearest", pets, "dog", "-k", 2)
    assert process.returncode == 0
    assert process.stdout == "     cosine  word\n1    0.8000  car\n2    0.6000  cat\n"
    assert process.stderr == ""


def test_nearest_by_another_metric_as_json(pets, capsys):
    assert main(["nearest", str(pets), "dog", "--metric", "euclidean", "--json", "-k", "1"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["words"] == [{"word": "car", "token_id": 2, "score": pytest.approx(13**0.5)}]
    assert (result["word"], result["unit"]) == ("dog", "euclidean")


def test_analogy(tmp_path, capsys):
    """The words king, man and woman at right angles: king − man + woman is queen's row."""
    path = tmp_path / "court.csv"
    rows = {"king": "3,0,3", "man": "1,0,0", "woman": "0,1,0", "queen": "0,2,2", "x": "-1,0,0"}
    path.write_text("word,a,b,c\n" + "".join(f"{word},{row}\n" for word, row in rows.items()))
    assert main(["analogy", str(path), "king", "man", "woman", "-k", "1"]) == 0
    out = capsys.readouterr().out
    # (1/√2 − 1, 1, 1/√2) and (0, 1, 1)/√2: √2·(1 + 1/√2)/2 over the length of the first.
    first = np.array([0.5**0.5 - 1, 1, 0.5**0.5])
    cosine = first[1:].sum() / 2**0.5 / np.linalg.norm(first)
    assert out.splitlines()[1] == f"1    {cosine:.4f}  queen"


def test_info(pets, capsys):
    assert main(["info", str(pets)]) == 0
    out = capsys.readouterr().out
    assert "words          4\n" in out
    assert "dimensions     2\n" in out
    assert "row lengths    0 to 5, median 3\n" in out
    assert "rows of zeros  1\n" in out
    assert "note           Tokens that occur again" in out
    assert main(["info", str(pets), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["first_words"] == ["cat", "dog", "car", "void"]


@pytest.mark.parametrize("suffix", [".safetensors", ".bin", ".csv", ".npz", ".parquet"])
def test_convert(pets, tmp_path, capsys, suffix):
    out = tmp_path / f"out{suffix}"
    assert main(["convert", str(pets), str(out)]) == 0
    output = capsys.readouterr()
    assert f"4 words × 2 dimensions, {out.stat().st_size:,} bytes" in output.out
    assert "note: Tokens that occur again" in output.err
    assert load(out).tokens == ("cat", "dog", "car", "void")
    assert np.array_equal(load(out).vectors, load(pets).vectors)


def test_convert_replaces_existing_files_only_with_force(pets, tmp_path, capsys):
    out = tmp_path / "out.txt"
    out.write_text("mine")
    assert main(["convert", str(pets), str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "mine"
    spaced = tmp_path / "spaced.csv"
    spaced.write_text('word,a,b\n"new 1.5",1,2\n')
    assert main(["convert", str(spaced), str(out), "--force"]) == 1  # Text cannot have this token.
    assert "out.txt: The token 'new 1.5'" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert main(["convert", str(pets), str(out), "--force"]) == 0
    assert len(load(out)) == 4
    assert main(["convert", str(out), str(out), "--force"]) == 0  # OUT is IN.
    assert len(load(out)) == 4
    assert sorted(path.name for path in tmp_path.glob("*out*")) == ["out.txt"]
    assert main(["convert", str(pets), str(tmp_path / "none" / "out.txt")]) == 1
    assert main(["convert", str(pets), str(tmp_path / "out.xyz")]) == 2


def test_an_unknown_word(pets, capsys):
    assert main(["nearest", str(pets), "dgo"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == "'dgo' is not in the vocabulary of 'pets'. Near spellings: dog.\n"


def test_a_word_in_another_case_gives_a_message(pets, capsys):
    assert main(["nearest", str(pets), "Dog", "-k", "1"]) == 0
    output = capsys.readouterr()
    assert output.err == "'Dog' is not there; 'dog' is taken.\n"
    assert "car" in output.out


def test_files_that_cannot_be_read(tmp_path, capsys):
    bad = tmp_path / "bad.txt"
    bad.write_text("cat 1 2\ndog 1 x\ncar 3 4\n")
    assert main(["info", str(bad)]) == 1
    assert capsys.readouterr().err.startswith("bad.txt, line 2: ")
    assert main(["info", str(bad), "--skip-bad"]) == 0
    assert main(["info", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'none'}: No such file or directory.\n"


def test_members_of_an_archive_are_listed(tmp_path, capsys):
    path = tmp_path / "two.npz"
    np.savez(path, words=np.array(["a", "b"]), first=np.eye(2), second=2 * np.eye(2))
    assert main(["info", str(path)]) in (0, 1)
    output = capsys.readouterr()
    assert "second" in output.err + output.out
    assert main(["nearest", str(path), "a", "--member", "second", "--metric", "dot"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["nearest", "x"],
        ["nearest", "x", "y", "-k", "0"],
        ["nearest", "x", "y", "-k", "many"],
        ["nearest", "x", "y", "--metric", "taxi"],
        ["analogy", "x", "a", "b"],
        ["info", "x", "--shape", "3"],
    ],
)
def test_usage_errors_exit_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    assert "usage: embviz" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["", "info", "convert", "nearest", "analogy"])
def test_help(command, capsys):
    with pytest.raises(SystemExit) as error:
        main([*command.split(), "--help"])
    assert error.value.code == 0
    assert "usage" in capsys.readouterr().out


def test_control_characters_of_a_vocabulary_are_escaped(tmp_path):
    tokens = ["cat", "\x1b[2J\x1b]0;x\x07", "\u202egod", "a\nb", "\x9b31m", "\x7f", "caf\u00e9"]
    path = tmp_path / "bad\x1b[31m.safetensors"
    rows = [[i, 1.0] for i in range(len(tokens))]
    save(EmbeddingMatrix(tokens, rows, name="\x1b[5mname", notes=["\x1b[7mnote"]), path)
    for arguments in (
        ("info", path),
        ("nearest", path, "cat"),
        ("nearest", path, "cat", "--json"),
        ("nearest", path, "\x1b[2Jcat"),
        ("nearest", f"{path}\x1b[2J", "cat"),
        ("info", path, "--json"),
        ("convert", path, tmp_path / "\x1b[1m.vec"),
    ):
        process = run(*arguments)
        written = process.stdout + process.stderr
        assert written
        assert not [c for c in written.replace("\n", "") if not c.isprintable()], arguments


def test_characters_that_the_encoding_lacks_are_escaped(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("cat 1 2\ncafé 1 1\n", encoding="utf-8")
    process = run("nearest", path, "cat", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert process.returncode == 0
    assert "caf\\xe9" in process.stdout


@pytest.mark.parametrize(
    ("text", "printed"),
    [("new york", "new york"), ("\x1b[0m", "\\x1b[0m"), ("a\u2028b", "a\\u2028b"), ("猫", "猫")],
)
def test_escape_unprintable(text, printed):
    assert escape_unprintable(text) == printed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_bar_is_written_to_terminals_only(monkeypatch):
    monkeypatch.setattr("embviz.cli.output.REFRESH_SECONDS", 0)
    for file, shown in ((Terminal(), True), (io.StringIO(), False)):
        bar = ProgressBar("Reading x", file)
        bar(0.5)
        assert (file.getvalue() == "\rReading x  50%") is shown
        bar.clear()
        assert file.getvalue().endswith("\r") is shown


def test_progress_on_a_real_terminal(tmp_path):
    path = tmp_path / "large.txt"
    # Words with a space are read line by line, which is slow enough to show progress.
    path.write_text("".join(f"a w{i} {i}.5 1.25 3\n" for i in range(600_000)))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "info", str(path), "--no-cache"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        out, _ = process.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "Reading large.txt" in shown
    assert shown.endswith("\r")
    assert b"600,000" in out


def test_the_cache_is_used(pets, monkeypatch, tmp_path):
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 0)
    monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 0)
    assert main(["nearest", str(pets), "dog", "--no-cache"]) == 0
    assert not (tmp_path / "kept").exists()
    assert main(["nearest", str(pets), "dog"]) == 0
    assert len(list((tmp_path / "kept").glob("*.safetensors"))) == 1
    monkeypatch.setattr(loader, "load", None)  # The reader is not called again.
    assert main(["nearest", str(pets), "dog"]) == 0


def test_an_interrupt_ends_without_a_traceback(tmp_path):
    fifo = tmp_path / "endless.txt"
    os.mkfifo(fifo)  # Opening a pipe blocks until it is opened for writing.
    with subprocess.Popen(
        [*COMMAND, "info", str(fifo)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        writer = eventually(lambda: open_for_writing(fifo))
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
        os.close(writer)
    assert process.returncode == 130
    assert stderr == ""


def open_for_writing(fifo: Path) -> int:
    """Open a pipe for writing; fail while it is not open for reading."""
    try:
        return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        assert error.errno != errno.ENXIO, "not open for reading yet"
        raise


def test_a_closed_pipe_ends_without_a_traceback(tmp_path):
    path = tmp_path / "many.safetensors"
    save(EmbeddingMatrix([f"w{i}" for i in range(20_000)], np.eye(20_000, 2) + 1), path)
    with subprocess.Popen(
        [*COMMAND, "nearest", str(path), "w0", "-k", "20000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        stderr = process.stderr.read()
    assert process.returncode == 141
    assert stderr == ""
