"""Bring your own vocabulary: a file of vectors, or a list of words."""

import streamlit as st

from embviz.app.components import inputs
from embviz.app.layout import links
from embviz.app.state import memory_budget, session
from embviz.app.state.memory_budget import BUDGET
from embviz.app.text import plain
from embviz.app.views.upload import preview, reading

inputs.heading(
    "Your own words",
    "Use a file of vectors, or just a list of words that take their rows from an embedding you "
    "have. Every page then shows them, to you alone, until you reload or close the page.",
)

own = session.uploads()
way = inputs.choice("Bring", ["A file", "A typed list"], key="way")
reading.choose_base()
bring = preview.from_file if way == "A file" else preview.from_typed
found = bring()
kept = reading.just_kept(found)
if kept is not None:
    st.success(f"**{plain(kept)}** is kept. Every page can show it.", icon=":material/check:")
    links.page_link("explore/map.py", "See it on the map")
elif found is not None:
    if found.E is not None and reading.full():
        st.info(
            f"You already keep {reading.MOST_UPLOADS} vocabularies. Remove one below to add this."
        )
    elif found.E is not None:
        st.button(
            "Use it on every page",
            type="primary",
            icon=":material/check:",
            on_click=reading.keep,
            args=(found.E, found.recipe),
        )

if own:
    st.header("Kept for this visit")
    for name, E in list(own.items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            current = " · shown now" if name == session.embedding().name else ""
            st.markdown(f"**{plain(name)}** · {len(E):,} words × {E.dim} dimensions{current}")
            st.button("Show", key=f"show_{name}", on_click=session.use, args=(name,))
            st.button("Remove", key=f"remove_{name}", on_click=reading.remove, args=(name,))
    st.caption(BUDGET.told(memory_budget.visit()))

st.header("Example files")
for name, about in reading.EXAMPLES.items():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            name,
            reading.example(name),
            name,
            icon=":material/download:",
            key=f"example_{name}",
            on_click="ignore",
            width=240,
        )
        st.button(
            "Try it",
            key=f"try_{name}",
            on_click=reading.try_example,
            args=(name,),
            disabled=reading.full(),
            help="Remove a vocabulary first." if reading.full() else None,
        )
        st.caption(about)
