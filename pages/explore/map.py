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
from embviz.app.views.map.state import DrawnMap

E = session.embedding()

inputs.page_header(
    "A map of words",
    "A map tries to put words with similar rows close together. It squeezes all dimensions into "
    "two or three, so some of what it shows is false: the figures below it say how much.",
)

with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
    # Rows of three numbers are drawn as they are.
    views = ["3D", "2D"] if E.dim == 3 else ["2D", "3D"]
    view_in = inputs.option_input("View", views, key="view")
    method = settings.select_method(E, int(view_in[0]))
    choice = settings.select_settings(method, int(view_in[0]))
words, row = map_words.select_words(E, int(view_in[0]))
own = axes.input_axes(E, int(view_in[0])) if method == settings.AXES else []
if own is None:
    st.stop()
if problem := settings.check_word_count(choice, len(words)):
    st.info(problem, icon=":material/info:")
    st.stop()

name = compute.map_digest(E, words, choice, own)
picture = compute.get_map(E, words, choice, own, name)
if picture is None:
    st.stop()

seeds = stability.get_seed_maps(E, words, choice, name, picture)
with row:
    shade = colors.select_color(E, words, choice)
coloring = colors.compute_coloring(E, words, shade, picture, name, seeds.wobble if seeds else None)
shown = DrawnMap(
    chart_key=f"map_{view_in}",
    digest=name,
    words=words,
    tokens=tuple(E.tokens[i] for i in words.token_ids),
    coordinates=picture.coordinates,
    metric=choice.settings.metric,
    description=settings.describe_settings(choice, len(words), own),
    seed_coordinates=seeds.coordinates if seeds else None,
    snippet_lines=partial(snippets.map_lines, E, words, choice, own),
)
figure = view.map_figure(
    shown, coloring, own, with_labels=shade == colors.CLUSTER and len(words) > 200
)

left, right = st.columns([5, 2], gap="large")
with left:
    drawn = f"{name} {shade} {coloring is None}"
    view.show(
        shown,
        figure,
        choice,
        picture,
        coloring,
        colors.COLOR_DESCRIPTIONS.get(shade, ""),
        figure_digest=drawn,
        python=lambda: snippets.map_script(E, shown, shade),
    )
with right:
    neighbors_panel.show(E, shown)

measuring = compute.start_quality_job(E, words, choice, name, picture)
quality.show(picture.trust, picture.variance_kept, choice.settings.method, measuring)
stability.show(E, words, choice, name, seeds)
how_calculated.show(E, words, choice, own)
