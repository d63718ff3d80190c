"""Bring your own vocabulary: a file of vectors, or a list of words."""

import streamlit as st

from embviz.app.components import inputs
from embviz.app.layout import links
from embviz.app.state import memory_budget, session
from embviz.app.state.memory_budget import BUDGET
from embviz.app.text import plain
from embviz.app.views.upload import preview, reading

inputs.page_header(
    "Your own words",
    "Use a file of vectors, or just a list of words that take their rows from an embedding you "
    "have. Every page then shows them, to you alone, until you reload or close the page.",
)

own = session.uploads()
way = inputs.option_input("Bring", ["A file", "A typed list"], key="way")
reading.base_embedding_input()
bring = preview.preview_uploaded_file if way == "A file" else preview.preview_typed_words
found = bring()
kept = reading.last_added_name(found)
if kept is not None:
    st.success(f"**{plain(kept)}** is kept. Every page can show it.", icon=":material/check:")
    links.page_link("explore/map.py", "See it on the map")
elif found is not None:
    if found.E is not None and reading.is_full():
        st.info(
            f"You already keep {reading.MAX_UPLOADS} vocabularies. Remove one below to add this."
        )
    elif found.E is not None:
        st.button(
            "Use it on every page",
            type="primary",
            icon=":material/check:",
            on_click=reading.add_upload,
            args=(found.E, found.snippet),
        )

if own:
    st.header("Kept for this visit")
    for name, E in list(own.items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            current = " · shown now" if name == session.embedding().name else ""
            st.markdown(f"**{plain(name)}** · {len(E):,} words × {E.dim} dimensions{current}")
            st.button("Show", key=f"show_{name}", on_click=session.choose_embedding, args=(name,))
            st.button("Remove", key=f"remove_{name}", on_click=reading.remove_upload, args=(name,))
    st.caption(BUDGET.usage_message(memory_budget.current_session_id()))

st.header("Example files")
for name, about in reading.EXAMPLES.items():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            name,
            reading.read_example(name),
            name,
            icon=":material/download:",
            key=f"example_{name}",
            on_click="ignore",
            width=240,
        )
        st.button(
            "Try it",
            key=f"try_{name}",
            on_click=reading.add_example,
            args=(name,),
            disabled=reading.is_full(),
            help="Remove a vocabulary first." if reading.is_full() else None,
        )
        st.caption(about)
