"""A browser session that types hostile words and records problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from embviz.app.config import page as find_page
from scripts.accessibility import wait_for_page
from scripts.hostile.field_kinds import SIDEBAR_FIELD, TYPED_LIST
from tests.support.browser import PageMonitor
from tests.support.rendered_words import CONTAINS_WORD_JS, find_injections, search_forms

# Limits in milliseconds: for a word to be displayed, and for a run of the page.
SHOW_TIMEOUT_MS, RUN_TIMEOUT_MS = 2_000, 20_000

# Prefix of the name of the vocabulary that pages compare with.
OTHER_PREFIX = "other"

# Count the finished runs of the page.
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

# Whether a run has finished. One that begins and ends between two frames is not counted, so waiting
# is limited.
RUN_ENDED_JS = """([before, since]) =>
  (window.runsEnded > before || performance.now() - since > 1200) &&
  document.querySelector('[data-test-script-state="notRunning"]') !== null"""


@dataclass
class ResultRow:
    """The results of one check: a row of the table."""

    page: str
    label: str
    n_tried: int = 0
    n_shown: int = 0
    rejections: Counter[str] = field(default_factory=Counter)
    is_shown: bool = True
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def to_markdown(self) -> str:
        """Return a row of a Markdown table."""
        results = [f"{self.n_shown}" if self.is_shown else "not displayed"]
        results += [f"{n} rejected: {reason}" for reason, n in self.rejections.items()]
        label = self.label.replace("|", "\\|")
        problems = f"**{len(self.problems)}**" if self.problems else "none"
        seconds = f"{self.seconds:.0f} s"
        cells = (self.page, label, self.n_tried, "; ".join(results), problems, seconds)
        return f"| {' | '.join(map(str, cells))} |"


class HostileSession:
    """A session with hostile vocabularies on the pages of the app."""

    def __init__(self, page: Page, monitor: PageMonitor) -> None:
        self.page, self.monitor = page, monitor
        self.main = page.get_by_test_id("stMain")

    def upload_and_use(self, name: str, content: bytes) -> None:
        """Upload a vocabulary and select it on every page."""
        self.open_page("upload")
        self.upload_file(name, content)
        wait_for_page(self.page)
        self.page.get_by_role("button", name="Use it on every page").click()
        expect(self.page.get_by_text("is kept")).to_be_visible()
        wait_for_page(self.page)

    def upload_file(self, name: str, content: bytes) -> None:
        """Upload a file by the first file field."""
        field = self.main.locator('input[type="file"]').first
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        self.run_action(lambda: field.set_input_files(file))  # type: ignore[arg-type]

    def open_page(self, page: str, *steps: str) -> None:
        """Open a page and click the options or expanders with these labels."""
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
        """Select the other vocabulary in the first selectbox of the page."""
        field = self.main.get_by_role("combobox").first
        if not field.input_value().startswith(OTHER_PREFIX):
            field.click()
            self.page.get_by_role("option").filter(has_text=OTHER_PREFIX).click()
            self.page.wait_for_timeout(300)
            wait_for_page(self.page)

    def run_action(self, action: Callable[[], object]) -> None:
        """Do something that makes the page run, and wait until the run has finished."""
        before = self.page.evaluate("[window.runsEnded, performance.now()]")
        action()
        self.page.wait_for_function(RUN_ENDED_JS, arg=before, timeout=RUN_TIMEOUT_MS, polling=20)

    def field(self, name: str) -> Locator:
        """Return the text field with this label."""
        container = self.page if name == SIDEBAR_FIELD else self.main
        return container.locator(f'input[aria-label="{name}"], textarea[aria-label="{name}"]').first

    def type_text(self, name: str, text: str) -> str:
        """Type into a field; return why it does not take the text, an empty string if it does."""
        field = self.field(name)
        before = field.input_value()
        field.fill(text)
        value = field.input_value()
        if value != before:
            is_textarea = field.evaluate("field => field.tagName") == "TEXTAREA"
            self.run_action(lambda: field.press("Control+Enter" if is_textarea else "Enter"))
        if value == text:
            return ""
        return "the field has one line" if any(c in text for c in "\n\r") else "too long"

    def is_word_shown(self, selector: str, word: str) -> bool:
        """Return whether an element that matches `selector` displays a word."""
        try:
            self.page.wait_for_function(
                CONTAINS_WORD_JS,
                arg=[selector, *search_forms(word)],
                timeout=SHOW_TIMEOUT_MS,
                polling=30,
            )
        except PlaywrightTimeoutError:
            return False
        return True

    def record_problems(self, row: ResultRow, word: str) -> None:
        """Record side effects of a word."""
        effects = [
            *find_injections(self.page),
            *self.monitor.errors,
            *self.monitor.dialogs,
            *self.monitor.external_urls,
        ]
        self.monitor.errors.clear()
        self.monitor.dialogs.clear()
        self.monitor.requested_urls.clear()
        row.problems += [f"{word!r}: {effect}" for effect in effects]
