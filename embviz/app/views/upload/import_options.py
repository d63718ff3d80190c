"""What was found in a file, what was done about it, and what could be done instead."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from embviz.app.text import format_count
from embviz.io import FileSummary, FormatError, Limits, LoadOptions, Note

# What one visitor's file may hold: 300 MB of numbers, or as much of text.
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
    """Return how a visitor wants a file to be read."""
    held = {part: st.session_state.get(f"read_{part}_{file_id}") for part in OPTION_INPUTS}
    words = held["words"]
    return LoadOptions(
        header=HEADER_OPTIONS.get(held["header"] or AUTO_DETECT),
        delimiter=DELIMITER_OPTIONS.get(held["delimiter"] or AUTO_DETECT),
        token_column=int(words) if isinstance(words, str) and words.isdigit() else None,
        skip_bad=bool(held["skip_bad"]),
        member=held["member"] or None,
        shape=_selected_shape(f"read_shape_{file_id}"),
        limits=UPLOAD_LIMITS,
    )


def show_import_options(
    file_id: str, notes: Sequence[str], summary: FileSummary, error: FormatError | None
) -> None:
    """List what was noticed in a file; offer what could be chosen otherwise.

    Parameters
    ----------
    file_id : str
        The choices belong to this file alone.
    notes : sequence of str
        What reading repaired, skipped or guessed.
    summary : Look
        What can be chosen.
    error : FormatError, optional
        Why the file cannot be used as it is.
    """
    asked = [choice for note in notes if isinstance(note, Note) for choice in note.choices]
    asked += error.choices if error else ()
    offered = [part for part in OPTION_INPUTS if part in (*summary.choices, *asked)]
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
            urgent = bool(asked)
            with st.expander("Read it otherwise", icon=":material/tune:", expanded=urgent):
                with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
                    for part in offered:
                        OPTION_INPUTS[part](f"read_{part}_{file_id}", summary, error)


def _header_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    st.selectbox("The first line", list(HEADER_OPTIONS), key=key, width=220)


def _delimiter_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    st.selectbox("Between the fields stand", list(DELIMITER_OPTIONS), key=key, width=220)


def _word_column_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    columns = [str(column) for column in range(1, min(summary.n_columns, MAX_COLUMNS) + 1)]
    st.selectbox("Column of the words", [AUTO_DETECT, *columns], key=key, width=220)


def _skip_bad_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    st.toggle(
        "Leave out rows that cannot be read",
        key=key,
        help="They are listed. Without it, the first one stops the reading.",
    )


def _member_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    known: list[str] = st.session_state.setdefault(f"options_{key}", [])
    for option in (*summary.members, *(error.members if error else ())):
        if option not in known:
            known.append(option)
    st.selectbox("Which part", ["", *known], key=key, width=320, format_func=_member_label)


def _shape_input(key: str, summary: FileSummary, error: FormatError | None) -> None:
    about = "Of a file of bare float32 numbers, such as TensorBoard's .bytes."
    for label, of in SHAPE_LABELS.items():
        st.number_input(
            label, 1, MAX_ROWS, None, key=f"{key}_{of}", width=150, format="%d", help=about
        )


def _selected_shape(key: str) -> tuple[int, int] | None:
    held = [st.session_state.get(f"{key}_{of}") for of in SHAPE_LABELS.values()]
    rows, numbers = (each if isinstance(each, int) else None for each in held)
    return (rows, numbers) if rows and numbers else None


def _member_label(member: str) -> str:
    return member or AUTO_DETECT


OPTION_INPUTS = {
    "header": _header_input,
    "delimiter": _delimiter_input,
    "words": _word_column_input,
    "member": _member_input,
    "skip_bad": _skip_bad_input,
    "shape": _shape_input,
}
