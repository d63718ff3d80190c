"""Benchmark the map in Chromium with software WebGL.

``python -m benchmarks.browser`` starts the app, and a second one with a small Plotly chart, and
measures

- the time from a click on a point, mouse button up, until its neighbors are drawn, on maps of 1,000
  and of 100,000 words;
- the time between frames while a map of all 50,000 words is dragged;
- the time from the request until the first map is drawn, relative to that for the small chart.
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

# Positions of labeled words that are not selected; their points are not covered by others.
FREE_LABELS_JS = f"""() => document.querySelector('{MAP_SELECTOR}').drawnMarks.labels
    .filter(label => !label.strong && label.id !== null).map(label => label.at)"""

# Record the times of the next mouse up and of the next change of the neighbors.
WATCH_CLICK_JS = f"""() => {{
    const state = () => {{
        const bars = document.querySelector('{BARS_SELECTOR}')
        return bars ? bars.getAttribute("aria-label") + bars.dataset.drawn : ""
    }}
    const before = state()
    window.up = window.shown = null
    const up = () => (window.up = performance.now())
    addEventListener("mouseup", up, {{once: true, capture: true}})
    const poll = () => {{
        if (state() !== before && state() !== "") window.shown = performance.now()
        else requestAnimationFrame(poll)
    }}
    poll()
}}"""

# Record the times of all frames from now on.
RECORD_FRAMES_JS = """() => {
    window.dragFrames = []
    const poll = at => { window.dragFrames.push(at); requestAnimationFrame(poll) }
    requestAnimationFrame(poll)
}"""


def open_page(browser: Browser, address: str) -> Page:
    """Open a page in a new session."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    page.goto(address, wait_until="commit")
    return page


def click_latencies(page: Page) -> list[float]:
    """Click on words of a map; return the milliseconds until their neighbors are drawn."""
    page.wait_for_selector(f"{MAP_SELECTOR}[data-selections]")
    page.wait_for_timeout(3000)
    box = page.locator(MAP_SELECTOR).bounding_box()
    assert box
    times = []
    points = page.evaluate(FREE_LABELS_JS)
    for x, y in np.random.default_rng(0).permutation(points)[:N_CLICKS].tolist():
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
            print("a click hit no point", file=sys.stderr)  # noqa: T201
        page.wait_for_timeout(1200)
    return times


def frame_times(page: Page) -> list[float]:
    """Drag a map; return the milliseconds between frames."""
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
    """Upload an embedding of many words, and draw a map of all of them."""
    rng = np.random.default_rng(0)
    centers = rng.normal(size=(200, 20))
    rows = centers[rng.integers(0, 200, N_MANY_WORDS)] + rng.normal(size=(N_MANY_WORDS, 20)) / 2
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
    page.wait_for_timeout(15_000)  # Its quality is measured, too.


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
    """Return the seconds from the request of a page until an element is on it."""
    start = perf_counter()
    page = open_page(browser, address)
    page.wait_for_selector(selector)
    seconds = perf_counter() - start
    page.context.close()
    return seconds


def main() -> None:
    """Print the tables."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        launch = playwright.chromium.launch
        with run_server(home) as address, run_small_chart_app(home) as chart_address:
            map_times, chart_times = [], []
            for _ in range(N_PAGE_LOADS):  # A new browser has an empty cache.
                with launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS) as browser:
                    chart_times.append(
                        time_to_selector(browser, chart_address, ".js-plotly-plot .points path")
                    )
                with launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS) as browser:
                    map_times.append(
                        time_to_selector(browser, f"{address}/map", f"{MAP_SELECTOR}[data-drawn]")
                    )
            with launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS) as browser:
                url = f"{address}/map?show=Many+words&size=1,000"
                times = {
                    "1,000 words, 2D": click_latencies(open_page(browser, url)),
                    "1,000 words, 3D": click_latencies(open_page(browser, f"{url}&view=3D")),
                }
                url = f"{address}/map?show=Many+words&size=All"
                frames = {
                    view: frame_times(open_page(browser, f"{url}&view={view}"))
                    for view in MAP_VIEWS
                }
                page = open_page(browser, f"{address}/upload")
                upload_many_words(page, address)
                times[f"{N_MANY_WORDS:,} words, 2D"] = click_latencies(page)
    lines = ["| map | click to neighbors, median ms | slowest of | |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {median(values):.0f} | {max(values):.0f} | {len(values)} clicks |"
        for name, values in times.items()
    ]
    lines += ["", "| 50,000 words, dragged | frame, median ms | slowest |", "|---|---|---|"]
    lines += [
        f"| {view} | {median(values):.0f} | {max(values):.0f} |" for view, values in frames.items()
    ]
    first_map, small_chart = median(map_times), median(chart_times)
    lines += [
        "",
        f"First map {first_map:.2f} s, small chart {small_chart:.2f} s: ratio "
        f"{first_map / small_chart:.2f} (medians of {N_PAGE_LOADS} sessions).",
    ]
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
