"""Do one piece of work: ``python -m embviz.jobs FOLDER``.

Lines of JSON on standard output say how far it is, ``{"share": 0.42, "step": "Drawing the map"}``,
or why it failed, ``{"error": "A sentence."}``. The process ends when its standard input does: then
whoever started it is gone.
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
from embviz.maps import MissingExtraError, run_task

# How far the work stands back behind everything else, the server above all.
NICE_INCREMENT = 10

# Seconds between two reports of the same step.
MIN_REPORT_SECONDS = 0.1

OUT_OF_MEMORY_MESSAGE = "There was not enough memory for this. Choose fewer words."
UNEXPECTED_ERROR_MESSAGE = "This could not be computed. The log of the server says why."


def main(folder: Path) -> int:
    """Do the work in `folder`; return 0 when its result is there, else 1."""

    def leave() -> NoReturn:
        if is_temporary(folder):
            remove_folder(folder)
        os._exit(1)

    Thread(target=_exit_when_stdin_closes, args=(leave,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Of Ctrl-C the server decides.
    if hasattr(os, "nice"):
        os.nice(NICE_INCREMENT)
    tell = _open_report_writer(leave)
    try:
        job = read_payload(folder)
        result = run_task(job.task, job.vectors, job.settings, _throttle(tell))
        write_result(folder, job.task, result)
    except Exception as error:
        traceback.print_exc()
        tell({"error": error_message(error)})
        return 1
    return 0


def _exit_when_stdin_closes(exit_process: Callable[[], NoReturn]) -> None:
    # Not sys.stdin, whose lock would be held when the process ends.
    while os.read(0, 1024):
        pass
    exit_process()


def _open_report_writer(exit_process: Callable[[], NoReturn]) -> Callable[[dict[str, Any]], None]:
    """Return what writes a line; whatever else prints goes to standard error from now on."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(about: dict[str, Any]) -> None:
        try:
            print(json.dumps(about), file=out, flush=True)
        except OSError:  # Nobody listens.
            exit_process()

    return tell


def _throttle(write_report: Callable[[dict[str, Any]], None]) -> Callable[[float, str], None]:
    """Return what reports shares: each new step, and the last, but not each little share."""
    last, last_step = 0.0, ""

    def report(share: float, step: str) -> None:
        nonlocal last, last_step
        now = monotonic()
        if step != last_step or share >= 1 or now - last >= MIN_REPORT_SECONDS:
            last, last_step = now, step
            write_report({"share": round(min(max(share, 0.0), 1.0), 4), "step": step})

    return report


def error_message(error: Exception) -> str:
    """Say to a person why the work failed.

    Only what embviz raises itself is written for people.
    """
    if isinstance(error, MemoryError):
        return OUT_OF_MEMORY_MESSAGE
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    module = str(place.tb_frame.f_globals.get("__name__", "")) if place else ""
    ours = module == "embviz" or module.startswith("embviz.")
    if ours and isinstance(error, ValueError | MissingExtraError):
        return str(error)
    return UNEXPECTED_ERROR_MESSAGE


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
