"""Bring your own vocabulary: a file of vectors, or a list of words."""

import streamlit as st

from embviz.ui import budget, controls, links, preview, session, upload
from embviz.ui.budget import BUDGET
from embviz.ui.text import plain

controls.heading(
    "Your own words",
    "Use a file of vectors, or just a list of words that take their rows from an embedding you "
    "have. Every page then shows them, to you alone, until you reload or close the page.",
)

own = session.uploads()
way = controls.choice("Bring", ["A file", "A typed list"], key="way")
upload.choose_base()
bring = preview.from_file if way == "A file" else preview.from_typed
found = bring()
kept = upload.just_kept(found)
if kept is not None:
    st.success(f"**{plain(kept)}** is kept. Every page can show it.", icon=":material/check:")
    links.page_link("explore/map.py", "See it on the map")
elif found is not None:
    if found.E is not None and upload.full():
        st.info(
            f"You already keep {upload.MOST_UPLOADS} vocabularies. Remove one below to add this."
        )
    elif found.E is not None:
        st.button(
            "Use it on every page",
            type="primary",
            icon=":material/check:",
            on_click=upload.keep,
            args=(found.E, found.recipe),
        )

if own:
    st.header("Kept for this visit")
    for name, E in list(own.items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            current = " · shown now" if name == session.embedding().name else ""
            st.markdown(f"**{plain(name)}** · {len(E):,} words × {E.dim} dimensions{current}")
            st.button("Show", key=f"show_{name}", on_click=session.use, args=(name,))
            st.button("Remove", key=f"remove_{name}", on_click=upload.remove, args=(name,))
    st.caption(BUDGET.told(budget.visit()))

st.header("Example files")
for name, about in upload.EXAMPLES.items():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            name,
            upload.example(name),
            name,
            icon=":material/download:",
            key=f"example_{name}",
            on_click="ignore",
            width=240,
        )
        st.button(
            "Try it",
            key=f"try_{name}",
            on_click=upload.try_example,
            args=(name,),
            disabled=upload.full(),
            help="Remove a vocabulary first." if upload.full() else None,
        )
        st.caption(about)
