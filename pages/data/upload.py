"""Bring your own vocabulary: a file of vectors, or a list of words."""

import streamlit as st

from embviz import FormatError
from embviz.ui import controls, session, upload
from embviz.ui.text import plain

controls.heading(
    "Your own words",
    "Use a file of vectors, or just a list of words that take their rows from an embedding you "
    "have. Every page then shows them, to you alone, until you reload or close the page.",
)

own = session.uploads()
way = controls.choice("Bring", ["A file", "A typed list"], key="way")
upload.choose_base()
preview = problem = None
if way == "A file":
    file = st.file_uploader(
        "A file of vectors or of words",
        type=["csv", "tsv", "txt", "vec", "safetensors"],
        max_upload_size=upload.LARGEST_MB,
        help="word2vec or GloVe text, CSV, TSV, embviz's own safetensors, or a list of words.",
    )
    if file is None:
        upload.forget()
    else:
        try:
            with st.skeleton(height=320):
                preview = upload.read_once(file)
        except FormatError as error:
            problem = error
else:
    typed = st.text_area(
        "Words, one a line; a group may follow after a comma",
        placeholder="rain, weather\nsnow, weather\npiano, music",
        height=180,
        max_chars=20_000,
        key="typed_words",
        persist_state="session",
    )
    try:
        preview = upload.from_typed(typed) if typed.strip() else None
    except FormatError as error:
        problem = error

if problem is not None:
    with st.container(border=True):
        st.markdown(":red[:material/error:] **This cannot be used as it is**")
        st.text(str(problem))
if preview is not None:
    st.subheader("What it holds")
    upload.show_preview(preview)
    if preview.E is not None and (name := upload.kept(preview.E)):
        st.success(f"**{plain(name)}** is kept. Every page can show it.", icon=":material/check:")
        controls.page_link("explore/map.py", "See it on the map")
    elif preview.E is not None and upload.full():
        st.info(
            f"You already keep {upload.MOST_UPLOADS} vocabularies. Remove one below to add this."
        )
    elif preview.E is not None:
        st.button(
            "Use it on every page",
            type="primary",
            icon=":material/check:",
            on_click=upload.keep,
            args=(preview.E, preview.recipe),
        )

if own:
    st.subheader("Kept for this visit")
    for name, E in list(own.items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            current = " · shown now" if name == session.embedding().name else ""
            st.markdown(f"**{plain(name)}** · {len(E):,} words × {E.dim} dimensions{current}")
            st.button("Show", key=f"show_{name}", on_click=session.use, args=(name,))
            st.button("Remove", key=f"remove_{name}", on_click=upload.remove, args=(name,))

st.subheader("Example files")
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
