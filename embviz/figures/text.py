"""Text in figures: escaped words and formatted numbers."""

from __future__ import annotations

from collections.abc import Sequence


def mark_invisible(word: str) -> str:
    r"""Replace unprintable characters, and spaces at both ends, by ␣.

    Examples
    --------
    >>> mark_invisible("zero\u200bwidth "), mark_invisible("new york")
    ('zero␣width␣', 'new york')
    """
    printable = "".join(c if c.isprintable() else "␣" for c in word)
    left = printable.lstrip(" ").rjust(len(printable), "␣")
    return left.rstrip(" ").ljust(len(left), "␣")


def truncate(text: str, max_chars: int) -> str:
    """Cut a text to at most `max_chars` characters, the last of them "…" if it is longer.

    Examples
    --------
    >>> truncate("king", 4), truncate("kingdom", 4)
    ('king', 'kin…')
    """
    return text if len(text) <= max_chars else text[: max_chars - 1] + "…"


def escape(word: str, max_chars: int = 40) -> str:
    """Escape a word for Plotly, which reads tags and entities in all texts, and shorten it.

    Examples
    --------
    >>> escape("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    text = truncate(mark_invisible(word), max_chars)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # Otherwise it could be read as the name of a color, or as a field of a template.
    return text.replace("var(", "var&#40;").replace("%{", "%&#123;")


def escape_all(words: Sequence[str]) -> list[str]:
    """Escape each of `words`."""
    return [escape(word) for word in words]


def format_number(value: float, decimals: int = 3) -> str:
    """Format a number with a true minus sign, and without a sign if it rounds to zero.

    Examples
    --------
    >>> format_number(-0.25), format_number(-0.0001), format_number(2, 1)
    ('−0.250', '0.000', '2.0')
    """
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")  # Turns −0.0 into 0.0.
