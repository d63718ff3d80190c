"""Check accessibility: axe on every page, contrast, and colors under color-vision deficiencies.

``python -m scripts.accessibility`` starts the app and prints the contrast of the theme and of the
palette, the smallest difference of group colors under each deficiency, and the violations that
axe-core finds on every view of every page, in light and dark. The browser tests use `run_axe`, too.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias, get_args

from playwright.sync_api import Page, sync_playwright

from embviz.app.config import all_pages
from embviz.figures import PALETTES
from scripts.color_vision import DEFICIENCIES, contrast_ratio, most_similar_colors
from tests.support.browser import CHROMIUM, CHROMIUM_ARGS
from tests.support.server import ROOT, run_server

ColorScheme: TypeAlias = Literal["light", "dark"]
COLOR_SCHEMES: tuple[ColorScheme, ...] = get_args(ColorScheme)

# Every view of every page. The name of the first page redirects to the address of the app.
PAGE_URLS = [f"{page.name}?{view}" for page in all_pages() for view in page.views]

# Violations in Streamlit's own markup that disturb little and cannot be fixed here: rules of axe,
# each with a selector of the elements in which it is ignored.
IGNORED_RULES = {
    # The grid is a canvas with a table for screen readers, in which the column of row names has an
    # empty header. Column names and cells are accessible.
    "empty-table-header": '[data-testid="stDataFrame"]',
    # The drop zone is no keyboard control; the button inside it is one.
    "presentation-role-conflict": '[data-testid="stFileUploaderDropzone"]',
}

RUN_AXE_JS = """async ([ignored, rules]) => {
    const options = { resultTypes: ["violations"] }
    if (rules) options.runOnly = { type: "rule", values: rules }
    const { violations } = await axe.run(document, options)
    return violations.flatMap(({ id, impact, help, nodes }) => {
        const violating = nodes.filter(({ target }) =>
            !(id in ignored && document.querySelector(target.at(-1))?.closest(ignored[id])))
        const [first] = violating
        return first ? [{ rule: id, impact, nodes: violating.length,
                          where: first.html.slice(0, 200), help }] : []
    })
}"""


@dataclass(frozen=True)
class Violation:
    """A rule of axe that a page violates.

    Attributes
    ----------
    rule, impact, help : str
    nodes : int
        Number of elements that violate it.
    where : str
        Markup of the first one.
    """

    rule: str
    impact: str
    nodes: int
    where: str
    help: str


@cache
def axe_source() -> str:
    """Return the source of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def run_axe(page: Page, *rules: str) -> list[Violation]:
    """Return the violations on a page in its current state, without the ignored ones.

    Parameters
    ----------
    page : Page
    *rules : str
        Rules to check; all by default.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe_source())
    violations: list[dict[str, Any]] = page.evaluate(
        RUN_AXE_JS, [IGNORED_RULES, list(rules) or None]
    )
    return [Violation(**violation) for violation in violations]


def wait_for_page(page: Page) -> None:
    """Wait until the script of a page has finished and its charts are drawn."""
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_function("window.embvizNavigationObserver")
    page.wait_for_function(
        "[...document.querySelectorAll('.embviz-chart')].every(chart => 'drawn' in chart.dataset)"
    )


def check_pages() -> Iterator[tuple[str, bool]]:
    """Yield a line for each violation on each page, and whether it is serious."""
    with TemporaryDirectory() as home, run_server(Path(home)) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for scheme in COLOR_SCHEMES:
            context = browser.new_context(
                viewport={"width": 1440, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            for url in PAGE_URLS:
                page.goto(f"{address}/{url}")
                page.wait_for_timeout(500)
                wait_for_page(page)
                page.wait_for_timeout(500)  # Texts that fade in have no contrast yet.
                for violation in run_axe(page) or [Violation("-", "-", 0, "", "")]:
                    line = (
                        f"{url:34} {scheme:7} {violation.rule:28} {violation.impact:9} "
                        f"{violation.nodes:5}  {violation.where[:60]!r}"
                    )
                    yield line, violation.impact in ("serious", "critical")
            context.close()
        browser.close()


def theme_contrasts() -> Iterator[str]:
    """Yield the contrast of the colors of theme and palette with their background."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for scheme in COLOR_SCHEMES:
        colors = theme[scheme]
        pairs = {
            name: (colors[name], colors["backgroundColor"])
            for name in ("textColor", "grayTextColor", "linkColor", "primaryColor")
        }
        pairs["white on primaryColor"] = ("#ffffff", colors["primaryColor"])
        palette = PALETTES[scheme]
        pairs |= {name: (color, palette["background"]) for name, color in palette.items()}
        for name, pair in pairs.items():
            yield f"{name:34} {scheme:7} {contrast_ratio(*pair):8.2f}"


def closest_group_colors() -> Iterator[str]:
    """Yield the two most similar group colors under each deficiency."""
    for scheme in COLOR_SCHEMES:
        groups = {name: c for name, c in PALETTES[scheme].items() if name.startswith("group-")}
        for deficiency in DEFICIENCIES:
            difference, one, other = most_similar_colors(groups, deficiency)
            yield f"{one + ' ' + other:34} {scheme:7} {deficiency:14} {difference:6.1f}"


def main() -> int:
    """Print the report; return 1 if there is a serious violation."""
    write = partial(print, flush=True)
    write(f"{'color':34} {'scheme':7} contrast", *theme_contrasts(), sep="\n")
    write(
        f"\n{'most alike':34} {'scheme':7} {'seen with':14} difference",
        *closest_group_colors(),
        sep="\n",
    )
    write(f"\n{'page':34} {'scheme':7} {'rule':28} {'impact':9} nodes")
    n_serious = 0
    for line, is_serious in check_pages():
        write(line)
        n_serious += is_serious
    write(f"{n_serious} serious")
    return min(n_serious, 1)


if __name__ == "__main__":
    sys.exit(main())
