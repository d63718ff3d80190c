"""Exports of a figure: images, a web page, a CSV file, and the Python script of its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

import streamlit as st

from embviz.app.components import tables
from embviz.app.components.standalone_html import to_html
from embviz.app.state import keys, presentation
from embviz.app.web.assets import read_asset
from embviz.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

# File systems allow 255 bytes; shorter names are easier to read.
MAX_NAME_CHARS = 64

FILE_FORMATS = {
    "html": (
        "Web page (HTML)",
        ":material/language:",
        "One file that opens in any browser, without a network: point at the marks, zoom.",
    ),
    "csv": (
        "Numbers (CSV)",
        ":material/table:",
        "All numbers of the picture, for a spreadsheet.",
    ),
}

# The browser makes the image files; the server has no picture.
_image_buttons = st.components.v2.component(
    "embviz_export",
    html='<div class="buttons"><button data-format="png"></button>'
    '<button data-format="svg"></button></div>',
    css=read_asset("iconButtons.css"),
    js=read_asset("exportButtons.js"),
)


@dataclass(frozen=True)
class Export:
    """The data of the exports; for the fields see `embviz.app.components.chart.chart`."""

    figure: Figure
    alt: str
    caption: str
    all_rows: Callable[[], pd.DataFrame] | None
    python: Callable[[], str] | None
    note: str | None = None
    file_stem: str | None = None


def export_menu(key: str, export: Export) -> None:
    """Show a popover with the exports of a figure; its content is made when it is opened."""
    popover = st.popover(
        "Keep it", icon=":material/download:", key=f"{key}_export", on_change="rerun"
    )
    if popover.open:
        with popover.container(gap="xsmall"):
            _show_menu(key, export, presentation.type_scale())


def _show_menu(key: str, export: Export, scale: float) -> None:
    file = export.file_stem or file_name(keys.PAGE.get(""), key, export.alt)
    _image_buttons(
        key=f"{key}_pictures", data={"name": key, "file": file, "alt": export.alt}, height="content"
    )
    with st.container(horizontal=True, gap="xsmall"):
        _download_button(
            key,
            f"{file}.html",
            lambda: to_html(
                export.figure,
                export.note or f"{export.alt} {strip_markdown(export.caption)}",
                alt=export.note or export.alt,
                file_stem=file,
                scale=scale,
            ),
        )
        if (rows := export.all_rows) is not None:
            _download_button(key, f"{file}.csv", lambda: table_to_csv(rows()))
    if export.python is not None:
        st.caption("The same in Python")
        st.code(export.python(), language="python")


def _download_button(key: str, name: str, make: Callable[[], str]) -> None:
    """Offer a file, which is made when the button is clicked."""
    extension = name.rpartition(".")[2]
    label, icon, hint = FILE_FORMATS[extension]
    st.download_button(
        label,
        make,
        file_name=name,
        mime=f"text/{extension}",
        key=f"{key}_{extension}",
        icon=icon,
        on_click="ignore",
        width="stretch",
        help=hint,
    )


def table_to_csv(table: Any) -> str:
    r"""Return a table as CSV for a spreadsheet, with its index as the first column.

    Parameters
    ----------
    table : DataFrame or pyarrow.Table

    Examples
    --------
    >>> import pandas as pd
    >>> table_to_csv(pd.DataFrame({"value": [0.5]}, index=["cat"]))
    '"row","value"\n"cat",0.5\n'
    """
    import pandas as pd

    frame: pd.DataFrame = table if isinstance(table, pd.DataFrame) else table.to_pandas()
    with_index = frame.copy(deep=False)
    if with_index.columns.nlevels > 1:
        with_index.columns = pd.Index([" ".join(map(str, names)) for names in with_index.columns])
    # An unnamed RangeIndex only counts the rows.
    if frame.index.name is not None or not isinstance(frame.index, pd.RangeIndex):
        # A column may have the name of the index.
        with_index.insert(0, frame.index.name or "row", frame.index, allow_duplicates=True)
    return tables.to_safe_csv(with_index)


def file_name(page: str, key: str, alt: str) -> str:
    """Return a name for the files of a figure: the page, the figure, and its words.

    It has only letters and digits of any script and hyphens, which all file systems allow.

    Parameters
    ----------
    page : str
        The path of the page; empty for the lesson.
    key : str
        The key of the figure.
    alt : str
        The description of the figure. Quoted words in it become part of the name; if there are
        none, the whole description does.

    Examples
    --------
    >>> file_name("lookup", "row", "The row of 'king' as a strip of 50 colored cells.")
    'embviz-lookup-row-king'
    >>> file_name("", "steps", "The sum so far, ../king − man.")
    'embviz-lesson-steps-The-sum-so-far-king-man'
    """
    quoted = re.findall(r"(?<!\w)(['\"])(.+?)\1(?!\w)", alt)
    words = [word for _, word in quoted[:3]] or [alt]
    text = normalize("NFC", " ".join(["embviz", page or "lesson", key, *words]))
    # In many scripts, combining marks are part of a letter.
    hyphenated = "".join(c if c.isalnum() or category(c)[0] == "M" else "-" for c in text[:400])
    name = re.sub("-+", "-", hyphenated).strip("-")
    if len(name) > MAX_NAME_CHARS:
        # Cut between words where possible.
        name = name[: name.rfind("-", 0, MAX_NAME_CHARS + 1)][:MAX_NAME_CHARS]
    return name.encode()[:200].decode(errors="ignore")


def strip_markdown(markdown: str) -> str:
    """Return a caption as plain text, without the hints to click, which only work in the app.

    Examples
    --------
    >>> strip_markdown("As far as **queen** from `*king*`. Click a bar to look up its word.")
    'As far as queen from *king*.'
    """
    # Parts repeat in threes: text, the fence of a code span, its code.
    parts = re.split(r"(`+)(.+?)\1(?!`)", markdown)
    text = ""
    for i, part in enumerate(parts):
        if i % 3 == 0:
            part = re.sub(r":material/\w+:", "", part)
            part = re.sub(r":[a-z]+\[(.*?)\]", r"\1", part)
            text += re.sub(r"\*\*|\\(?=\W)", "", part)
        elif i % 3 == 2:
            is_padded = part[0] == part[-1] == " " and part.strip()
            text += part[1:-1] if is_padded else part
    text = re.sub(r"[,;] click [^.]*", "", text)
    return re.sub(r"\bClick [^.]*\.\s*", "", text).strip()
