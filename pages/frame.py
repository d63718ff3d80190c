"""The main script of every session: the navigation, the sidebar, then the page."""

import streamlit as st

from embviz.app.components import unknown_words
from embviz.app.components.accessibility import inject
from embviz.app.layout import current_word, navigation
from embviz.app.state import (
    embedding_choice,
    embeddings,
    keys,
    memory_budget,
    presentation,
    shared_files,
    url,
)
from embviz.app.text import chip
from embviz.app.views.upload import reading
from embviz.io import SAMPLES


def main() -> None:
    """Run the app once, for one session."""
    st.set_page_config(
        page_title="embviz",
        page_icon=navigation.icon_data_url(),
        layout="wide",
        initial_sidebar_state="auto",
    )
    page = navigation.show_navigation()
    with presentation.controls_container():
        _show_controls()
    with st.sidebar:  # The component is invisible, and the sidebar is on every page.
        inject()

    reading.discard_on_page_change(page.url_path)
    if memory_budget.show_refusal():
        reading.reset_uploader()
    # Below the sidebar, so that another embedding can be chosen while this one is loaded.
    shared_files.wait_for(embeddings.current_name(), whole_page=True)
    navigation.run_page(page)


def _show_controls() -> None:
    """Show the inputs for the embedding and the current word."""
    requested, names = url.read_field(keys.EMBEDDING), embeddings.names()
    name = st.selectbox(
        "Embedding",
        names,
        index=names.index(embeddings.default_name()),
        key=keys.EMBEDDING,
        on_change=embedding_choice.replace_missing_words,
        bind="query-params",
    )
    is_ready = shared_files.is_ready(embeddings.current_name())
    if is_ready:
        embedding_choice.replace_missing_words_if_pending()
        E = embeddings.current()
        notes = "\n\n".join(E.notes) if E.name in SAMPLES else None
        st.caption(embeddings.description(E), help=notes)
        unknown_words.show_missing_class_words(E)
    if requested and requested != name:
        st.caption(
            f":material/info: The link asks for {chip(requested)}, which is not here: an uploaded "
            "vocabulary lives only in the visit that uploaded it."
        )
    current_word.show(name)
    if is_ready and (replaced := keys.REPLACED_WORD.pop()):
        st.caption(
            f":material/info: {chip(replaced)} is not in {chip(embeddings.current().name)}, so its "
            "first word is shown."
        )


# Functions, because Streamlit keeps the globals of this module after the run: an embedding among
# them would stay in memory when its session has ended.
if __name__ == "__main__":
    main()
