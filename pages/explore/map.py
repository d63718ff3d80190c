"""Words on a map of two or three dimensions."""

import pandas as pd
import streamlit as st

from embviz import figures, most_similar, project
from embviz.ui import controls, session
from embviz.ui.chart import chart
from embviz.ui.text import chip

AROUND = 40

E = session.embedding()

controls.heading(
    "A map of words",
    "Words with similar rows lie close together. The map squeezes all dimensions into two or "
    "three, so distances on it are only roughly right.",
)

with st.container(horizontal=True, gap="medium"):
    view = controls.choice("View", ["2D", "3D"], key="view")
    kinds = ["Word groups", "Around the current word", "My list"]
    shown = controls.choice("Words", kinds, key="show")

token = controls.current_token(E)
if shown == "Word groups":
    members = controls.choose_groups(E)
elif shown == "Around the current word":
    around = most_similar(E, token, k=AROUND).tokens if token else ()
    members = {"nearest words": [token, *around]} if token else {}
else:
    typed = controls.words_field(
        E, "Words", key="map_words", default=session.some_words(E, "map"), most=500
    )
    members = {"my list": typed} if typed else {}

words = [word for group in members.values() for word in group]
groups = [name for name, group in members.items() for _ in group]
if len(words) < 2:
    st.info("Choose at least two words to draw a map.", icon=":material/scatter_plot:")
    st.stop()

projection = project(
    E.vectors[[E.token_id(word) for word in words]], n_components=2 if view == "2D" else 3
)
if token and token not in words:  # The current word has its place on the map of the others.
    words, groups = [*words, token], [*groups, figures.CURRENT]
token_ids = [E.token_id(word) for word in words]
coordinates = projection.transform(E.vectors[token_ids])
neighbors = most_similar(E, token, k=10) if token else None
near = neighbors.tokens if neighbors else ()

picture, panel = st.columns([5, 2], gap="large")
with picture:
    kept = projection.variance_kept.sum()
    chart(
        figures.word_map(coordinates, words, token_ids, groups, selected=token, near=near),
        key=f"map_{view}",
        alt=f"A {view} map of {len(words)} words: {', '.join(members)}.",
        caption=f"PCA (principal component analysis) takes the {view[0]} directions in which these "
        f"words differ most. They keep **{kept:.0%} of the variance**"
        + (
            "."
            if kept > 0.995
            else f"; {1 - kept:.0%} is not on the map: words that touch on it may be far apart."
        )
        + " Click a word to select it; drag to "
        + ("move the map." if view == "2D" else "turn it, scroll to zoom."),
        table=lambda: pd.DataFrame(
            coordinates, index=words, columns=["x", "y", "z"][: int(view[0])]
        ).assign(group=groups),
        on_click=session.choose_token_id,
    )
with panel:
    st.subheader("Nearest words")
    if token and neighbors:
        chart(
            figures.ranked_bars(neighbors),
            key="map_neighbors",
            alt=f"The ten words nearest to {token!r} in all {E.dim} dimensions.",
            caption=f"to {chip(token)}, by cosine similarity in all {E.dim} dimensions: the map "
            "may show others nearer. Click a bar to go on from that word.",
            table=neighbors.to_frame,
            on_click=session.choose_token_id,
        )
    else:
        st.caption(":material/touch_app: Click a point to see its nearest words.")

controls.how(
    r"\text{place} = (v - \bar v)\,P^\top \qquad \text{kept} = \frac{\lambda_1 + \dots + \lambda_k}"
    r"{\lambda_1 + \dots + \lambda_d}",
    f"""import embviz

{session.load_line(E)}
words = {words[:8]!r}  # and so on
drawn = embviz.project(E.vectors[[E.token_id(word) for word in words]], n_components={view[0]})
drawn.coordinates, drawn.variance_kept""",
    "The rows are moved so that their mean is the origin. P holds the directions along which they "
    "spread most, each of length 1; λ is the spread (variance) along a direction. The current "
    "word, if it is in no group, is placed on the finished map.",
)
