"""The server keeps to one of two processors; what it starts does not."""

import os
import subprocess
import sys
from collections.abc import Callable
from threading import Thread

import pytest

from benchmarks import process_stats as watching
from embviz.jobs import cpu_affinity, cpu_count, pin_to_one_cpu, use_all_cpus
from tests.support.server import run_server

if not hasattr(os, "sched_getaffinity"):
    pytest.skip("This system does not say where a thread may run.", allow_module_level=True)

HERE = sorted(os.sched_getaffinity(0))


def run_in_thread(do: Callable[[], object]) -> object:
    """Do something where it binds nothing else, and return its result."""
    told: list[object] = []
    thread = Thread(target=lambda: told.append(do()))
    thread.start()
    thread.join()
    return told[0]


@pytest.mark.skipif(len(HERE) < 2, reason="Needs two processors.")
@pytest.mark.parametrize("port", [8501, 8502])
def test_one_of_two_and_all_meanwhile(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr(cpu_affinity, "AVAILABLE_CPUS", set(HERE[:2]))

    def seen() -> list[set[int]]:
        pin_to_one_cpu(port)
        before = os.sched_getaffinity(0)
        with use_all_cpus():
            script = "import os; print(*os.sched_getaffinity(0))"
            told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
        return [before, {int(each) for each in told.stdout.split()}, os.sched_getaffinity(0)]

    one = {HERE[port % 2]}
    assert run_in_thread(seen) == [one, set(HERE[:2]), one]
    assert sorted(os.sched_getaffinity(0)) == HERE


@pytest.mark.parametrize("given", [set(), {0}, {0, 1, 2}, {5000, 5001}])
def test_else_it_stays_where_it_was(monkeypatch: pytest.MonkeyPatch, given: set[int]) -> None:
    monkeypatch.setattr(cpu_affinity, "AVAILABLE_CPUS", given)

    def seen() -> list[int]:
        pin_to_one_cpu(0)
        return sorted(os.sched_getaffinity(0))

    assert run_in_thread(seen) == HERE


def test_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu_affinity, "AVAILABLE_CPUS", {3, 7, 8})
    assert cpu_count() == 3
    monkeypatch.setattr(cpu_affinity, "AVAILABLE_CPUS", set())
    assert cpu_count() == os.cpu_count()


@pytest.mark.skipif(len(HERE) != 2, reason="Needs a machine with two processors.")
def test_a_server_keeps_to_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    others = set(watching.child_pids(os.getpid()))  # Of tests that ran before.
    with run_server(tmp_path_factory.mktemp("home")):
        started = set(watching.child_pids(os.getpid())) - others
        assert any(len(os.sched_getaffinity(pid)) == 1 for pid in started)
