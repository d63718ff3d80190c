"""Words that people typed or uploaded, made safe to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

from embviz.figures.palette import (
    format_number as format_number,  # Pages write their numbers alike.
)
from embviz.figures.palette import mark_invisible

# Letters and digits with blanks, commas, hyphens and apostrophes between them mean nothing in
# Markdown.
PLAIN_WORD = re.compile(r"[^\W_]{1,40}(?:(?:,? |['’-])[^\W_]{1,40}){0,11}")

# Within a sentence: behind : @ and www, and within -> -- >= and their like.
AUTOLINK_BREAKS = re.compile(
    r"(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=[-<>~=])(?=[->=])", re.IGNORECASE
)

# What begins a list, a line or a heading where a line begins.
BLOCK_MARKUP = re.compile(r"^[ \t]*(?=[-+=])|^[ \t]*\d+(?=[.)])", re.MULTILINE)

# Two decimals are exact when they differ by no more than float32 does from a number written so.
FLOAT32_TOL = 5e-8

# What has a meaning in a formula, and how to write it without one.
TEX_ESCAPES = {c: f"\\{c}" for c in "{}%#&_"} | {
    ":": "{:}",  # Else Streamlit takes :smile: for a picture, even in a formula.
    "\\": r"\textbackslash{}",
    "$": r"\textdollar{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r'\char"0060{}',
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}

METRIC_MEANINGS = {
    "cosine": "Cosine similarity compares directions: 1 is the same, −1 the opposite. "
    "Higher is nearer.",
    "euclidean": "Euclidean distance is the length of the straight line between two rows: 0 is the "
    "same row. **Lower is nearer**, so the shortest bar comes first.",
    "dot": "The dot product grows when directions agree and when rows are long, so long rows come "
    "up first. Higher is nearer; it has no upper end.",
}


def chip(word: str, max_chars: int = 60) -> str:
    """Return Markdown that shows `word` as it is, in a small box.

    A code span is the one place where Markdown reads no links, images, colors, icons or math.

    Examples
    --------
    >>> chip("king")
    '`king`'
    >>> chip("a`b")
    '`` a`b ``'
    """
    # Markdown drops blanks at the ends of a code span; here they are visible.
    shown = mark_invisible(word) or "␣"
    shown = shown if len(shown) <= max_chars else shown[: max_chars - 1] + "…"
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
    return word if PLAIN_WORD.fullmatch(word) else chip(word)


def chips(words: Sequence[str], max_words: int = 12) -> str:
    """Return `words` as chips with commas between them, the first `max_words` and a count."""
    shown = ", ".join(chip(word) for word in words[:max_words])
    return shown if len(words) <= max_words else f"{shown} and {len(words) - max_words:,} more"


def format_decimals(values: Iterable[float]) -> list[str]:
    """Return numbers with two decimals where those are exact for all of them, else with three.

    Examples
    --------
    >>> format_decimals([0.1, -0.25]), format_decimals([0.125, -1])
    (['0.10', '−0.25'], ['0.125', '−1.000'])
    """
    values = [float(value) for value in values]
    places = 2 if all(abs(round(value, 2) - value) < FLOAT32_TOL for value in values) else 3
    return [format_number(value, places) for value in values]


def format_vector(row: Iterable[float], n_first: int = 5) -> str:
    """Return the first numbers of a row and its last one, in brackets.

    Examples
    --------
    >>> format_vector([0.1, -0.2, 0.3, 0.15, -0.05, 0.4, 0.05])
    '[0.10, −0.20, 0.30, 0.15, −0.05, …, 0.05]'
    >>> format_vector([1, 2])
    '[1.00, 2.00]'
    """
    values = list(row)
    if len(values) <= n_first + 1:
        return f"[{', '.join(format_decimals(values))}]"
    *start, last = format_decimals([*values[:n_first], values[-1]])
    return f"[{', '.join(start)}, …, {last}]"


def letter_codes(word: str) -> str:
    """Return the codes by which a computer stores the letters of a word (Unicode code points).

    Examples
    --------
    >>> letter_codes("cat")
    '99 97 116'
    """
    return " ".join(str(ord(character)) for character in word[:24]) + " …" * (len(word) > 24)


def tex(word: str) -> str:
    r"""Return a word as upright text inside a formula.

    Examples
    --------
    >>> print(tex("king"), tex("a_b"))
    \text{king} \text{a\_b}
    """
    shown = "".join(c if c.isprintable() else "␣" for c in word[:40])
    return f"\\text{{{''.join(TEX_ESCAPES.get(c, c) for c in shown)}}}"


def tex_number(value: float) -> str:
    """Return a number with three decimals for a formula, in brackets when it is below zero."""
    shown = format_number(value).replace("−", "-")
    return f"({shown})" if shown.startswith("-") else shown


def escape_markdown(text: str) -> str:
    r"""Return Markdown that shows whole sentences as they are, whatever words they quote.

    Addresses, arrows and the names of icons become links, signs and pictures even where they are
    escaped; an invisible joiner breaks them.

    Examples
    --------
    >>> print(escape_markdown("'*king*' is unknown [try](this)."))
    '\*king\*' is unknown \[try\](this).
    """
    shown = "".join(c if c.isprintable() or c == "\n" else "␣" for c in text)
    shown = AUTOLINK_BREAKS.sub("\u2060", shown)
    return BLOCK_MARKUP.sub(r"\g<0>\\", re.sub(r"([\\`*_\[\]<>$:#~|&])", r"\\\1", shown))


def mark_position(text: str, position: int, context: int = 30) -> str:
    r"""Return two lines for fixed-width type: a text, and below it a mark under one character.

    Of a long text, only what stands around the place is shown.

    Examples
    --------
    >>> print(mark_position("king - kign", 7))
    king - kign
           ^
    """
    begin = max(0, position - context)
    shown = "".join(c if c.isprintable() else "␣" for c in text[begin : position + context])
    before = shown[: position - begin]
    # A mark of a letter takes no room of its own, and a wide letter two places.
    blanks = "".join(
        "\u3000" if east_asian_width(c) in "WF" else " " for c in before if not combining(c)
    )
    start, end = "… " * (begin > 0), " …" * (position + context < len(text))
    return f"{start}{shown}{end}\n{' ' * len(start)}{blanks}^"


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> format_count(1, "word"), format_count(1200, "word")
    ('1 word', '1,200 words')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
