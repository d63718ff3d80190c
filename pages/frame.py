"""What every visit runs: the navigation, and the sidebar that all pages share."""

import streamlit as st

from embviz.app.components import unknown_words
from embviz.app.components.accessibility import reach_everyone
from embviz.app.layout import current_word, navigation
from embviz.app.server import main_module
from embviz.app.state import memory_budget, presentation, session, shared_files
from embviz.app.text import chip
from embviz.app.views.upload import reading
from embviz.io import SAMPLES

st.set_page_config(
    page_title="embviz",
    page_icon=navigation.icon(),
    layout="wide",
    initial_sidebar_state="auto",
)

page = navigation.chosen()

with presentation.place():
    asked = st.query_params.get("embedding")
    name = st.selectbox(
        "Embedding",
        session.choices(),
        index=session.choices().index(session.first_embedding()),
        key="embedding",
        on_change=session.keep_word_known,
        bind="query-params",
    )
    if ready := shared_files.is_ready(session.chosen()):
        session.settle_words()
        E = session.embedding()
        about = "\n\n".join(E.notes) if E.name in SAMPLES else None
        st.caption(session.description(E), help=about)
        unknown_words.of_class(E)
    if asked and asked != name:
        st.caption(
            f":material/info: The link asks for {chip(asked)}, which is not here: an uploaded "
            "vocabulary lives only in the visit that uploaded it."
        )
    current_word.tell(name)
    if ready and (note := st.session_state.pop("word_note", None)):
        st.caption(
            f":material/info: {chip(note)} is not in {chip(E.name)}, so its first word is shown."
        )

# In the sidebar also where that is not shown: on every page, and in nobody's way.
with st.sidebar:
    reach_everyone()

main_module.watch()
reading.settle_page(page.url_path)
if memory_budget.tell_refused():
    reading.empty_field()

# Below the sidebar, where another embedding can be chosen meanwhile.
shared_files.wait_for(session.chosen(), whole_page=True)
navigation.run(page)
