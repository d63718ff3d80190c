"""Text for the pages: words from visitors made safe for Markdown and TeX, and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

# The names with `as` are also for the pages.
from embviz.figures.text import format_number as format_number
from embviz.figures.text import mark_invisible
from embviz.figures.text import truncate as truncate

# Letters and digits, and between them spaces, commas, hyphens and apostrophes, have no meaning in
# Markdown.
PLAIN_WORD = re.compile(r"[^\W_]{1,40}(?:(?:,? |['’-])[^\W_]{1,40}){0,11}")

# Places within a sentence where a joiner prevents a link or a sign: after : @ www, within -> -- >=.
AUTOLINK_BREAKS = re.compile(
    r"(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=[-<>~=])(?=[->=])", re.IGNORECASE
)

# Characters that begin a list, a rule or a heading at the start of a line.
BLOCK_MARKUP = re.compile(r"^[ \t]*(?=[-+=])|^[ \t]*\d+(?=[.)])", re.MULTILINE)

# Two decimals are exact if they differ from the value by no more than float32 rounding.
FLOAT32_TOL = 5e-8

# Characters with a meaning in a formula, and their escaped forms.
TEX_ESCAPES = {c: f"\\{c}" for c in "{}%#&_"} | {
    ":": "{:}",  # Streamlit replaces :smile: by an emoji even in a formula.
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
    """Return Markdown that shows `word` literally, as a code span.

    Within a code span, Markdown has no links, images, colors, icons or math.

    Examples
    --------
    >>> chip("king")
    '`king`'
    >>> chip("a`b")
    '`` a`b ``'
    """
    # Markdown drops spaces at the ends of a code span; mark_invisible makes them visible.
    shown = truncate(mark_invisible(word) or "␣", max_chars)
    # The one pattern that Streamlit replaces even in a code span; an invisible joiner prevents it.
    shown = shown.replace(":material/", ":\u2060material/")
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def plain(word: str) -> str:
    """Return Markdown that shows `word` as plain text where that is safe, else as a chip.

    Examples
    --------
    >>> plain("king"), plain("*king*")
    ('king', '`*king*`')
    """
    return word if PLAIN_WORD.fullmatch(word) else chip(word)


def chips(words: Sequence[str], max_words: int = 12) -> str:
    """Return the first `max_words` words as chips, comma-separated, and the count of the rest."""
    shown = ", ".join(chip(word) for word in words[:max_words])
    return shown if len(words) <= max_words else f"{shown} and {len(words) - max_words:,} more"


def format_decimals(values: Iterable[float]) -> list[str]:
    """Return numbers with two decimals if these are exact for all of them, else with three.

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
    """Return the Unicode code points of the first 24 characters of a word.

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
    """Return a number with three decimals for a formula; negative ones in parentheses."""
    shown = format_number(value).replace("−", "-")
    return f"({shown})" if shown.startswith("-") else shown


def escape_markdown(text: str) -> str:
    r"""Return Markdown that shows whole sentences literally, whatever words they quote.

    Streamlit turns addresses, arrows and icon names into links, signs and icons even where they
    are escaped; an invisible joiner prevents that.

    Examples
    --------
    >>> print(escape_markdown("'*king*' is unknown [try](this)."))
    '\*king\*' is unknown \[try\](this).
    """
    shown = "".join(c if c.isprintable() or c == "\n" else "␣" for c in text)
    shown = AUTOLINK_BREAKS.sub("\u2060", shown)
    return BLOCK_MARKUP.sub(r"\g<0>\\", re.sub(r"([\\`*_\[\]<>$:#~|&])", r"\\\1", shown))


def mark_position(text: str, position: int, context: int = 30) -> str:
    r"""Return two lines for fixed-width type: a text, and a mark below one of its characters.

    A long text is cut to `context` characters on either side of the position.

    Examples
    --------
    >>> print(mark_position("king - kign", 7))
    king - kign
           ^
    """
    begin = max(0, position - context)
    shown = "".join(c if c.isprintable() else "␣" for c in text[begin : position + context])
    before = shown[: position - begin]
    # A combining mark takes no column of its own, and a wide letter two.
    padding = "".join(
        "\u3000" if east_asian_width(c) in "WF" else " " for c in before if not combining(c)
    )
    start, end = "… " * (begin > 0), " …" * (position + context < len(text))
    return f"{start}{shown}{end}\n{' ' * len(start)}{padding}^"


def format_count(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is 1.

    Examples
    --------
    >>> format_count(1, "word"), format_count(1200, "word")
    ('1 word', '1,200 words')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def format_percent(share: float, *, whole: bool = False) -> str:
    """Return a share in percent; only 1 is 100%, only 0 is 0%, and NaN is a dash.

    Parameters
    ----------
    share : float
        From 0 to 1.
    whole : bool, default False
        Whether to round to whole percents below 10% and above 99%, too, instead of to tenths.

    Examples
    --------
    >>> format_percent(0.646), format_percent(0.042), format_percent(0.9996)
    ('65%', '4.2%', '99.9%')
    >>> format_percent(0.042, whole=True), format_percent(0.9996, whole=True)
    ('4%', '99.9%')
    """
    if share != share:
        return "—"
    rounded = f"{share:.0%}"
    has_tenths = (
        rounded in ("0%", "100%") if whole else share < 0.1 or share > 0.99
    ) and 0 < share < 1
    return f"{min(max(share, 0.001), 0.999):.1%}" if has_tenths else rounded
