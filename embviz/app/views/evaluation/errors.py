"""The wrong answers to analogy questions."""

from __future__ import annotations

import streamlit as st

from embviz import figures
from embviz.app.components import tables
from embviz.app.text import format_percent
from embviz.evaluation import AnalogyAccuracy

# Rows of the table; all misses are in the CSV file.
MAX_TABLE_ROWS = 1000


def show(report: AnalogyAccuracy) -> None:
    """Show the questions with wrong answers as a table and a CSV file."""
    st.header("What was missed")
    if not report.misses:
        st.markdown("Nothing: every question that could be asked was answered right.")
        return
    sections = list(dict.fromkeys(miss.section for miss in report.misses))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        every = "All sections"
        chosen = st.selectbox(
            "Section",
            range(-1, len(sections)),
            format_func=lambda i: every if i < 0 else figures.section_label(sections[i]),
            key="missed_section",
            bind="query-params",
            width=320,
        )
        section = None if chosen is None or not 0 <= chosen < len(sections) else sections[chosen]
        frame = report.misses_to_frame(section)
        st.download_button(
            f"{len(frame):,} misses (CSV)" if len(frame) != 1 else "1 miss (CSV)",
            lambda: tables.to_safe_csv(frame),
            file_name="misses.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    st.dataframe(frame[:MAX_TABLE_ROWS], width="stretch", height=320, hide_index=True)
    n_second = sum(1 for miss in report.misses if miss.rank == 2)
    st.caption(
        "*a is to b as c is to expected*, and what came first instead. Of all "
        f"{len(report.misses):,} misses, {format_percent(n_second / len(report.misses))} had the "
        "expected word in second place."
        + (
            f" The first {MAX_TABLE_ROWS:,} are shown; the file has all."
            if len(frame) > MAX_TABLE_ROWS
            else ""
        )
    )
