"""Words on a map of two or three dimensions."""

from functools import partial

import streamlit as st

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.state import embeddings
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
    word_selection,
)
from embviz.app.views.map.state import DrawnMap

PAGE = Page(
    title="Map",
    icon=":material/scatter_plot:",
    section="Explore",
    order=1,
    views=("view=2D", "view=3D", "show=Many+words", "method=Chosen+axes"),
)

# Above this, names of clusters are shown in place of those of single words.
MAX_LABELED_WORDS = 200


def show() -> None:
    """Choose words and a method, draw the map, and say how true it is."""
    E = embeddings.current()
    inputs.page_header(
        "A map of words",
        "A map tries to put words with similar rows close together. It squeezes all dimensions "
        "into two or three, so some of what it shows is false: the figures below it say how much.",
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        # Rows of three numbers are drawn as they are.
        view_names = ["3D", "2D"] if E.dim == 3 else ["2D", "3D"]
        view_name = inputs.option_input("View", view_names, key="view")
        n_components = int(view_name[0])
        method = settings.select_method(E, n_components)
        choice = settings.select_settings(method, n_components)
    words, color_row = word_selection.select_words(E, n_components)
    chosen_axes = axes.input_axes(E, n_components) if method == settings.AXES else []
    if chosen_axes is None:
        return
    if problem := settings.check_word_count(choice, len(words)):
        st.info(problem, icon=":material/info:")
        return

    digest = compute.map_digest(E, words, choice, chosen_axes)
    word_map = compute.get_map(E, words, choice, chosen_axes, digest)
    if word_map is None:
        return
    seeds = stability.get_seed_maps(E, words, choice, digest, word_map)
    with color_row:
        color = colors.select_color(E, words, choice)
    coloring = colors.compute_coloring(
        E, words, color, word_map, digest, seeds.wobble if seeds else None
    )
    drawn = DrawnMap(
        chart_key=f"map_{view_name}",
        digest=digest,
        words=words,
        tokens=tuple(E.tokens[i] for i in words.token_ids),
        coordinates=word_map.coordinates,
        metric=choice.settings.metric,
        description=settings.describe_settings(choice, len(words), chosen_axes, word_map.library),
        seed_coordinates=seeds.coordinates if seeds else None,
        snippet_lines=partial(snippets.map_lines, E, words, choice, chosen_axes),
    )
    figure = view.map_figure(
        drawn,
        coloring,
        chosen_axes,
        with_labels=color == colors.CLUSTER and len(words) > MAX_LABELED_WORDS,
    )
    left, right = st.columns([5, 2], gap="large")
    with left:
        view.show(
            drawn,
            figure,
            choice,
            word_map,
            coloring,
            colors.COLOR_DESCRIPTIONS.get(color, ""),
            figure_digest=f"{digest} {color} {coloring is None}",
            python=lambda: snippets.map_script(E, drawn, color),
        )
    with right:
        neighbors_panel.show(E, drawn)

    quality_job = compute.start_quality_job(E, words, choice, digest, word_map)
    quality.show(word_map.quality, word_map.variance_kept, choice.settings.method, quality_job)
    stability.show(E, words, choice, digest, seeds)
    how_calculated.show(E, words, choice, chosen_axes)


if __name__ == "__main__":
    show()
