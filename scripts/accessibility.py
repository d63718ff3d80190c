"""What keeps people out: axe on every page, contrast, and colors as other eyes see them.

``python -m scripts.accessibility`` starts the app, visits its pages with their views in Chromium,
light and dark, and prints what axe-core finds, then the contrast of the theme and of the palette,
and how far colors differ under each deficiency of color vision. The browser tests use `run_axe` on
every page of the navigation.
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

# Every view of every page. The name of the first page redirects to it.
PAGE_URLS = [f"{entry.name}?{view}" for entry in all_pages() for view in entry.views]

# What stands in Streamlit's own markup, disturbs nobody much, and cannot be mended from here:
# rules of axe, each with what surrounds the only parts that are excused.
EXCLUDED_RULES = {
    # The grid draws on a canvas; beside it lies a table for screen readers, whose column of row
    # names has a header without a text. The names of columns are read out, and cells are found.
    "empty-table-header": '[data-testid="stDataFrame"]',
    # The place to drop a file is no button for the keyboard: the button within it is.
    "presentation-role-conflict": '[data-testid="stFileUploaderDropzone"]',
}

RUN_AXE_JS = """async ([excused, rules]) => {
    const options = { resultTypes: ["violations"] }
    if (rules) options.runOnly = { type: "rule", values: rules }
    const { violations } = await axe.run(document, options)
    return violations.flatMap(({ id, impact, help, nodes }) => {
        const counted = nodes.filter(({ target }) =>
            !(id in excused && document.querySelector(target.at(-1))?.closest(excused[id])))
        const [first] = counted
        return first ? [{ rule: id, impact, nodes: counted.length,
                          where: first.html.slice(0, 200), help }] : []
    })
}"""


@dataclass(frozen=True)
class Violation:
    """A rule of axe that a page breaks.

    Attributes
    ----------
    rule, impact, help : str
    nodes : int
        How many parts of the page break it.
    where : str
        The markup of the first of them.
    """

    rule: str
    impact: str
    nodes: int
    where: str
    help: str


@cache
def axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def run_axe(page: Page, *rules: str) -> list[Violation]:
    """Return what axe finds on a page as it is now, without what is excused.

    Parameters
    ----------
    page : Page
    *rules : str
        Only these; all of them by default.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe_source())
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE_JS, [EXCLUDED_RULES, list(rules) or None])
    return [Violation(**each) for each in found]


def wait_for_page(page: Page) -> None:
    """Wait until a page is shown: its script is done, its pictures are drawn."""
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    page.wait_for_function("window.embvizNavigationObserver")
    page.wait_for_function(
        "[...document.querySelectorAll('.embviz-chart')].every(each => 'drawn' in each.dataset)"
    )


def check_pages() -> Iterator[tuple[str, bool]]:
    """Yield what axe finds, a line for each page, scheme and rule, and whether it is serious."""
    with TemporaryDirectory() as home, run_server(Path(home)) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for scheme in COLOR_SCHEMES:
            context = browser.new_context(
                viewport={"width": 1440, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            for view in PAGE_URLS:
                page.goto(f"{address}/{view}")
                page.wait_for_timeout(500)
                wait_for_page(page)
                page.wait_for_timeout(500)  # What fades in has no contrast yet.
                for each in run_axe(page) or [Violation("-", "-", 0, "", "")]:
                    yield (
                        (
                            f"{view:34} {scheme:7} {each.rule:28} {each.impact:9} "
                            f"{each.nodes:5}  {each.where[:60]!r}"
                        ),
                        each.impact in ("serious", "critical"),
                    )
            context.close()
        browser.close()


def theme_contrasts() -> Iterator[str]:
    """Yield the contrast of the colors of the theme and of the palette with their pages."""
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for scheme in COLOR_SCHEMES:
        colors = told[scheme]
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
    """Yield which two colors of the groups look most alike under each deficiency."""
    for scheme in COLOR_SCHEMES:
        groups = {name: c for name, c in PALETTES[scheme].items() if name.startswith("group-")}
        for deficiency in DEFICIENCIES:
            apart, one, other = most_similar_colors(groups, deficiency)
            yield f"{one + ' ' + other:34} {scheme:7} {deficiency:14} {apart:6.1f}"


def main() -> int:
    """Print the report; return 1 when something serious is found."""
    say = partial(print, flush=True)
    say(f"{'color':34} {'scheme':7} contrast", *theme_contrasts(), sep="\n")
    say(
        f"\n{'most alike':34} {'scheme':7} {'seen with':14} difference",
        *closest_group_colors(),
        sep="\n",
    )
    say(f"\n{'page':34} {'scheme':7} {'rule':28} {'impact':9} nodes")
    serious = 0
    for line, is_serious in check_pages():
        say(line)
        serious += is_serious
    say(f"{serious} serious")
    return min(serious, 1)


if __name__ == "__main__":
    sys.exit(main())
