"""What every visit runs: the navigation, and the sidebar that all pages share."""

import streamlit as st

from embviz.app.components import unknown_words
from embviz.app.components.accessibility import inject
from embviz.app.layout import current_word, navigation
from embviz.app.server import main_module
from embviz.app.state import memory_budget, presentation, session, shared_files
from embviz.app.text import chip
from embviz.app.views.upload import reading
from embviz.io import SAMPLES

st.set_page_config(
    page_title="embviz",
    page_icon=navigation.icon_data_url(),
    layout="wide",
    initial_sidebar_state="auto",
)

page = navigation.show_navigation()

with presentation.controls_container():
    asked = st.query_params.get("embedding")
    name = st.selectbox(
        "Embedding",
        session.embedding_names(),
        index=session.embedding_names().index(session.default_embedding()),
        key="embedding",
        on_change=session.replace_missing_words,
        bind="query-params",
    )
    if ready := shared_files.is_ready(session.embedding_name()):
        session.replace_missing_words_if_pending()
        E = session.embedding()
        about = "\n\n".join(E.notes) if E.name in SAMPLES else None
        st.caption(session.description(E), help=about)
        unknown_words.show_missing_class_words(E)
    if asked and asked != name:
        st.caption(
            f":material/info: The link asks for {chip(asked)}, which is not here: an uploaded "
            "vocabulary lives only in the visit that uploaded it."
        )
    current_word.show(name)
    if ready and (note := st.session_state.pop("word_note", None)):
        st.caption(
            f":material/info: {chip(note)} is not in {chip(E.name)}, so its first word is shown."
        )

# In the sidebar also where that is not shown: on every page, and in nobody's way.
with st.sidebar:
    inject()

main_module.release_on_disconnect()
reading.discard_on_page_change(page.url_path)
if memory_budget.show_refusal():
    reading.reset_uploader()

# Below the sidebar, where another embedding can be chosen meanwhile.
shared_files.wait_for(session.embedding_name(), whole_page=True)
navigation.run_page(page)
