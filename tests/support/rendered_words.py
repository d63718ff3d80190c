"""Whether a browser shows a hostile word as it was typed, and whether anything came of it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from embviz.figures.text import mark_invisible
from tests.support.hostile_words import RENDERED_REMAINS

# What the words would have become, with the first letters of what it is.
FIND_INJECTIONS_JS = """remains => {
  const found = [], alone = new Set(remains)
  for (const each of document.querySelectorAll("body *")) {
    const name = each.tagName.toLowerCase(), told = each.textContent.trim()
    const html = () => each.outerHTML.slice(0, 200)
    if (["script", "style"].includes(name)) {
      if (each.src?.includes("evil") || (!each.src && told.includes("alert(1)"))) found.push(html())
    } else if (alone.has(told) && !each.closest("textarea, input, .katex")) found.push(html())
    for (const { name: key, value } of each.attributes) {
      if (key.startsWith("on") || /^(javascript:|mailto:|https?:..(www.)?evil|x$)/.test(value) &&
          ["href", "src", "xlink:href", "action", "srcdoc"].includes(key)) found.push(html())
    }
  }
  for (const icon of document.querySelectorAll('[data-testid="stIconMaterial"]')) {
    if (["home", "star"].includes(icon.textContent)) found.push(icon.outerHTML)
  }
  for (const math of document.querySelectorAll(".katex-mathml")) {
    if (/^(zx|zlatex|frac)/.test(math.textContent)) found.push(math.outerHTML.slice(0, 200))
  }
  for (const each of document.querySelectorAll("iframe, details[ontoggle], object, embed")) {
    found.push(each.outerHTML.slice(0, 200))
  }
  for (const each of document.querySelectorAll('img[alt="streamlit"], [data-testid="stDialog"]')) {
    found.push(each.outerHTML.slice(0, 200))
  }
  return found
}"""

# A page that failed says so in a box of the app's or of Streamlit's own.
ERROR_SELECTOR = '[data-testid="stException"], [data-testid="stAlertContentError"]'

# Whether a word stands in what is seen of some parts of a page: in a single piece of text, not
# within a longer word, whole or cut with an ellipsis. What is in a field does not count; what is
# painted on a canvas counts by the cells that a screen reader finds in it, which hold it as it is,
# or by a map's labels.
CONTAINS_WORD_JS = r"""([selector, marked, typed]) => {
  const bare = text => text.replace(/[\u2060\u200b]/g, "").replace(/\s+/g, " ").trim()
  const letter = c => c !== undefined && /[\p{L}\p{N}_]/u.test(c)
  const whole = (text, word, at, end) =>
    !(letter(text[at - 1]) && letter(word[0])) && !(letter(text[end]) && letter(word.at(-1)))
  const holds = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (whole(text, word, at, at + word.length)) return true
    }
    for (let at = text.indexOf("…"); at >= 0; at = text.indexOf("…", at + 1)) {
      for (let n = Math.min(at, word.length - 1); n > 10; n--) {
        if (text.slice(at - n, at) === word.slice(0, n)) return true
      }
    }
    return false
  }
  for (const box of document.querySelectorAll(selector)) {
    if (box.drawnMarks?.labels?.some(label => holds(bare(label.text), marked))) return true
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const around = texts.currentNode.parentElement
      if (around.closest("textarea, script, style")) continue
      const canvas = around.closest("canvas"), text = bare(texts.currentNode.data)
      if (!holds(text, marked) && !(canvas && holds(text, bare(typed)))) continue
      if ((canvas ?? around).checkVisibility({ visibilityProperty: true })) return true
    }
  }
  return false
}"""


def displayed_word(word: str) -> str:
    """Return a word as it is seen: what has no form as a mark, and blanks as one blank."""
    return " ".join("".join(c if c.isprintable() else "␣" for c in word).split())


def search_forms(word: str) -> list[str]:
    """Return a word as `CONTAINS_WORD_JS` wants it: with marks for what has no form, and as it is.

    Marks stand for blanks at its ends, too.
    """
    return [" ".join(mark_invisible(word).split()), word]


def find_injections(page: Page) -> list[str]:
    """Return what the words became on a page, and boxes that say that it failed: nothing."""
    found: list[str] = page.evaluate(FIND_INJECTIONS_JS, RENDERED_REMAINS)
    return [*found, *(each.inner_text() for each in page.locator(ERROR_SELECTOR).all())]


def visible_text(page: Page) -> str:
    """Return all texts of a page, blanks as one blank."""
    text: Any = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => !e.children.length)"
        ".map(e => e.textContent).join('\\n') + document.body.innerText"
    )
    return " ".join(str(text).replace("\u2060", "").replace("\u200b", "").split())
