"""Benchmark the CPU time of reruns against plain Streamlit pages with as many messages.

``python -m benchmarks.rerun_overhead`` acts on each page in the only session of a server, and then
on a script with as many captions as the page sends messages. The difference is the work of embviz:
figures, tables and products with the matrix.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from benchmarks.load_test import PAGES
from benchmarks.process_stats import cpu_seconds, find_server_pid
from benchmarks.simulated_users import LoadTestWords, RecordSeconds, SimulatedUser
from benchmarks.streamlit_client import StreamlitClient
from tests.support.server import ROOT, run_server

N_WARMUP_RERUNS, N_RERUNS = 40, 200

CAPTIONS_APP = 'import streamlit as st\n\napp = st.App("page.py")\n'
CAPTIONS_PAGE = """import streamlit as st

text = st.text_input("How many", key="many")
for i in range(int((text or "0").split()[0])):
    st.caption(f"{text} {i}")
"""


async def measure_reruns(
    act: Callable[[int, RecordSeconds], Awaitable[None]], client: StreamlitClient, process: int
) -> tuple[float, float]:
    """Return the CPU time in ms and the number of messages per rerun."""
    times: list[float] = []
    for i in range(N_WARMUP_RERUNS):
        await act(i, times.append)
    times.clear()
    before, messages = cpu_seconds(process), client.messages
    for i in range(N_WARMUP_RERUNS, N_WARMUP_RERUNS + N_RERUNS):
        await act(i, times.append)
    n = len(times)
    return 1000 * (cpu_seconds(process) - before) / n, (client.messages - messages) / n


async def measure_pages(address: str, process: int) -> dict[str, tuple[float, float]]:
    """Measure each page of the app."""
    words, results = LoadTestWords.from_sample(), {}

    async def act(page: str, i: int, record: RecordSeconds) -> None:
        await user.act(page, record)

    async with StreamlitClient.connect(1, address) as client:
        user = SimulatedUser(client, words, asyncio.sleep)
        for page in PAGES:
            await client.open_page(page)
            results[page] = await measure_reruns(partial(act, page), client, process)
        assert not client.errors, client.errors
    return results


async def measure_captions(
    address: str, process: int, counts: Sequence[int]
) -> list[tuple[float, float]]:
    """Measure scripts with these numbers of captions."""

    async def act(count: int, i: int, record: RecordSeconds) -> None:
        record(await client.set_widget("many", f"{count} {i}"))

    async with StreamlitClient.connect(1, address) as client:
        results = [await measure_reruns(partial(act, count), client, process) for count in counts]
        assert not client.errors, client.errors
    return results


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as home, run_server(Path(home)) as address:
        ours = asyncio.run(measure_pages(address, find_server_pid()))
    with TemporaryDirectory() as home:
        folder = Path(home)
        copytree(ROOT / ".streamlit", folder / ".streamlit")
        (folder / "app.py").write_text(CAPTIONS_APP)
        (folder / "page.py").write_text(CAPTIONS_PAGE)
        with run_server(folder, root=folder) as address:
            # A script without captions sends some messages, too.
            ((empty_ms, n_empty),) = asyncio.run(measure_captions(address, find_server_pid(), [0]))
            counts = [max(0, round(messages - n_empty)) for _, messages in ours.values()]
            theirs = asyncio.run(measure_captions(address, find_server_pid(), counts))
    print("| | messages | embviz, ms | captions, ms | ratio |\n|---|--:|--:|--:|--:|")  # noqa: T201
    for (page, (own, messages)), (other, _) in zip(ours.items(), theirs, strict=True):
        print(f"| {page} | {messages:.0f} | {own:.1f} | {other:.1f} | {own / other:.1f} |")  # noqa: T201
    print(f"| an empty script | {n_empty:.0f} | | {empty_ms:.1f} | |")  # noqa: T201


if __name__ == "__main__":
    main()
