"""What every visit runs: the navigation, and the sidebar that all pages share."""

import streamlit as st

from embviz.io import SAMPLES
from embviz.ui import (
    budget,
    current_word,
    ended,
    listed,
    navigation,
    presenting,
    served,
    session,
    upload,
)
from embviz.ui.everyone import reach_everyone
from embviz.ui.text import chip

st.set_page_config(
    page_title="embviz",
    page_icon=navigation.icon(),
    layout="wide",
    initial_sidebar_state="auto",
)

page = navigation.chosen()

with presenting.place():
    asked = st.query_params.get("embedding")
    name = st.selectbox(
        "Embedding",
        session.choices(),
        index=session.choices().index(session.first_embedding()),
        key="embedding",
        on_change=session.keep_word_known,
        bind="query-params",
    )
    if ready := served.is_ready(session.chosen()):
        session.settle_words()
        E = session.embedding()
        about = "\n\n".join(E.notes) if E.name in SAMPLES else None
        st.caption(session.description(E), help=about)
        listed.of_class(E)
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

ended.watch()
upload.settle_page(page.url_path)
if budget.tell_refused():
    upload.empty_field()

# Below the sidebar, where another embedding can be chosen meanwhile.
served.wait_for(session.chosen(), whole_page=True)
navigation.run(page)
