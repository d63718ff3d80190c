"""What a rerun costs beside a page of Streamlit that only shows as much.

``python -m benchmarks.rerun_overhead`` lets one visitor act on each page, alone on the server, and then
on a script of captions, of which there are as many as the page sends messages. What is more than
that is the work of embviz: figures, tables, the product with the matrix.
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

typed = st.text_input("How many", key="many")
for i in range(int((typed or "0").split()[0])):
    st.caption(f"{typed} {i}")
"""


async def measure_reruns(
    act: Callable[[int, RecordSeconds], Awaitable[None]], visitor: StreamlitClient, process: int
) -> tuple[float, float]:
    """Return the ms of CPU and the messages that one rerun takes."""
    times: list[float] = []
    for i in range(N_WARMUP_RERUNS):
        await act(i, times.append)
    times.clear()
    before, messages = cpu_seconds(process), visitor.messages
    for i in range(N_WARMUP_RERUNS, N_WARMUP_RERUNS + N_RERUNS):
        await act(i, times.append)
    n = len(times)
    return 1000 * (cpu_seconds(process) - before) / n, (visitor.messages - messages) / n


async def measure_pages(address: str, process: int) -> dict[str, tuple[float, float]]:
    """Measure each page of the app."""
    words, found = LoadTestWords.from_sample(), {}

    async def act(page: str, i: int, note: RecordSeconds) -> None:
        await pupil.act(page, note)

    async with StreamlitClient.connect(1, address) as visitor:
        pupil = SimulatedUser(visitor, words, asyncio.sleep)
        for page in PAGES:
            await visitor.open_page(page)
            found[page] = await measure_reruns(partial(act, page), visitor, process)
        assert not visitor.errors, visitor.errors
    return found


async def measure_captions(
    address: str, process: int, counts: Sequence[int]
) -> list[tuple[float, float]]:
    """Measure scripts of so many captions."""

    async def act(count: int, i: int, note: RecordSeconds) -> None:
        note(await visitor.set_widget("many", f"{count} {i}"))

    async with StreamlitClient.connect(1, address) as visitor:
        found = [await measure_reruns(partial(act, count), visitor, process) for count in counts]
        assert not visitor.errors, visitor.errors
    return found


def main() -> None:
    """Print both, side by side."""
    with TemporaryDirectory() as home, run_server(Path(home)) as address:
        ours = asyncio.run(measure_pages(address, find_server_pid()))
    with TemporaryDirectory() as home:
        bare = Path(home)
        copytree(ROOT / ".streamlit", bare / ".streamlit")
        (bare / "app.py").write_text(CAPTIONS_APP)
        (bare / "page.py").write_text(CAPTIONS_PAGE)
        with run_server(bare, root=bare) as address:
            # A script of no caption sends a few messages as well.
            ((nothing, few),) = asyncio.run(measure_captions(address, find_server_pid(), [0]))
            counts = [max(0, round(messages - few)) for _, messages in ours.values()]
            theirs = asyncio.run(measure_captions(address, find_server_pid(), counts))
    print("| | messages | embviz, ms | captions, ms | ratio |\n|---|--:|--:|--:|--:|")  # noqa: T201
    for (page, (own, messages)), (other, _) in zip(ours.items(), theirs, strict=True):
        print(f"| {page} | {messages:.0f} | {own:.1f} | {other:.1f} | {own / other:.1f} |")  # noqa: T201
    print(f"| an empty script | {few:.0f} | | {nothing:.1f} | |")  # noqa: T201


if __name__ == "__main__":
    main()
