"""What was found in a file, what was done about it, and what could be done instead."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from embviz.app.text import count
from embviz.io import FileSummary, FormatError, Limits, LoadOptions, Note

# What one visitor's file may hold: 300 MB of numbers, or as much of text.
LIMITS = Limits(numbers=75_000_000, tokens=3_000_000, unpacked_bytes=1_000_000_000)

BY_CONTENT = "As the content says"
HEADER = {BY_CONTENT: None, "Names the columns": True, "Is a row like the others": False}
BETWEEN = {
    BY_CONTENT: None,
    "Commas": ",",
    "Semicolons": ";",
    "Tabs": "tab",
    "Spaces": "space",
}
SHAPE = {"Rows": "rows", "Numbers a row": "numbers"}
MOST_ROWS = 1_000_000_000
MOST_COLUMNS = 30
MOST_NOTES = 50


def chosen(file_id: str) -> LoadOptions:
    """Return how a visitor wants a file to be read."""
    held = {part: st.session_state.get(f"read_{part}_{file_id}") for part in PARTS}
    words = held["words"]
    return LoadOptions(
        header=HEADER.get(held["header"] or BY_CONTENT),
        delimiter=BETWEEN.get(held["delimiter"] or BY_CONTENT),
        token_column=int(words) if isinstance(words, str) and words.isdigit() else None,
        skip_bad=bool(held["skip_bad"]),
        member=held["member"] or None,
        shape=_whole_shape(f"read_shape_{file_id}"),
        limits=LIMITS,
    )


def explain(
    file_id: str, notes: Sequence[str], look: FileSummary, problem: FormatError | None
) -> None:
    """List what was noticed in a file; offer what could be chosen otherwise.

    Parameters
    ----------
    file_id : str
        The choices belong to this file alone.
    notes : sequence of str
        What reading repaired, skipped or guessed.
    look : Look
        What can be chosen.
    problem : FormatError, optional
        Why the file cannot be used as it is.
    """
    asked = [choice for note in notes if isinstance(note, Note) for choice in note.choices]
    asked += problem.choices if problem else ()
    offered = [part for part in PARTS if part in (*look.choices, *asked)]
    if not notes and not offered:
        return
    with st.container(border=problem is None):
        if notes:
            st.markdown(f"**{count(len(notes), 'thing')} noticed**")
            for note in notes[:MOST_NOTES]:
                st.text(f"• {note}")
            if len(notes) > MOST_NOTES:
                st.caption(f"and {len(notes) - MOST_NOTES:,} more.")
        elif not problem:
            st.markdown(":material/check: Nothing had to be repaired or guessed.")
        if offered:
            urgent = bool(asked)
            with st.expander("Read it otherwise", icon=":material/tune:", expanded=urgent):
                with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
                    for part in offered:
                        PARTS[part](f"read_{part}_{file_id}", look, problem)


def _header(key: str, look: FileSummary, problem: FormatError | None) -> None:
    st.selectbox("The first line", list(HEADER), key=key, width=220)


def _delimiter(key: str, look: FileSummary, problem: FormatError | None) -> None:
    st.selectbox("Between the fields stand", list(BETWEEN), key=key, width=220)


def _words(key: str, look: FileSummary, problem: FormatError | None) -> None:
    columns = [str(column) for column in range(1, min(look.n_columns, MOST_COLUMNS) + 1)]
    st.selectbox("Column of the words", [BY_CONTENT, *columns], key=key, width=220)


def _skip_bad(key: str, look: FileSummary, problem: FormatError | None) -> None:
    st.toggle(
        "Leave out rows that cannot be read",
        key=key,
        help="They are listed. Without it, the first one stops the reading.",
    )


def _member(key: str, look: FileSummary, problem: FormatError | None) -> None:
    known: list[str] = st.session_state.setdefault(f"options_{key}", [])
    for option in (*look.members, *(problem.members if problem else ())):
        if option not in known:
            known.append(option)
    st.selectbox("Which part", ["", *known], key=key, width=320, format_func=_named)


def _shape(key: str, look: FileSummary, problem: FormatError | None) -> None:
    about = "Of a file of bare float32 numbers, such as TensorBoard's .bytes."
    for label, of in SHAPE.items():
        st.number_input(
            label, 1, MOST_ROWS, None, key=f"{key}_{of}", width=150, format="%d", help=about
        )


def _whole_shape(key: str) -> tuple[int, int] | None:
    held = [st.session_state.get(f"{key}_{of}") for of in SHAPE.values()]
    rows, numbers = (each if isinstance(each, int) else None for each in held)
    return (rows, numbers) if rows and numbers else None


def _named(member: str) -> str:
    return member or BY_CONTENT


PARTS = {
    "header": _header,
    "delimiter": _delimiter,
    "words": _words,
    "member": _member,
    "skip_bad": _skip_bad,
    "shape": _shape,
}
