"""A class on one server: how fast it answers, what it takes, and whether visits keep apart.

``python -m benchmarks.load_test`` starts the app and opens real visits over its websocket:

1. 50 visits on one page after the other, one action a second each;
2. the same with each visit on a page of its own choice;
3. 100 visits with ten seconds between actions;
4. 50 uploads of 5 MB; then everybody leaves.

Each visitor types and uploads a word of its own, and looks for those of others in all that it is
sent. It prints Markdown tables: the times of reruns, the processor time that each cost the server,
its memory, and which bars are met. With ``--check`` a bar that is missed ends it with an error.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks import process_stats as watching
from benchmarks.load_phases import open_sessions, run_phase, stay_on_page
from benchmarks.load_report import MemoryUse, Phase, check_thresholds, load_report
from benchmarks.process_stats import cpu_seconds, memory_mb
from benchmarks.simulated_users import LoadTestWords, SimulatedUser
from tests.support.server import run_server

PAGES = ("lookup", "similarity", "analogy", "map", "matrix")
# How long a server may take to forget visits: what Streamlit waits for them to come back, and more.
CLEANUP_TIMEOUT_SECONDS = 200.0


async def wait_for_memory_below(server: int, below: float, patience: float) -> tuple[float, float]:
    """Wait until memory is below so many MB; return what it is and how long that took."""
    begun = perf_counter()
    while (now := memory_mb(server)) > below and perf_counter() - begun < patience:
        await asyncio.sleep(1)
    return now, perf_counter() - begun


async def run_load_test(address: str, server: int, options: argparse.Namespace) -> int:
    """Hold the class; return how many bars were missed."""
    words, said = LoadTestWords.from_sample(), MemoryUse()
    phases: list[Phase] = []
    wrong: list[str] = []
    strange: set[bytes] = set()

    def leave(pupils: Sequence[SimulatedUser]) -> None:
        for each in pupils:
            wrong.extend(each.client.errors)
            strange.update(each.client.foreign_markers)

    said.started = memory_mb(server)
    # What all visits share is there after a few have seen every page.
    async with AsyncExitStack() as stack:
        first = await open_sessions(stack, 3, address, words)
        for pupil in first:
            for name in PAGES:
                await pupil.client.open_page(name)
                for _ in range(5):
                    await pupil.act(name, lambda _: None)
        leave(first)
    await asyncio.sleep(2)
    said.base = memory_mb(server)

    async with AsyncExitStack() as stack:
        pupils = await open_sessions(stack, options.visits, address, words)
        for name in options.pages:
            phases.append(
                await run_phase(
                    name,
                    pupils,
                    partial(stay_on_page, name),
                    seconds=options.seconds,
                    interval=1.0,
                    server_pid=server,
                )
            )
            print(phases[-1].to_markdown(), flush=True)  # noqa: T201
        if not options.short:
            phases.append(
                await run_phase(
                    "all pages",
                    pupils,
                    lambda pupil, acts: PAGES[(pupil.client.number + acts // 6) % len(PAGES)],
                    seconds=options.seconds,
                    interval=1.0,
                    server_pid=server,
                )
            )
            print(phases[-1].to_markdown(), flush=True)  # noqa: T201
            pupils += await open_sessions(stack, 100, address, words, first=len(pupils))
            phases.append(
                await run_phase(
                    "100 visits",
                    pupils,
                    lambda pupil, acts: PAGES[(pupil.client.number + acts // 3) % len(PAGES)],
                    seconds=2 * options.seconds,
                    interval=10.0,
                    server_pid=server,
                )
            )
            print(phases[-1].to_markdown(), flush=True)  # noqa: T201
        said.n_sessions, said.with_sessions = len(pupils), memory_mb(server)
        leave(pupils)
    if not options.short:
        async with AsyncExitStack() as stack:
            pupils = await open_sessions(stack, options.visits, address, words)
            brought = Phase("upload")
            before, own, begun = cpu_seconds(server), process_time(), perf_counter()
            for pupil in pupils:
                await pupil.client.open_page("upload")
                await pupil.act("upload", brought.times["upload"].append)
                brought.actions += 1
            brought.cpu, brought.client_cpu = cpu_seconds(server) - before, process_time() - own
            brought.seconds, brought.expected_actions = perf_counter() - begun, len(pupils)
            phases.append(brought)
            print(brought.to_markdown(), flush=True)  # noqa: T201
            said.uploaded = memory_mb(server)
            leave(pupils)
        said.after, said.seconds = await wait_for_memory_below(
            server, said.base + 20, options.patience
        )
    print("\n" + load_report(phases, said))  # noqa: T201
    missed, told = check_thresholds(phases, said, wrong, strange)
    print("\n" + told)  # noqa: T201
    return missed


def main() -> None:
    """Start the app, hold the class, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30, help="for each page")
    parser.add_argument("--pages", nargs="*", default=PAGES, choices=PAGES)
    parser.add_argument("--short", action="store_true", help="only the pages, one by one")
    parser.add_argument("--patience", type=float, default=CLEANUP_TIMEOUT_SECONDS)
    parser.add_argument("--check", action="store_true", help="end with an error if a bar is missed")
    options = parser.parse_args()
    with TemporaryDirectory() as home, run_server(Path(home)) as address:
        missed = asyncio.run(run_load_test(address, watching.find_server_pid(), options))
    sys.exit(bool(missed and options.check))


if __name__ == "__main__":
    main()
