"""The home page: one word followed from its letters to its meaning, with real numbers."""

import streamlit as st

from embviz import analogy, figures, most_similar
from embviz.ui import controls, session
from embviz.ui.chart import chart
from embviz.ui.text import chips, number, plain

E = session.embedding()

controls.heading(
    "See what word embeddings are",
    "A computer knows numbers, not words. An embedding gives every word a row of numbers, such "
    "that words used alike get rows alike. Follow one word through.",
)
controls.word_field("Your word", key="start_word")
token = controls.current_token(E)
if token is None:
    st.stop()
token_id, row = E.token_id(token), E[token]

st.subheader("1 · The word becomes a number")
st.markdown(
    f"The vocabulary is a numbered list of {len(E):,} tokens. **{plain(token)}** is number "
    f"**{token_id:,}**: that is its token id, and all that a model receives."
)
controls.page_link("learn/lookup.py", "Look up any word or sentence")

st.subheader("2 · The number picks a row")
chart(
    figures.row_strip(row),
    key="start_row",
    alt=f"The row of {token!r} as a strip of {E.dim} colored cells.",
    caption=f"Row {token_id:,} of the embedding matrix: {E.dim} numbers, starting "
    f"{', '.join(number(float(value)) for value in row[:4])}, … Orange is above zero, blue below.",
)
controls.page_link("learn/matrix.py", "See many rows as one picture")

st.subheader("3 · Words used alike have rows alike")
found = most_similar(E, token, k=5)
chart(
    figures.ranked_bars(found),
    key="start_near",
    alt=f"The five words nearest to {token!r}: {', '.join(found.tokens)}.",
    caption="The nearest rows of the whole matrix, by cosine similarity: 1 is the same direction."
    + session.unrelated(E)
    + " Click a bar to follow that word instead.",
    on_click=session.choose_token_id,
)
controls.page_link("explore/map.py", "Draw words as a map")
controls.page_link("explore/similarity.py", "Compare words")

a, b, c = session.FIRST_WORDS["analogy"].split()
if a in E and b in E and c in E:
    st.subheader("4 · Differences carry meaning")
    answers = analogy(E, positive=[a, c], negative=[b], k=3)
    st.markdown(
        f"Take the row of **{plain(a)}**, subtract **{plain(b)}**, add **{plain(c)}**: the nearest "
        f"other words are {chips(answers.tokens)}, with cosine similarity "
        f"{', '.join(number(score) for score in answers.scores)}."
    )
    controls.page_link("explore/analogy.py", "Try other analogies")

st.subheader("5 · Bring your own")
st.markdown("A file of vectors, or just a list of your words: it stays in this visit.")
controls.page_link("data/upload.py", "Use your own words")
