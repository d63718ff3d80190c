"""Words on a map of two or three dimensions."""

import streamlit as st

from embviz.ui import controls, session
from embviz.ui.maps import (
    axes,
    colors,
    drawing,
    explanation,
    export,
    panel,
    settings,
    stability,
    trust,
    view,
)
from embviz.ui.maps import words as map_words

E = session.embedding()

controls.heading(
    "A map of words",
    "Words with similar rows lie close together. A map squeezes all dimensions into two or three, "
    "so some of what it shows is false: the figures below it say how much.",
)

with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    shown_in = controls.choice("View", ["2D", "3D"], key="view")
    method = settings.choose_method(E, int(shown_in[0]))
    choice = settings.choose(method, int(shown_in[0]))
words, row = map_words.choose(E, int(shown_in[0]))
own = axes.choose(E, int(shown_in[0])) if method == settings.AXES else []
if own is None:
    st.stop()
if problem := settings.problem(choice, len(words)):
    st.info(problem, icon=":material/info:")
    st.stop()

name = drawing.digest(E, words, choice, own)
picture = drawing.picture(E, words, choice, own, name)
if picture is None:
    st.stop()

seeds = stability.known(E, words, choice, name, picture)
with row:
    shade = colors.choose(E, words, settled=picture.kept is not None, has_wobble=seeds is not None)
coloring = colors.color(E, words, shade, picture, name, seeds.wobble if seeds else None)
shown = panel.Shown(
    chart=f"map_{shown_in}",
    digest=name,
    words=words,
    tokens=tuple(E.tokens[i] for i in words.token_ids),
    coordinates=picture.coordinates,
    metric=choice.settings.metric,
    about=explanation.in_words(choice, own),
    ghosts=seeds.places if seeds else None,
)
figure = view.figure_of(shown, coloring, own)

left, right = st.columns([5, 2], gap="large")
with left:
    view.show(shown, figure, choice, picture, coloring, drawn=f"{name} {shade}")
    export.offer(
        lambda: view.table_of(shown, coloring), figure, view.note_of(shown, picture), shown.about
    )
with right:
    panel.panel(E, shown)

trust.show(picture.trust, picture.variance_kept, drawing.measuring(E, words, choice, name, picture))
stability.offer(E, words, choice, name, seeds)

explanation.how(E, words, choice, own)
