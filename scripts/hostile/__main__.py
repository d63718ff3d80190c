"""The command line of ``python -m scripts.hostile``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import sync_playwright

from embviz.app.config import all_pages
from scripts.accessibility import wait_for_page
from scripts.hostile.checks import Check, page_checks
from scripts.hostile.session import COUNT_RUNS_JS, OTHER_PREFIX, HostileSession, ResultRow
from tests.support.browser import CHROMIUM, CHROMIUM_ARGS, PageMonitor
from tests.support.hostile_words import HOSTILE_FILE_NAME, INTERLEAVED_WORDS, labeled_csv
from tests.support.server import run_server

TABLE_HEADER = "| page | fields | words | displayed as typed | problems | time |"


def main() -> int:
    """Print the table; return 1 if there is a problem."""
    parser = argparse.ArgumentParser(prog="python -m scripts.hostile", description=__doc__)
    parser.add_argument(
        "--pages",
        nargs="+",
        default=[""],
        metavar="PAGE",
        help="prefixes of page and fields in the table: map, or 'similarity Two words'",
    )
    parser.add_argument(
        "--words",
        type=int,
        default=len(INTERLEAVED_WORDS),
        metavar="N",
        help="only the first N words",
    )
    args = parser.parse_args()
    write = partial(print, flush=True)
    write(TABLE_HEADER, "|---|---|--:|---|---|--:|", sep="\n")
    problems: list[str] = []
    with TemporaryDirectory() as home, run_server(Path(home)) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for app_page in all_pages():
            checks = [
                (label, check)
                for label, check in page_checks(app_page.name)
                if any(f"{app_page.name} {label}".startswith(prefix) for prefix in args.pages)
            ]
            if not checks:
                continue
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            monitor = PageMonitor()
            page = monitor.attach(context.new_page())
            page.goto(f"{address}/upload")
            wait_for_page(page)
            page.evaluate(COUNT_RUNS_JS)
            session = HostileSession(page, monitor)
            for seed, name in enumerate((f"{OTHER_PREFIX} {HOSTILE_FILE_NAME}", HOSTILE_FILE_NAME)):
                session.upload_and_use(name, labeled_csv(INTERLEAVED_WORDS, seed=seed))
            words = INTERLEAVED_WORDS[: args.words]
            for label, check in checks:
                row = _run_check(session, app_page.name, label, check, words)
                write(row.to_markdown())
                problems += [f"{app_page.name} {label}: {problem}" for problem in row.problems]
            context.close()
        browser.close()
    write("", *(problems or ["No problems."]), sep="\n")
    return bool(problems)


def _run_check(
    session: HostileSession, page: str, label: str, check: Check, words: Sequence[str]
) -> ResultRow:
    start = time.monotonic()
    try:
        row = check(session, words)
    except (PlaywrightTimeoutError, AssertionError) as error:
        row = ResultRow(page, label, problems=[f"the page did not respond: {str(error)[:300]}"])
    row.seconds = time.monotonic() - start
    return row


if __name__ == "__main__":
    sys.exit(main())
