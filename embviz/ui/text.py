"""Words that people typed or uploaded, made safe to show."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Letters, digits, and single blanks, hyphens and apostrophes between them mean nothing in Markdown.
HARMLESS = re.compile(r"[^\W_]{1,40}(?:[ '’-][^\W_]{1,40}){0,3}")


METRIC_MEANINGS = {
    "cosine": "Cosine similarity compares directions: 1 is the same, 0 unrelated, −1 opposite. "
    "Higher is nearer.",
    "euclidean": "Euclidean distance is the length of the straight line between two rows: 0 is the "
    "same row. **Lower is nearer**, so the shortest bar comes first.",
    "dot": "The dot product grows when directions agree and when rows are long, so frequent words "
    "with long rows come up. Higher is nearer; it has no upper end.",
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
