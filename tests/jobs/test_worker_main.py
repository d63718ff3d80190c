"""The worker process: its payload, its reports and its result."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import embviz
from embviz.jobs import JobResult, Task, write_payload
from embviz.jobs import __main__ as worker_main
from embviz.jobs.payload import RESULT_FILE, read_payload, read_result, remove_folder, write_result
from embviz.maps import CLUSTERS_TASK, MapSettings, MissingExtraError, find_clusters

SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
TWO_SQUARES = np.concatenate([SQUARE[:3], SQUARE + 20, [[90, 90]]]).astype(np.float32)
ARRAYS = {"coordinates": TWO_SQUARES}


@pytest.fixture
def make_folder():
    folders = []

    def make(task=CLUSTERS_TASK, arrays=ARRAYS, settings=None):
        folders.append(write_payload(task, arrays, settings or {}))
        return folders[-1]

    yield make
    for folder in folders:
        remove_folder(folder)


def test_a_payload_is_read_as_it_was_written(make_folder):
    arrays = {"a": TWO_SQUARES.astype(np.float64), "b": np.arange(6)[::2]}
    payload = read_payload(make_folder(arrays=arrays, settings={"k": 3, "name": None}))
    assert (payload.function, payload.settings) == (CLUSTERS_TASK.function, {"k": 3, "name": None})
    assert payload.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert payload.arrays[name].dtype == array.dtype
        assert np.array_equal(payload.arrays[name], array)


def test_the_check_of_a_task_runs_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def check(arrays, settings):
        raise ValueError("Too many.")

    with pytest.raises(ValueError, match="Too many"):
        write_payload(replace(CLUSTERS_TASK, check=check), ARRAYS, {})
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes.")
def test_only_the_user_can_read_a_folder(make_folder):
    assert make_folder().stat().st_mode & 0o077 == 0


def test_a_result_is_read_as_it_was_written(make_folder):
    folder = make_folder()
    result = JobResult({"labels": np.array([0, -1], np.int32)}, {"k": [1, 0.1], "note": "é"})
    write_result(folder, result)
    read = read_result(folder)
    assert read.values == result.values
    assert read.arrays["labels"].tolist() == [0, -1]
    with pytest.raises(ValueError, match="read-only"):
        read.arrays["labels"][0] = 1


def test_a_partial_result_is_not_read(make_folder, monkeypatch):
    folder = make_folder()

    def fill_disk(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_disk)
    with pytest.raises(OSError, match="No space"):
        write_result(folder, JobResult({"labels": np.zeros(4)}, {}))
    assert not (folder / RESULT_FILE).exists()


def run(folder, stdin=subprocess.PIPE):
    """Run a worker to its end; return its exit code, its reports and its log."""
    with subprocess.Popen(
        [sys.executable, "-m", "embviz.jobs", str(folder)],
        cwd=Path(embviz.__file__).parents[1],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        reports = [json.loads(line) for line in worker.stdout]
        log = worker.stderr.read()
    return worker.returncode, reports, log


def test_a_worker_reports_and_writes_its_result(make_folder):
    folder = make_folder(settings={"min_cluster_size": 3})
    code, reports, log = run(folder)
    assert code == 0, log
    assert reports[-1] == {"share": 1.0, "step": "Finding clusters"}
    labels = CLUSTERS_TASK.decode(read_result(folder))
    assert labels.tolist() == find_clusters(TWO_SQUARES, min_cluster_size=3).tolist()


def test_a_failing_worker_reports_a_sentence(make_folder):
    folder = make_folder(settings={"min_cluster_size": 1})
    code, reports, log = run(folder)
    assert code == 1
    assert reports[-1] == {"error": "min_cluster_size is 1: a cluster has at least 2 points."}
    assert "Traceback" in log
    assert not (folder / RESULT_FILE).exists()


@pytest.mark.parametrize("function", ["os:getcwd", "embviz.maps", "embvizard.maps:f", "embviz:x"])
def test_only_functions_of_embviz_run(make_folder, function):
    code, reports, _ = run(make_folder(Task(function, list)))
    assert code == 1
    assert reports == [
        {
            "error": f"{function!r} is not the name of a job, such as "
            "'embviz.package.module:function'."
        }
    ]


@pytest.mark.parametrize("temporary", [True, False])
def test_a_worker_exits_when_stdin_is_closed(make_folder, temporary):
    folder = make_folder()
    if not temporary:
        job = json.loads((folder / "job.json").read_text())
        (folder / "job.json").write_text(json.dumps(job | {"temporary": False}))
    code, _, _ = run(folder, stdin=subprocess.DEVNULL)
    assert code == 1
    # A folder that is not temporary belongs to the person who started the worker by hand.
    assert folder.exists() != temporary


def test_only_messages_of_embviz_are_shown_to_visitors(monkeypatch):
    def message(function):
        with pytest.raises(Exception) as info:
            function()
        return worker_main.error_message(info.value)

    unexpected = worker_main.UNEXPECTED_ERROR_MESSAGE
    assert message(lambda: MapSettings(perplexity="x").nothing) == unexpected
    assert message(lambda: np.zeros(2) @ np.zeros(3)) == unexpected
    assert message(lambda: find_clusters([1.0])) == "coordinates must have shape (n, c), not (1,)."

    def raise_error(error):
        raise error

    # Pretend that it is a function of embviz.
    monkeypatch.setitem(raise_error.__globals__, "__name__", "embviz.maps.projection.umap")
    assert message(lambda: raise_error(MissingExtraError("Install it."))) == "Install it."
    assert message(lambda: raise_error(ImportError("No module named 'umap'"))) == unexpected
    assert worker_main.error_message(MemoryError()) == worker_main.OUT_OF_MEMORY_MESSAGE


def test_each_step_is_reported_but_not_each_small_fraction(monkeypatch):
    clock, reports = [0.0], []
    monkeypatch.setattr(worker_main, "monotonic", lambda: clock[0])
    report = worker_main._throttle(lambda line: reports.append((line["share"], line["step"])))
    for hundredth in range(101):
        clock[0] = hundredth / 50  # Each hundredth takes 0.02 s.
        report(hundredth / 100, "one" if hundredth < 50 else "two")
    fractions = [fraction for fraction, _ in reports]
    assert (0.5, "two") in reports
    assert reports[0] == (0.0, "one")
    assert reports[-1] == (1.0, "two")
    assert fractions == sorted(fractions)
    assert 20 <= len(reports) <= 24
