"""A visitor who brings hostile words, types them, and takes down what comes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from embviz.app.config.pages import PAGES
from scripts.accessibility import settle
from scripts.hostile.fields import SIDEBAR, TYPED_LIST
from tests.as_typed import CONTAINS_WORD_JS, find_injections, search_forms
from tests.browser import PageMonitor

# How long a page may take to show a word, and to run, in milliseconds.
SOON, LATE = 2_000, 20_000

# With what the name of the vocabulary begins that the pages compare with.
OTHER = "other"

# Counts the runs of the page that have ended.
COUNT = """() => {
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
ENDED = """([before, since]) => (window.runsEnded > before || performance.now() - since > 1200) &&
  document.querySelector('[data-test-script-state="notRunning"]') !== null"""


@dataclass
class Row:
    """What came of the words at one place: a line of the table."""

    page: str
    where: str
    tried: int = 0
    seen: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    shows: bool = True
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def line(self) -> str:
        """Return the line of Markdown."""
        told = [f"{self.seen}" if self.shows else "shows none of it"]
        told += [f"{n} cannot: {why}" for why, n in self.refused.items()]
        name = f"{self.where}".replace("|", "\\|")
        found = "nothing" if not self.wrong else f"**{len(self.wrong)}**"
        cells = (self.page, name, self.tried, "; ".join(told), found, f"{self.seconds:.0f} s")
        return f"| {' | '.join(map(str, cells))} |"


class Visit:
    """A visitor with hostile vocabularies, who goes from page to page."""

    def __init__(self, page: Page, watch: PageMonitor) -> None:
        self.page, self.watch = page, watch
        self.main = page.get_by_test_id("stMain")

    def bring(self, name: str, content: bytes) -> None:
        """Upload a vocabulary and use it on every page."""
        self.open("upload")
        self.send(name, content)
        settle(self.page)
        self.page.get_by_role("button", name="Use it on every page").click()
        expect(self.page.get_by_text("is kept")).to_be_visible()
        settle(self.page)

    def send(self, name: str, content: bytes) -> None:
        """Send a file to the first field for one."""
        field = self.main.locator('input[type="file"]').first
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        self.act(lambda: field.set_input_files(file))  # type: ignore[arg-type]

    def open(self, page: str, *steps: str) -> None:
        """Go to a page and choose there what is called like the steps."""
        title = next(entry.title for entry in PAGES if entry.name == page)
        self.page.get_by_role("link", name=title, exact=True).click()
        self.page.wait_for_url(f"**/{'' if page == 'lesson' else page}*")
        self.page.wait_for_timeout(300)
        settle(self.page)
        for step in steps:
            choices = self.main.get_by_test_id("stButtonGroup").get_by_text(step, exact=True)
            if not choices.count():
                choices = self.main.locator("summary").filter(has_text=step)
            choices.first.click()
            self.page.wait_for_timeout(300)
            settle(self.page)
        if page == "compare" or TYPED_LIST in steps:
            self.choose_other()

    def choose_other(self) -> None:
        """Choose the other vocabulary in the first list of the page."""
        field = self.main.get_by_role("combobox").first
        if not field.input_value().startswith(OTHER):
            field.click()
            self.page.get_by_role("option").filter(has_text=OTHER).click()
            self.page.wait_for_timeout(300)
            settle(self.page)

    def act(self, act: Callable[[], object]) -> None:
        """Do something that lets the page run, and wait until it has."""
        before = self.page.evaluate("[window.runsEnded, performance.now()]")
        act()
        self.page.wait_for_function(ENDED, arg=before, timeout=LATE, polling=20)

    def field(self, name: str) -> Locator:
        """Return the field of that name."""
        box = self.page if name == SIDEBAR else self.main
        return box.locator(f'input[aria-label="{name}"], textarea[aria-label="{name}"]').first

    def type(self, name: str, text: str) -> str:
        """Type into a field; return why it does not hold the text, an empty text when it does."""
        place = self.field(name)
        before = place.input_value()
        place.fill(text)
        now = place.input_value()
        if now != before:
            lines = place.evaluate("field => field.tagName") == "TEXTAREA"
            self.act(lambda: place.press("Control+Enter" if lines else "Enter"))
        if now == text:
            return ""
        return "the field has one line" if any(c in text for c in "\n\r") else "too long for it"

    def sees(self, where: str, word: str, soon: int = SOON) -> bool:
        """Say whether a word is seen in some parts of the page."""
        try:
            self.page.wait_for_function(
                CONTAINS_WORD_JS, arg=[where, *search_forms(word)], timeout=soon, polling=30
            )
        except TooLate:
            return False
        return True

    def look(self, row: Row, word: str) -> None:
        """Take down what came of a word that should not have."""
        found = [*find_injections(self.page)]
        for told in (self.watch.errors, self.watch.dialogs, self.watch.external_urls):
            found += told
        self.watch.errors.clear()
        self.watch.dialogs.clear()
        self.watch.requested_urls.clear()
        row.wrong += [f"{word!r}: {each}" for each in found]
