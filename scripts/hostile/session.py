"""A visitor who brings hostile words, types them, and takes down what comes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from embviz.app.config import page as find_page
from scripts.accessibility import wait_for_page
from scripts.hostile.field_kinds import SIDEBAR_FIELD, TYPED_LIST
from tests.support.browser import PageMonitor
from tests.support.rendered_words import CONTAINS_WORD_JS, find_injections, search_forms

# How long a page may take to show a word, and to run, in milliseconds.
SHOW_TIMEOUT_MS, RUN_TIMEOUT_MS = 2_000, 20_000

# With what the name of the vocabulary begins that the pages compare with.
OTHER_PREFIX = "other"

# Counts the runs of the page that have ended.
COUNT_RUNS_JS = """() => {
  window.runsEnded = 0
  new MutationObserver(changes => {
    for (const { target } of changes) {
      window.runsEnded += target.dataset.testScriptState === "notRunning"
    }
  }).observe(document, {
    subtree: true, attributes: true, attributeFilter: ["data-test-script-state"],
  })
}"""

# Whether one has ended. One that begins and ends between two pictures of the browser is not
# counted; who waits for it goes on a little later.
RUN_ENDED_JS = """([before, since]) => (window.runsEnded > before || performance.now() - since > 1200) &&
  document.querySelector('[data-test-script-state="notRunning"]') !== null"""


@dataclass
class ResultRow:
    """What came of the words at one place: a line of the table."""

    page: str
    label: str
    n_tried: int = 0
    n_shown: int = 0
    rejections: Counter[str] = field(default_factory=Counter)
    is_shown: bool = True
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def to_markdown(self) -> str:
        """Return the line of Markdown."""
        told = [f"{self.n_shown}" if self.is_shown else "shows none of it"]
        told += [f"{n} cannot: {why}" for why, n in self.rejections.items()]
        name = f"{self.label}".replace("|", "\\|")
        found = "nothing" if not self.problems else f"**{len(self.problems)}**"
        cells = (self.page, name, self.n_tried, "; ".join(told), found, f"{self.seconds:.0f} s")
        return f"| {' | '.join(map(str, cells))} |"


class HostileSession:
    """A visitor with hostile vocabularies, who goes from page to page."""

    def __init__(self, page: Page, monitor: PageMonitor) -> None:
        self.page, self.monitor = page, monitor
        self.main = page.get_by_test_id("stMain")

    def upload_and_use(self, name: str, content: bytes) -> None:
        """Upload a vocabulary and use it on every page."""
        self.open_page("upload")
        self.upload_file(name, content)
        wait_for_page(self.page)
        self.page.get_by_role("button", name="Use it on every page").click()
        expect(self.page.get_by_text("is kept")).to_be_visible()
        wait_for_page(self.page)

    def upload_file(self, name: str, content: bytes) -> None:
        """Send a file to the first field for one."""
        field = self.main.locator('input[type="file"]').first
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        self.run_action(lambda: field.set_input_files(file))  # type: ignore[arg-type]

    def open_page(self, page: str, *steps: str) -> None:
        """Go to a page and choose there what is called like the steps."""
        self.page.get_by_role("link", name=find_page(page).title, exact=True).click()
        self.page.wait_for_url(f"**/{'' if page == 'lesson' else page}*")
        self.page.wait_for_timeout(300)
        wait_for_page(self.page)
        for step in steps:
            choices = self.main.get_by_test_id("stButtonGroup").get_by_text(step, exact=True)
            if not choices.count():
                choices = self.main.locator("summary").filter(has_text=step)
            choices.first.click()
            self.page.wait_for_timeout(300)
            wait_for_page(self.page)
        if page == "compare" or TYPED_LIST in steps:
            self.choose_other()

    def choose_other(self) -> None:
        """Choose the other vocabulary in the first list of the page."""
        field = self.main.get_by_role("combobox").first
        if not field.input_value().startswith(OTHER_PREFIX):
            field.click()
            self.page.get_by_role("option").filter(has_text=OTHER_PREFIX).click()
            self.page.wait_for_timeout(300)
            wait_for_page(self.page)

    def run_action(self, act: Callable[[], object]) -> None:
        """Do something that lets the page run, and wait until it has."""
        before = self.page.evaluate("[window.runsEnded, performance.now()]")
        act()
        self.page.wait_for_function(RUN_ENDED_JS, arg=before, timeout=RUN_TIMEOUT_MS, polling=20)

    def field(self, name: str) -> Locator:
        """Return the field of that name."""
        box = self.page if name == SIDEBAR_FIELD else self.main
        return box.locator(f'input[aria-label="{name}"], textarea[aria-label="{name}"]').first

    def type_text(self, name: str, text: str) -> str:
        """Type into a field; return why it does not hold the text, an empty text when it does."""
        place = self.field(name)
        before = place.input_value()
        place.fill(text)
        now = place.input_value()
        if now != before:
            lines = place.evaluate("field => field.tagName") == "TEXTAREA"
            self.run_action(lambda: place.press("Control+Enter" if lines else "Enter"))
        if now == text:
            return ""
        return "the field has one line" if any(c in text for c in "\n\r") else "too long for it"

    def is_word_shown(self, where: str, word: str, soon: int = SHOW_TIMEOUT_MS) -> bool:
        """Say whether a word is seen in some parts of the page."""
        try:
            self.page.wait_for_function(
                CONTAINS_WORD_JS, arg=[where, *search_forms(word)], timeout=soon, polling=30
            )
        except TooLate:
            return False
        return True

    def record_problems(self, row: ResultRow, word: str) -> None:
        """Take down what came of a word that should not have."""
        found = [*find_injections(self.page)]
        for told in (self.monitor.errors, self.monitor.dialogs, self.monitor.external_urls):
            found += told
        self.monitor.errors.clear()
        self.monitor.dialogs.clear()
        self.monitor.requested_urls.clear()
        row.problems += [f"{word!r}: {each}" for each in found]
