"""What every visit runs: the navigation, and the sidebar that all pages share."""

import streamlit as st

from embviz.samples import SAMPLES
from embviz.ui import budget, ended, served, session, upload
from embviz.ui.entries import icon, page
from embviz.ui.text import chip

st.set_page_config(
    page_title="embviz",
    page_icon=icon(),
    layout="wide",
    initial_sidebar_state="auto",
)

shown = st.navigation(
    {
        "Learn": [
            page("learn/lesson.py", title="Lesson", icon=":material/school:", default=True),
            page("learn/lookup.py", title="Look up", icon=":material/search:"),
            page("learn/matrix.py", title="Matrix", icon=":material/grid_on:"),
        ],
        "Explore": [
            page("explore/map.py", title="Map", icon=":material/scatter_plot:"),
            page("explore/similarity.py", title="Similarity", icon=":material/compare_arrows:"),
            page("explore/axes.py", title="Meaning axes", icon=":material/straighten:"),
            page("explore/analogy.py", title="Analogies", icon=":material/function:"),
            page("explore/compare.py", title="Compare", icon=":material/join_inner:"),
        ],
        "Measure": [page("measure/quality.py", title="How good is it?", icon=":material/speed:")],
        "Data": [page("data/upload.py", title="Your words", icon=":material/upload_file:")],
    },
    expanded=True,
)

with st.sidebar:
    asked = st.query_params.get("embedding")
    name = st.selectbox(
        "Embedding",
        session.choices(),
        key="embedding",
        on_change=session.keep_word_known,
        bind="query-params",
    )
    if ready := served.is_ready(session.chosen()):
        session.settle_words()
        E = session.embedding()
        about = "\n\n".join(E.notes) if E.name in SAMPLES else None
        st.caption(session.description(E), help=about)
    if asked and asked != name:
        st.caption(
            f":material/info: The link asks for {chip(asked)}, which is not here: an uploaded "
            "vocabulary lives only in the visit that uploaded it."
        )
    session.settle_click()
    st.text_input(
        "Current word",
        session.FIRST_WORD,
        key="word",
        bind="query-params",
        icon=":material/search:",
        max_chars=100,
        on_change=session.forget_click,
        help="What Lesson, Look up, Map and Similarity show. A click on a chart changes it.",
    )
    if st.toggle("Large type", key="large", bind="query-params", help="For a projector."):
        size = session.type_scale()
        st.html(
            f"<style>@media (min-width: 700px) {{ html {{ font-size: {16 * size}px !important }} }}"
            "</style>"
        )
    if ready and (note := st.session_state.pop("word_note", None)):
        st.caption(
            f":material/info: {chip(note)} is not in {chip(E.name)}, so its first word is shown."
        )

ended.watch()
session.settle_page(shown.url_path)
if budget.tell_refused():
    upload.empty_field()

# Below the sidebar, where another embedding can be chosen meanwhile.
served.wait_for(session.chosen(), whole_page=True)
shown.run()
