"""Your own vocabulary: a file of vectors, or a list of words."""

import streamlit as st

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.layout import links
from embviz.app.state import embedding_choice, embeddings, memory_budget
from embviz.app.state.memory_budget import BUDGET
from embviz.app.text import plain
from embviz.app.views.upload import preview, reading

PREVIEWS = {
    "A file": preview.preview_uploaded_file,
    "A typed list": preview.preview_typed_words,
}

PAGE = Page(
    title="Your words",
    icon=":material/upload_file:",
    section="Data",
    order=1,
    views=("way=A+file", "way=A+typed+list"),
)


def show() -> None:
    """Read a vocabulary, list those of this session, and offer examples."""
    inputs.page_header(
        "Your own words",
        "Use a file of vectors, or just a list of words that take their rows from an embedding you "
        "have. Every page then shows them, to you alone, until you reload or close the page.",
    )
    has_uploads = bool(embeddings.uploads())
    source = inputs.option_input("Bring", list(PREVIEWS), key="way")
    reading.base_embedding_input()
    _offer_upload(PREVIEWS[source]())
    if has_uploads:
        st.header("Kept for this visit")
        _list_uploads()
    st.header("Example files")
    _list_examples()


def _offer_upload(new: reading.Preview | None) -> None:
    added = reading.last_added_name(new)
    if added is not None:
        st.success(f"**{plain(added)}** is kept. Every page can show it.", icon=":material/check:")
        links.page_link("map", "See it on the map")
    elif new is None or new.E is None:
        return
    elif reading.is_full():
        st.info(
            f"You already keep {reading.MAX_UPLOADS} vocabularies. Remove one below to add this."
        )
    else:
        st.button(
            "Use it on every page",
            type="primary",
            icon=":material/check:",
            on_click=reading.add_upload,
            args=(new.E, new.snippet),
        )


def _list_uploads() -> None:
    current = embeddings.current().name
    for name, E in list(embeddings.uploads().items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            note = " · shown now" if name == current else ""
            st.markdown(f"**{plain(name)}** · {len(E):,} words × {E.dim} dimensions{note}")
            st.button("Show", key=f"show_{name}", on_click=embedding_choice.choose, args=(name,))
            st.button("Remove", key=f"remove_{name}", on_click=reading.remove_upload, args=(name,))
    st.caption(BUDGET.usage_message(memory_budget.current_session_id()))


def _list_examples() -> None:
    is_full = reading.is_full()
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
                disabled=is_full,
                help="Remove a vocabulary first." if is_full else None,
            )
            st.caption(about)


if __name__ == "__main__":
    show()
