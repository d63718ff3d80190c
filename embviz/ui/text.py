"""Words that people typed or uploaded, made safe to show."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Letters and digits with blanks, commas, hyphens and apostrophes between them mean nothing in
# Markdown.
HARMLESS = re.compile(r"[^\W_]{1,40}(?:(?:,? |['’-])[^\W_]{1,40}){0,11}")


METRIC_MEANINGS = {
    "cosine": "Cosine similarity compares directions: 1 is the same, −1 the opposite. "
    "Higher is nearer.",
    "euclidean": "Euclidean distance is the length of the straight line between two rows: 0 is the "
    "same row. **Lower is nearer**, so the shortest bar comes first.",
    "dot": "The dot product grows when directions agree and when rows are long, so long rows come "
    "up first. Higher is nearer; it has no upper end.",
}


def chip(word: str, longest: int = 60) -> str:
    """Return Markdown that shows `word` as it is, in a small box.

    A code span is the one place where Markdown reads no links, images, colors, icons or math.

    Examples
    --------
    >>> chip("king")
    '`king`'
    >>> chip("a`b")
    '`` a`b ``'
    """
    shown = "".join(c if c.isprintable() else "␣" for c in word)
    shown = shown if len(shown) <= longest else shown[: longest - 1] + "…"
    # Markdown drops blanks at the ends of a code span, so they are made visible.
    inner = shown.strip(" ")
    before = len(shown) - len(shown.lstrip(" "))
    shown = "␣" * before + inner + "␣" * (len(shown) - before - len(inner)) or "␣"
    # The one pattern that Streamlit rewrites even in a code span: an invisible joiner breaks it.
    shown = shown.replace(":material/", ":\u2060material/")
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def plain(word: str) -> str:
    """Return Markdown that shows `word` in the running type where that is safe, else as a chip.

    Examples
    --------
    >>> plain("king"), plain("*king*")
    ('king', '`*king*`')
    """
    return word if HARMLESS.fullmatch(word) else chip(word)


def chips(words: Sequence[str], most: int = 12) -> str:
    """Return `words` as chips with commas between them, the first `most` and a count."""
    shown = ", ".join(chip(word) for word in words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most:,} more"


def number(value: float) -> str:
    """Return a number with three decimals and a true minus sign."""
    return f"{round(value, 3) + 0.0:.3f}".replace("-", "−")  # −0.0 + 0.0 is 0.0.


def count(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "word"), count(1200, "word")
    ('1 word', '1,200 words')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
