"""What every picture of the app can be kept as: files, and the Python lines that draw on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

import streamlit as st

from embviz.app.components import tables
from embviz.app.components.standalone_html import to_html
from embviz.app.state import presentation
from embviz.app.web.assets import read_asset
from embviz.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

# A file system takes names of 255 bytes; a person reads far fewer.
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

# The browser has the picture, and makes the files of it: the server has no part in that.
_image_buttons = st.components.v2.component(
    "embviz_keeping",
    html='<div class="buttons"><button data-format="png"></button>'
    '<button data-format="svg"></button></div>',
    css=read_asset("iconButtons.css"),
    js=read_asset("exportButtons.js"),
)


@dataclass(frozen=True)
class Export:
    """What there is to keep of a picture: see `embviz.app.components.chart.chart`."""

    figure: Figure
    alt: str
    caption: str
    all_rows: Callable[[], pd.DataFrame] | None
    python: Callable[[], str] | None
    note: str | None = None
    file_stem: str | None = None


def export_menu(key: str, export: Export) -> None:
    """Offer a picture as files; what is in the fold is made when it is opened."""
    fold = st.popover("Keep it", icon=":material/download:", key=f"{key}_keep", on_change="rerun")
    if fold.open:
        with fold.container(gap="xsmall"):
            _show_menu(key, export, presentation.type_scale())


def _show_menu(key: str, export: Export, scale: float) -> None:
    file = export.file_stem or file_name(
        str(st.session_state.get("page_last", "")), key, export.alt
    )
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
    """Offer a file, which is made when somebody takes it."""
    kind = name.rpartition(".")[2]
    label, icon, about = FILE_FORMATS[kind]
    st.download_button(
        label,
        make,
        file_name=name,
        mime=f"text/{kind}",
        key=f"{key}_{kind}",
        icon=icon,
        on_click="ignore",
        width="stretch",
        help=about,
    )


def table_to_csv(table: Any) -> str:
    r"""Return a table as a file for a spreadsheet, with the names of its rows.

    Parameters
    ----------
    table : DataFrame or Table of Arrow

    Examples
    --------
    >>> import pandas as pd
    >>> table_to_csv(pd.DataFrame({"value": [0.5]}, index=["cat"]))
    '"row","value"\n"cat",0.5\n'
    """
    import pandas as pd

    frame: pd.DataFrame = table if isinstance(table, pd.DataFrame) else table.to_pandas()
    named = frame.copy(deep=False)
    if named.columns.nlevels > 1:
        named.columns = pd.Index([" ".join(map(str, each)) for each in named.columns])
    # Rows that are only counted have no names.
    if frame.index.name is not None or not isinstance(frame.index, pd.RangeIndex):
        title = frame.index.name or "row"
        # A word may be called as the rows are.
        named.insert(0, title, frame.index, allow_duplicates=True)
    return tables.to_safe_csv(named)


def file_name(page: str, key: str, alt: str) -> str:
    """Return a name for the files of a picture: the page, the picture, and its words.

    Any system takes it, whatever the words are: it has letters and digits of any script, and
    hyphens.

    Parameters
    ----------
    page : str
        The path of the page; empty is the lesson.
    key : str
        The name of the picture.
    alt : str
        What the picture shows. Words in quotes in it are its words; with none, all of it counts.

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
    # Marks that belong to a letter are part of it in many scripts.
    kept = "".join(c if c.isalnum() or category(c)[0] == "M" else "-" for c in text[:400])
    name = re.sub("-+", "-", kept).strip("-")
    if len(name) > MAX_NAME_CHARS:
        # Whole words, as long as there are any.
        name = name[: name.rfind("-", 0, MAX_NAME_CHARS + 1)][:MAX_NAME_CHARS]
    return name.encode()[:200].decode(errors="ignore")


def strip_markdown(markdown: str) -> str:
    """Return a caption as plain text, without what only a page of the app can do.

    Examples
    --------
    >>> strip_markdown("As far as **queen** from `*king*`. Click a bar to look up its word.")
    'As far as queen from *king*.'
    """
    # Each second part is the fence of a code span, and what follows it the code.
    parts = re.split(r"(`+)(.+?)\1(?!`)", markdown)
    text = ""
    for i, part in enumerate(parts):
        if i % 3 == 0:
            part = re.sub(r":material/\w+:", "", part)
            part = re.sub(r":[a-z]+\[(.*?)\]", r"\1", part)
            text += re.sub(r"\*\*|\\(?=\W)", "", part)
        elif i % 3 == 2:
            padded = part[0] == part[-1] == " " and part.strip()
            text += part[1:-1] if padded else part
    text = re.sub(r"[,;] click [^.]*", "", text)
    return re.sub(r"\bClick [^.]*\.\s*", "", text).strip()
