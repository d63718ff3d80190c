"""What a rerun costs beside a page of Streamlit that only shows as much.

``python -m benchmarks.elements`` lets one visitor act on each page, alone on the server, and then
on a script of captions, of which there are as many as the page sends messages. What is more than
that is the work of embviz: figures, tables, the product with the matrix.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from benchmarks.classroom import PAGES
from benchmarks.pupils import Pupil, Words
from benchmarks.visitor import Visitor
from benchmarks.watching import children, cpu
from tests.server import ROOT, running

WARM, ACTIONS = 40, 200

APP = 'import streamlit as st\n\napp = st.App("page.py")\n'
PAGE = """import streamlit as st

typed = st.text_input("How many", key="many")
for i in range(int((typed or "0").split()[0])):
    st.caption(f"{typed} {i}")
"""


async def measured(
    act: Callable[[int], Awaitable[object]], visitor: Visitor, server: int, times: list[float]
) -> tuple[float, float]:
    """Return the ms of CPU and the messages that one rerun takes; `times` grows by each rerun."""
    for i in range(WARM):
        await act(i)
    before, messages, done = cpu(server), visitor.messages, len(times)
    for i in range(WARM, WARM + ACTIONS):
        await act(i)
    n = len(times) - done
    return 1000 * (cpu(server) - before) / n, (visitor.messages - messages) / n


async def pages(address: str, server: int) -> dict[str, tuple[float, float]]:
    """Measure each page of the app."""
    words, found = Words.of_sample(), {}
    async with Visitor.enter(1, address) as visitor:
        pupil = Pupil(visitor, words, asyncio.sleep)
        for page in PAGES:
            await visitor.go(page)
            times: list[float] = []

            async def act(_: int, page: str = page, times: list[float] = times) -> None:
                await pupil.act(page, times.append)

            found[page] = await measured(act, visitor, server, times)
        assert not visitor.errors, visitor.errors
    return found


async def captions(address: str, server: int, counts: list[int]) -> list[tuple[float, float]]:
    """Measure scripts of so many captions."""
    found = []
    async with Visitor.enter(1, address) as visitor:
        for count in counts:
            times: list[float] = []

            async def act(i: int, count: int = count, times: list[float] = times) -> None:
                times.append(await visitor.set("many", f"{count} {i}"))

            found.append(await measured(act, visitor, server, times))
        assert not visitor.errors, visitor.errors
    return found


def main() -> None:
    """Print both, side by side."""
    with TemporaryDirectory() as home, running(Path(home)) as address:
        ours = asyncio.run(pages(address, _server()))
    with TemporaryDirectory() as home:
        bare = Path(home)
        copytree(ROOT / ".streamlit", bare / ".streamlit")
        (bare / "app.py").write_text(APP)
        (bare / "page.py").write_text(PAGE)
        with running(bare, root=bare) as address:
            # A script of no caption sends a few messages as well.
            ((nothing, few),) = asyncio.run(captions(address, _server(), [0]))
            counts = [max(0, round(messages - few)) for _, messages in ours.values()]
            theirs = asyncio.run(captions(address, _server(), counts))
    print("| | messages | embviz, ms | captions, ms | ratio |\n|---|--:|--:|--:|--:|")  # noqa: T201
    for (page, (own, messages)), (other, _) in zip(ours.items(), theirs, strict=True):
        print(f"| {page} | {messages:.0f} | {own:.1f} | {other:.1f} | {own / other:.1f} |")  # noqa: T201
    print(f"| an empty script | {few:.0f} | | {nothing:.1f} | |")  # noqa: T201


def _server() -> int:
    return next(children(os.getpid()))


if __name__ == "__main__":
    main()
