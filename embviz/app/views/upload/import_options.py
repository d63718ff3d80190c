"""Notes on how an uploaded file was read, and options to read it differently."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from embviz.app.state import keys
from embviz.app.text import format_count
from embviz.io import FileSummary, FormatError, Limits, LoadOptions, Note

# Limits for one uploaded file: 300 MB of numbers, or as much text.
UPLOAD_LIMITS = Limits(numbers=75_000_000, tokens=3_000_000, unpacked_bytes=1_000_000_000)

AUTO_DETECT = "As the content says"
HEADER_OPTIONS = {AUTO_DETECT: None, "Names the columns": True, "Is a row like the others": False}
DELIMITER_OPTIONS = {
    AUTO_DETECT: None,
    "Commas": ",",
    "Semicolons": ";",
    "Tabs": "tab",
    "Spaces": "space",
}
SHAPE_LABELS = {"Rows": "rows", "Numbers a row": "numbers"}
MAX_ROWS = 1_000_000_000
MAX_COLUMNS = 30
MAX_NOTES = 50


def selected_options(file_id: str) -> LoadOptions:
    """Return the options that a visitor has chosen for a file."""
    values = {option: keys.import_option(option, file_id).get() for option in OPTION_INPUTS}
    column = values["token_column"]
    return LoadOptions(
        header=HEADER_OPTIONS.get(values["header"] or AUTO_DETECT),
        delimiter=DELIMITER_OPTIONS.get(values["delimiter"] or AUTO_DETECT),
        token_column=int(column) if isinstance(column, str) and column.isdigit() else None,
        skip_bad=bool(values["skip_bad"]),
        member=values["member"] or None,
        shape=_selected_shape(keys.import_option("shape", file_id)),
        limits=UPLOAD_LIMITS,
    )


def show_import_options(
    file_id: str, notes: Sequence[str], summary: FileSummary, error: FormatError | None
) -> None:
    """List the notes on a file, and offer the options that apply to it.

    Parameters
    ----------
    file_id : str
        The options apply to this file only.
    notes : sequence of str
        Notes of the reader on what it repaired, skipped or guessed.
    summary : FileSummary
        Names the options that apply.
    error : FormatError, optional
        Why the file cannot be used as it is.
    """
    suggested = [option for note in notes if isinstance(note, Note) for option in note.choices]
    suggested += error.choices if error else ()
    offered = [option for option in OPTION_INPUTS if option in (*summary.choices, *suggested)]
    if not notes and not offered:
        return
    with st.container(border=error is None):
        if notes:
            st.markdown(f"**{format_count(len(notes), 'thing')} noticed**")
            for note in notes[:MAX_NOTES]:
                st.text(f"• {note}")
            if len(notes) > MAX_NOTES:
                st.caption(f"and {len(notes) - MAX_NOTES:,} more.")
        elif not error:
            st.markdown(":material/check: Nothing had to be repaired or guessed.")
        if offered:
            with st.expander("Read it otherwise", icon=":material/tune:", expanded=bool(suggested)):
                with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
                    for option in offered:
                        OPTION_INPUTS[option](keys.import_option(option, file_id), summary, error)


def _header_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    st.selectbox("The first line", list(HEADER_OPTIONS), key=key, width=220)


def _delimiter_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    st.selectbox("Between the fields stand", list(DELIMITER_OPTIONS), key=key, width=220)


def _token_column_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    columns = [str(column) for column in range(1, min(summary.n_columns, MAX_COLUMNS) + 1)]
    st.selectbox("Column of the words", [AUTO_DETECT, *columns], key=key, width=220)


def _skip_bad_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    st.toggle(
        "Leave out rows that cannot be read",
        key=key,
        help="They are listed. Without it, the first one stops the reading.",
    )


def _member_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    known = keys.known_members(key).setdefault([])
    for option in (*summary.members, *(error.members if error else ())):
        if option not in known:
            known.append(option)
    st.selectbox("Which part", ["", *known], key=key, width=320, format_func=_member_label)


def _shape_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    hint = "Of a file of bare float32 numbers, such as TensorBoard's .bytes."
    for label, name in SHAPE_LABELS.items():
        st.number_input(
            label,
            1,
            MAX_ROWS,
            None,
            key=keys.shape_option(key, name),
            width=150,
            format="%d",
            help=hint,
        )


def _selected_shape(key: str) -> tuple[int, int] | None:
    values = [keys.shape_option(key, name).get() for name in SHAPE_LABELS.values()]
    rows, columns = (value if isinstance(value, int) else None for value in values)
    return (rows, columns) if rows and columns else None


def _member_label(member: str) -> str:
    return member or AUTO_DETECT


OPTION_INPUTS = {
    "header": _header_input,
    "delimiter": _delimiter_input,
    "token_column": _token_column_input,
    "member": _member_input,
    "skip_bad": _skip_bad_input,
    "shape": _shape_input,
}
