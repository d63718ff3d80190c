"""Load test of the app: response times, CPU, memory, and isolation of sessions.

``python -m benchmarks.load_test`` starts the app and opens sessions over its websocket:

1. 50 sessions on the same page, for each page, with one action per second;
2. 50 sessions that change pages;
3. 100 sessions with ten seconds between actions;
4. 50 uploads of 5 MB; then all sessions end.

Each user types and uploads a word of its own, and searches all messages for those of others. The
output is Markdown tables of rerun times, CPU time per rerun, memory, and thresholds. With
``--check``, exceeding a threshold is an error.
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

from benchmarks.load_phases import open_sessions, run_phase, stay_on_page
from benchmarks.load_report import MemoryUse, Phase, check_thresholds, load_report
from benchmarks.process_stats import cpu_seconds, find_server_pid, memory_mb
from benchmarks.simulated_users import LoadTestWords, SimulatedUser
from tests.support.server import run_server

PAGES = ("lookup", "similarity", "analogy", "map", "matrix")
# Streamlit keeps disconnected sessions for some time, so that clients can reconnect.
CLEANUP_TIMEOUT_SECONDS = 200.0


async def wait_for_memory_below(server: int, limit: float, timeout: float) -> tuple[float, float]:
    """Wait until memory is below `limit` MB; return the memory and the seconds."""
    start = perf_counter()
    while (memory := memory_mb(server)) > limit and perf_counter() - start < timeout:
        await asyncio.sleep(1)
    return memory, perf_counter() - start


async def run_load_test(address: str, server: int, options: argparse.Namespace) -> int:
    """Run all phases; return the number of thresholds that are exceeded."""
    words, memory = LoadTestWords.from_sample(), MemoryUse()
    phases: list[Phase] = []
    errors: list[str] = []
    foreign_markers: set[bytes] = set()

    def collect_errors(users: Sequence[SimulatedUser]) -> None:
        for user in users:
            errors.extend(user.client.errors)
            foreign_markers.update(user.client.foreign_markers)

    memory.started = memory_mb(server)
    # The first sessions allocate what all sessions share.
    async with AsyncExitStack() as stack:
        users = await open_sessions(stack, 3, address, words)
        for user in users:
            for page in PAGES:
                await user.client.open_page(page)
                for _ in range(5):
                    await user.act(page, lambda _: None)
        collect_errors(users)
    await asyncio.sleep(2)
    memory.base = memory_mb(server)

    async with AsyncExitStack() as stack:
        users = await open_sessions(stack, options.sessions, address, words)
        for page in options.pages:
            phases.append(
                await run_phase(
                    page,
                    users,
                    partial(stay_on_page, page),
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
                    users,
                    lambda user, n_actions: PAGES[
                        (user.client.number + n_actions // 6) % len(PAGES)
                    ],
                    seconds=options.seconds,
                    interval=1.0,
                    server_pid=server,
                )
            )
            print(phases[-1].to_markdown(), flush=True)  # noqa: T201
            users += await open_sessions(stack, 100, address, words, first=len(users))
            phases.append(
                await run_phase(
                    "100 sessions",
                    users,
                    lambda user, n_actions: PAGES[
                        (user.client.number + n_actions // 3) % len(PAGES)
                    ],
                    seconds=2 * options.seconds,
                    interval=10.0,
                    server_pid=server,
                )
            )
            print(phases[-1].to_markdown(), flush=True)  # noqa: T201
        memory.n_sessions, memory.with_sessions = len(users), memory_mb(server)
        collect_errors(users)
    if not options.short:
        async with AsyncExitStack() as stack:
            users = await open_sessions(stack, options.sessions, address, words)
            phase = Phase("upload", expected_actions=len(users))
            server_cpu, client_cpu, start = cpu_seconds(server), process_time(), perf_counter()
            for user in users:
                await user.client.open_page("upload")
                await user.act("upload", phase.times["upload"].append)
                phase.actions += 1
            phase.seconds = perf_counter() - start
            phase.cpu = cpu_seconds(server) - server_cpu
            phase.client_cpu = process_time() - client_cpu
            phases.append(phase)
            print(phase.to_markdown(), flush=True)  # noqa: T201
            memory.uploaded = memory_mb(server)
            collect_errors(users)
        memory.after, memory.seconds = await wait_for_memory_below(
            server, memory.base + 20, options.timeout
        )
    print("\n" + load_report(phases, memory))  # noqa: T201
    n_exceeded, table = check_thresholds(phases, memory, errors, foreign_markers)
    print("\n" + table)  # noqa: T201
    return n_exceeded


def main() -> None:
    """Start the app, run the load test, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30, help="for each page")
    parser.add_argument("--pages", nargs="*", default=PAGES, choices=PAGES)
    parser.add_argument("--short", action="store_true", help="only the first part")
    parser.add_argument("--timeout", type=float, default=CLEANUP_TIMEOUT_SECONDS)
    parser.add_argument("--check", action="store_true", help="fail if a threshold is exceeded")
    options = parser.parse_args()
    with TemporaryDirectory() as home, run_server(Path(home)) as address:
        n_exceeded = asyncio.run(run_load_test(address, find_server_pid(), options))
    sys.exit(bool(n_exceeded and options.check))


if __name__ == "__main__":
    main()
