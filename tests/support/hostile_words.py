"""Words and names with a meaning in Markdown, HTML, charts, code or spreadsheets.

Each may be uploaded or typed as a word, and has to be shown as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

HTML = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>zbold</b>",
    '<a href="javascript:alert(1)">zanchor</a>',
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    '"><script>alert(1)</script>',
    "</style><script>alert(1)</script>",
    "<!-- comment -->",
    "zone<br>ztwo",
    "R&amp;D &lt;zb&gt; &#60;zi&#62;",
    "<details open ontoggle=alert(1)>",
)

MARKDOWN = (
    "[zlink](https://evil.example)",
    "![zimage](https://evil.example/x.png)",
    "[zref][1]",
    "<https://evil.example>",
    "https://evil.example/path",
    "www.evil.example",
    "somebody@evil.example",
    "mailto:somebody@evil.example",
    "[zjs](javascript:alert(1))",
    "**zstrong**",
    "*zslanted*",
    "_zunder_",
    "~~zstruck~~",
    "`zcode`",
    "``two ``` three` ``",
    "# zheading",
    "> zquoted",
    "- zitem",
    "1. znumber",
    "za|zb|zc",
    "|-|-|",
    "---",
    "[^1]",
    "\\*zescaped\\*",
    "back\\slash\\",
    "[x] zdone",
)

STREAMLIT = (
    ":material/home:",
    ":smile:",
    ":red[zred]",
    ":blue-background[zblue]",
    ":rainbow[zrainbow]",
    ":small[zsmall]",
    ":streamlit:",
    ":violet-badge[:material/star: znew]",
    "$zx^2$",
    "$$\\frac{1}{2}$$",
    "\\(zlatex\\)",
    "<- -> <-- --> --",
    ":mark[zmark]",
)

CHARTS = ("%{x}", "%{customdata[0]:.2f}<extra></extra>", "var(--blue)", "${x}", "<sup>zsup</sup>")

CODE = (
    "{{template}}",
    "{0.__class__}",
    "%s%n%x",
    "__proto__",
    "constructor",
    "toString",
    "'; DROP TABLE words; --",
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "CON",
    "NUL.txt",
    "__DATA__",
    "null",
    "NaN",
    "1e309",
    "-0",
    "0x41",
    "true",
)

SPREADSHEET = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|'/c calc'!A1",
    "'=quoted",
)

UNICODE = (
    "\u202eright to left",
    "zero\u200bwidth\u200djoin",
    "z" + "\u0301\u0323\u0336" * 12,
    "\ufeffmark",
    "bell\x07 escape\x1b[31m",
    "line\nbreak",
    "tab\tbed",
    "return\rhere",
    "\u2028line\u2029paragraph",
    "🏳\ufe0f\u200d🌈",
    "\U000e0041tag",
    "\ufffe",
    "non\u00a0breaking",
    "   ",
    " before",
    "after ",
    "שלום עולם",
    "مرحبا",
    "漢字",
    "long" * 60,
)

HOSTILE_WORDS = (*HTML, *MARKDOWN, *STREAMLIT, *CHARTS, *CODE, *SPREADSHEET, *UNICODE)

# Words of all kinds are among the first, which the pages show by default.
INTERLEAVED_WORDS = tuple(word for first in range(7) for word in HOSTILE_WORDS[first::7])

HOSTILE_FILE_NAME = "<img src=x onerror=alert(1)> **zstrong** $zx^2$ :material:home: &amp;.csv"

# Texts that would be alone in an element if one of these words were rendered as Markdown or HTML.
RENDERED_REMAINS = (
    "zbold zanchor zlink zimage zref zjs zstrong zslanted zunder zstruck zcode zheading zquoted "
    "zitem znumber zdone zred zblue zrainbow zsmall znew zmark zsup zone ztwo za zb zc zlatex"
).split()


def labeled_csv(
    words: Sequence[str] = HOSTILE_WORDS, groups: Sequence[str] | None = None, seed: int = 7
) -> bytes:
    """Return a CSV table of vectors with these words and a column of groups.

    The names of the groups are `groups`, by default the last twenty words; the name of their
    column is the first word.
    """
    groups = groups or words[:-21:-1]
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(["word", words[0], *(f"x{i}" for i in range(8))])
    rows = np.random.default_rng(seed).normal(size=(len(words), 8)).round(3).tolist()
    for i, (word, row) in enumerate(zip(words, rows, strict=True)):
        writer.writerow([word, groups[i % len(groups)], *row])
    return file.getvalue().encode()
