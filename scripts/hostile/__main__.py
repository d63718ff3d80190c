"""The command: all pages or some, all words or the first ones, as a table."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import sync_playwright

from embviz.app.config import all_pages
from scripts.accessibility import wait_for_page
from scripts.hostile.checks import Check, page_checks
from scripts.hostile.session import COUNT_RUNS_JS, OTHER_PREFIX, HostileSession, ResultRow
from tests.support.browser import CHROMIUM, CHROMIUM_ARGS, PageMonitor
from tests.support.hostile_words import HOSTILE_FILE_NAME, INTERLEAVED_WORDS, labeled_csv
from tests.support.server import run_server

TABLE_HEADER = "| page | where the words were put | tried | seen as typed | came of it | time |"


def main() -> int:
    """Print the table; return 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m scripts.hostile", description=__doc__)
    parser.add_argument(
        "--pages",
        nargs="+",
        default=[""],
        metavar="PAGE",
        help="what the first two columns of the table begin with: map, or 'similarity Two words'",
    )
    parser.add_argument(
        "--words",
        type=int,
        default=len(INTERLEAVED_WORDS),
        metavar="N",
        help="only the first N words",
    )
    asked = parser.parse_args()
    say = partial(print, flush=True)
    say(TABLE_HEADER, "|---|---|--:|---|---|--:|", sep="\n")
    wrong: list[str] = []
    with TemporaryDirectory() as home, run_server(Path(home)) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for entry in all_pages():
            chosen = [
                (name, at)
                for name, at in page_checks(entry.name)
                if any(f"{entry.name} {name}".startswith(each) for each in asked.pages)
            ]
            if not chosen:
                continue
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            watch = PageMonitor()
            page = watch.attach(context.new_page())
            page.goto(f"{address}/upload")
            wait_for_page(page)
            page.evaluate(COUNT_RUNS_JS)
            visit = HostileSession(page, watch)
            for seed, name in enumerate((f"{OTHER_PREFIX} {HOSTILE_FILE_NAME}", HOSTILE_FILE_NAME)):
                visit.upload_and_use(name, labeled_csv(INTERLEAVED_WORDS, seed=seed))
            for name, at in chosen:
                row = _run_check(visit, entry.name, name, at, INTERLEAVED_WORDS[: asked.words])
                say(row.to_markdown())
                wrong += [f"{entry.name} {name}: {each}" for each in row.problems]
            context.close()
        browser.close()
    say("", *(wrong or ["Nothing is wrong."]), sep="\n")
    return bool(wrong)


def _run_check(
    visit: HostileSession, page: str, name: str, at: Check, words: Sequence[str]
) -> ResultRow:
    begun = time.monotonic()
    try:
        row = at(visit, words)
    except (TooLate, AssertionError) as late:
        row = ResultRow(page, name, problems=[f"the page did not answer: {str(late)[:300]}"])
    row.seconds = time.monotonic() - begun
    return row


if __name__ == "__main__":
    sys.exit(main())
