"""How fast the map answers, in Chromium with software WebGL.

``python -m benchmarks.browser`` starts the app, and beside it an app with one small Plotly chart,
and measures

- from a click on a point, mouse button up, until its neighbors are drawn, on maps of 1,000 and of
  100,000 words;
- the time between two frames while a map of all 50,000 words is dragged;
- from asking for the page until its first map is drawn, over the same for the small chart.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import CHROMIUM, CHROMIUM_ARGS
from tests.support.server import free_port, run_server, wait_for_server

N_CLICKS = 15
N_PAGE_LOADS = 9
N_MANY_WORDS = 100_000
MAP_VIEWS = ("2D", "3D")

MAP_SELECTOR = ".embviz-chart[data-labels]"
BARS_SELECTOR = '.embviz-chart[data-drawn][aria-label^="The words of this map"]'

SMALL_CHART = """
import plotly.graph_objects as go
import streamlit as st

st.title("A chart")
st.plotly_chart(go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 3, 2], mode="markers")))
"""

# Words that stand free enough to be hit, none of them chosen already.
FREE_LABELS_JS = f"""() => document.querySelector('{MAP_SELECTOR}').drawnMarks.labels
    .filter(each => !each.strong && each.id !== null).map(each => each.at)"""

# Begins to wait for the answer; the two times are read when both are there.
WATCH_CLICK_JS = f"""() => {{
    const told = () => {{
        const bars = document.querySelector('{BARS_SELECTOR}')
        return bars ? bars.getAttribute("aria-label") + bars.dataset.drawn : ""
    }}
    const before = told()
    window.up = window.shown = null
    const up = () => (window.up = performance.now())
    addEventListener("mouseup", up, {{once: true, capture: true}})
    const look = () => {{
        if (told() !== before && told() !== "") window.shown = performance.now()
        else requestAnimationFrame(look)
    }}
    look()
}}"""

# The times of all frames from now on.
RECORD_FRAMES_JS = """() => {
    window.dragFrames = []
    const look = at => { window.dragFrames.push(at); requestAnimationFrame(look) }
    requestAnimationFrame(look)
}"""


def open_page(browser: Browser, address: str) -> Page:
    """Open a page as a new visitor."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.goto(address, wait_until="commit")
    return page


def click_latencies(page: Page) -> list[float]:
    """Click on words of a map; return the milliseconds until each one's neighbors are drawn."""
    page.wait_for_selector(f"{MAP_SELECTOR}[data-selections]")
    page.wait_for_timeout(3000)
    box = page.locator(MAP_SELECTOR).bounding_box()
    assert box
    times = []
    places = page.evaluate(FREE_LABELS_JS)
    for x, y in np.random.default_rng(0).permutation(places)[:N_CLICKS].tolist():
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(400)
        page.evaluate(WATCH_CLICK_JS)
        page.mouse.down()
        page.wait_for_timeout(80)
        page.mouse.up()
        try:
            page.wait_for_function("window.up && window.shown", timeout=5000)
            times.append(page.evaluate("window.shown - window.up"))
        except Exception:
            print("a click met no point", file=sys.stderr)  # noqa: T201
        page.wait_for_timeout(1200)
    return times


def frame_times(page: Page) -> list[float]:
    """Drag a map; return the milliseconds between the frames meanwhile."""
    page.wait_for_selector(f"{MAP_SELECTOR}[data-selections]")
    page.wait_for_timeout(4000)
    box = page.locator(MAP_SELECTOR).bounding_box()
    assert box
    x, y = box["x"] + 300, box["y"] + 250
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD_FRAMES_JS)
    for step in range(40):
        page.mouse.move(x + 3 * step, y + 2 * step)
    page.wait_for_timeout(200)
    page.mouse.up()
    times: list[float] = page.evaluate("dragFrames.slice(1).map((at, i) => at - dragFrames[i])")
    return times


def upload_many_words(page: Page, address: str) -> None:
    """Give the visit an embedding of many words, and show all of them."""
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(200, 20))
    rows = middles[rng.integers(0, 200, N_MANY_WORDS)] + rng.normal(size=(N_MANY_WORDS, 20)) / 2
    lines = (f"word{i} {' '.join(f'{value:.4f}' for value in row)}\n" for i, row in enumerate(rows))
    page.wait_for_selector("h1")
    page.locator("input[type=file]").set_input_files(
        {"name": "many.txt", "mimeType": "text/plain", "buffer": "".join(lines).encode()}
    )
    page.get_by_role("button", name="Use it on every page").click()
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("radio", name="Many words").or_(
        page.get_by_role("button", name="Many words")
    ).click()
    page.get_by_role("combobox", name="How many").click()
    page.get_by_role("option", name="All").click()
    page.wait_for_selector(f'{MAP_SELECTOR}[aria-label*="{N_MANY_WORDS:,} words"]')
    page.wait_for_timeout(15_000)  # Until its trust is measured, too.


@contextmanager
def run_small_chart_app(home: Path) -> Iterator[str]:
    """Start an app with nothing but a small Plotly chart."""
    script, log, port = home / "small.py", home / "small.log", free_port()
    script.write_text(SMALL_CHART)
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    with log.open("w") as output:
        server = subprocess.Popen([*command, *options], stdout=output, stderr=output, cwd=home)
        try:
            wait_for_server(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(10)


def time_to_selector(browser: Browser, address: str, selector: str) -> float:
    """Return the seconds from asking for a page until something is on it."""
    begun = perf_counter()
    page = open_page(browser, address)
    page.wait_for_selector(selector)
    seconds = perf_counter() - begun
    page.context.close()
    return seconds


def main() -> None:
    """Print the tables."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        launch = playwright.chromium.launch
        with run_server(home) as address, run_small_chart_app(home) as other:
            first, peer = [], []
            for _ in range(N_PAGE_LOADS):  # Each with a browser that has nothing in its cache.
                with launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS) as browser:
                    peer.append(time_to_selector(browser, other, ".js-plotly-plot .points path"))
                with launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS) as browser:
                    first.append(
                        time_to_selector(browser, f"{address}/map", f"{MAP_SELECTOR}[data-drawn]")
                    )
            with launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS) as browser:
                some = f"{address}/map?show=Many+words&size=1,000"
                times = {
                    "1,000 words, 2D": click_latencies(open_page(browser, some)),
                    "1,000 words, 3D": click_latencies(open_page(browser, f"{some}&view=3D")),
                }
                every = f"{address}/map?show=Many+words&size=All"
                dragged = {
                    view: frame_times(open_page(browser, f"{every}&view={view}"))
                    for view in MAP_VIEWS
                }
                page = open_page(browser, f"{address}/upload")
                upload_many_words(page, address)
                times[f"{N_MANY_WORDS:,} words, 2D"] = click_latencies(page)
    lines = ["| map | click to neighbors, median ms | slowest of | |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {median(each):.0f} | {max(each):.0f} | {len(each)} clicks |"
        for name, each in times.items()
    ]
    lines += ["", "| 50,000 words, dragged | frame, median ms | slowest |", "|---|---|---|"]
    lines += [
        f"| {view} | {median(each):.0f} | {max(each):.0f} |" for view, each in dragged.items()
    ]
    ratio = median(first) / median(peer)
    lines += [
        "",
        f"First map {median(first):.2f} s, small chart {median(peer):.2f} s: ratio {ratio:.2f} "
        f"(medians of {N_PAGE_LOADS} visits).",
    ]
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
