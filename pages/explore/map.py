"""Words on a map of two or three dimensions."""

from functools import partial

import streamlit as st

from embviz.app.components import inputs
from embviz.app.state import session
from embviz.app.views.map import (
    axes,
    colors,
    compute,
    how_calculated,
    neighbors_panel,
    quality,
    settings,
    snippets,
    stability,
    view,
)
from embviz.app.views.map import word_selection as map_words
from embviz.app.views.map.state import Shown

E = session.embedding()

inputs.heading(
    "A map of words",
    "A map tries to put words with similar rows close together. It squeezes all dimensions into "
    "two or three, so some of what it shows is false: the figures below it say how much.",
)

with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    # Rows of three numbers are drawn as they are.
    views = ["3D", "2D"] if E.dim == 3 else ["2D", "3D"]
    view_in = inputs.choice("View", views, key="view")
    method = settings.choose_method(E, int(view_in[0]))
    choice = settings.choose(method, int(view_in[0]))
words, row = map_words.choose(E, int(view_in[0]))
own = axes.choose(E, int(view_in[0])) if method == settings.AXES else []
if own is None:
    st.stop()
if problem := settings.problem(choice, len(words)):
    st.info(problem, icon=":material/info:")
    st.stop()

name = compute.digest(E, words, choice, own)
picture = compute.picture(E, words, choice, own, name)
if picture is None:
    st.stop()

seeds = stability.known(E, words, choice, name, picture)
with row:
    shade = colors.choose(E, words, choice)
coloring = colors.color(E, words, shade, picture, name, seeds.wobble if seeds else None)
shown = Shown(
    chart=f"map_{view_in}",
    digest=name,
    words=words,
    tokens=tuple(E.tokens[i] for i in words.token_ids),
    coordinates=picture.coordinates,
    metric=choice.settings.metric,
    about=settings.in_words(choice, len(words), own),
    ghosts=seeds.places if seeds else None,
    lines=partial(snippets.places, E, words, choice, own),
)
figure = view.figure_of(shown, coloring, own, named=shade == colors.CLUSTER and len(words) > 200)

left, right = st.columns([5, 2], gap="large")
with left:
    drawn = f"{name} {shade} {coloring is None}"
    view.show(
        shown,
        figure,
        choice,
        picture,
        coloring,
        colors.ABOUT.get(shade, ""),
        drawn=drawn,
        python=lambda: snippets.of_map(E, shown, shade),
    )
with right:
    neighbors_panel.show(E, shown)

measuring = compute.measuring(E, words, choice, name, picture)
quality.show(picture.trust, picture.variance_kept, choice.settings.method, measuring)
stability.offer(E, words, choice, name, seeds)
how_calculated.how(E, words, choice, own)
