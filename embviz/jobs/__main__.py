"""Run one job: ``python -m embviz.jobs FOLDER``.

Lines of JSON on standard output report the progress, ``{"share": 0.42, "step": "Drawing"}``, or the
failure, ``{"error": "A sentence."}``. The process exits when its standard input is closed, because
the server that started it has ended then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any, NoReturn

from embviz.jobs.payload import is_temporary, read_payload, remove_folder, write_result
from embviz.jobs.progress import Report
from embviz.jobs.task import load_function

# Added to the niceness of the process, so that the server has priority over it.
NICE_INCREMENT = 10

# Seconds between two reports of the same step.
MIN_REPORT_SECONDS = 0.1

OUT_OF_MEMORY_MESSAGE = "There was not enough memory for this. Choose fewer words."
UNEXPECTED_ERROR_MESSAGE = "This could not be computed. The log of the server says why."


def main(folder: Path) -> int:
    """Run the job in `folder`; return 0 when its result is written, else 1."""

    def exit_process() -> NoReturn:
        if is_temporary(folder):
            remove_folder(folder)
        os._exit(1)

    Thread(target=_exit_when_stdin_closes, args=(exit_process,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The server handles SIGINT.
    if hasattr(os, "nice"):
        os.nice(NICE_INCREMENT)
    write_report = _open_report_writer(exit_process)
    try:
        job = read_payload(folder)
        compute = load_function(job.function)
        write_result(folder, compute(job.arrays, job.settings, _throttle(write_report)))
    except Exception as error:
        traceback.print_exc()
        write_report({"error": error_message(error)})
        return 1
    return 0


def _exit_when_stdin_closes(exit_process: Callable[[], NoReturn]) -> None:
    # sys.stdin would still hold its lock when the interpreter exits.
    while os.read(0, 1024):
        pass
    exit_process()


def _open_report_writer(exit_process: Callable[[], NoReturn]) -> Callable[[dict[str, Any]], None]:
    """Return a function that writes a report to stdout; other output goes to stderr from now on."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def write_report(report: dict[str, Any]) -> None:
        try:
            print(json.dumps(report), file=stdout, flush=True)
        except OSError:  # stdout is closed.
            exit_process()

    return write_report


def _throttle(write_report: Callable[[dict[str, Any]], None]) -> Report:
    """Return a callback that writes every new step and the end, but not every small fraction."""
    last_time, last_step = 0.0, ""

    def report(fraction: float, step: str) -> None:
        nonlocal last_time, last_step
        now = monotonic()
        if step != last_step or fraction >= 1 or now - last_time >= MIN_REPORT_SECONDS:
            last_time, last_step = now, step
            write_report({"share": round(min(max(fraction, 0.0), 1.0), 4), "step": step})

    return report


def error_message(error: Exception) -> str:
    """Return a sentence that tells a visitor why a job failed.

    Only messages that embviz wrote are shown: those of exceptions raised in its own code that are
    ValueErrors or of its own classes.
    """
    if isinstance(error, MemoryError):
        return OUT_OF_MEMORY_MESSAGE
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    module = str(tb.tb_frame.f_globals.get("__name__", "")) if tb else ""
    is_own_class = type(error).__module__.startswith("embviz.")
    if module.startswith("embviz.") and (isinstance(error, ValueError) or is_own_class):
        return str(error)
    return UNEXPECTED_ERROR_MESSAGE


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
