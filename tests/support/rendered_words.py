"""Checks in a browser that a hostile word is shown literally and injects nothing."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from embviz.figures.text import mark_invisible
from tests.support.hostile_words import RENDERED_REMAINS

# Returns the beginning of the HTML of each element that a hostile word would have injected.
FIND_INJECTIONS_JS = """renderedRemains => {
  const injections = [], remains = new Set(renderedRemains)
  const report = element => injections.push(element.outerHTML.slice(0, 200))
  for (const element of document.querySelectorAll("body *")) {
    const tag = element.tagName.toLowerCase(), text = element.textContent.trim()
    if (["script", "style"].includes(tag)) {
      if (element.src?.includes("evil") || (!element.src && text.includes("alert(1)"))) {
        report(element)
      }
    } else if (remains.has(text) && !element.closest("textarea, input, .katex")) report(element)
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || /^(javascript:|mailto:|https?:..(www.)?evil|x$)/.test(value) &&
          ["href", "src", "xlink:href", "action", "srcdoc"].includes(name)) report(element)
    }
  }
  for (const icon of document.querySelectorAll('[data-testid="stIconMaterial"]')) {
    if (["home", "star"].includes(icon.textContent)) report(icon)
  }
  for (const math of document.querySelectorAll(".katex-mathml")) {
    if (/^(zx|zlatex|frac)/.test(math.textContent)) report(math)
  }
  const elements = "iframe, details[ontoggle], object, embed, " +
    'img[alt="streamlit"], [data-testid="stDialog"]'
  document.querySelectorAll(elements).forEach(report)
  return injections
}"""

# Error boxes of the app and of Streamlit.
ERROR_SELECTOR = '[data-testid="stException"], [data-testid="stAlertContentError"]'

# Returns whether elements visibly contain a word: within one text node, not as part of a longer
# word, in full or cut with an ellipsis. Inputs do not count. The text of a canvas is in its cells
# for screen readers, unmarked, and that of a map in its labels.
CONTAINS_WORD_JS = r"""([selector, marked, typed]) => {
  const normalize = text => text.replace(/[\u2060\u200b]/g, "").replace(/\s+/g, " ").trim()
  const isLetter = c => c !== undefined && /[\p{L}\p{N}_]/u.test(c)
  const isWhole = (text, word, start, end) =>
    !(isLetter(text[start - 1]) && isLetter(word[0])) &&
    !(isLetter(text[end]) && isLetter(word.at(-1)))
  const contains = (text, word) => {
    for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) {
      if (isWhole(text, word, i, i + word.length)) return true
    }
    for (let i = text.indexOf("…"); i >= 0; i = text.indexOf("…", i + 1)) {
      for (let n = Math.min(i, word.length - 1); n > 10; n--) {
        if (text.slice(i - n, i) === word.slice(0, n)) return true
      }
    }
    return false
  }
  for (const box of document.querySelectorAll(selector)) {
    const labels = box.drawnMarks?.labels ?? []
    if (labels.some(label => contains(normalize(label.text), marked))) return true
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement
      if (parent.closest("textarea, script, style")) continue
      const canvas = parent.closest("canvas"), text = normalize(texts.currentNode.data)
      if (!contains(text, marked) && !(canvas && contains(text, normalize(typed)))) continue
      if ((canvas ?? parent).checkVisibility({ visibilityProperty: true })) return true
    }
  }
  return false
}"""


def displayed_word(word: str) -> str:
    """Return a word with marks for invisible characters, and single spaces."""
    return " ".join("".join(c if c.isprintable() else "␣" for c in word).split())


def search_forms(word: str) -> list[str]:
    """Return the two forms of a word for `CONTAINS_WORD_JS`: marked, and as typed.

    The marked form has marks for invisible characters and for spaces at its ends.
    """
    return [" ".join(mark_invisible(word).split()), word]


def find_injections(page: Page) -> list[str]:
    """Return the HTML of injected elements and the texts of error boxes; empty on a safe page."""
    injections: list[str] = page.evaluate(FIND_INJECTIONS_JS, RENDERED_REMAINS)
    errors = page.locator(ERROR_SELECTOR).all()
    return [*injections, *(error.inner_text() for error in errors)]


def visible_text(page: Page) -> str:
    """Return all texts of a page, with single spaces."""
    text: Any = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => !e.children.length)"
        ".map(e => e.textContent).join('\\n') + document.body.innerText"
    )
    return " ".join(str(text).replace("\u2060", "").replace("\u200b", "").split())
