"""Learned, not written: where the numbers come from, and a shuffled matrix without meaning."""

from itertools import islice
from math import isnan

import pandas as pd
import streamlit as st

from embviz import figures, most_similar, project
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import defaults, embeddings, word_groups
from embviz.app.text import chip, format_number, plain
from embviz.app.views.lesson import step_navigation
from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import mean_cosines_within_between, pairwise

TITLE = "Learned, not written"
LEDE = (
    "The numbers of a real embedding are typed by nobody: they are learned from text. A random "
    "twin, with the same numbers in the wrong places, shows what there is to see without meaning."
)
ORIGINS = {
    "glove": "was learned from Wikipedia and news. A program counted how often each word stands "
    "near each other one, then moved the rows a little, again and again, until the products of two "
    "rows told those counts.",
    "minilm": "was learned as part of a transformer. The network guessed words that were hidden in "
    "sentences; after each guess all its numbers, these rows among them, were moved a little, so "
    "that the next guess would be better. Later it was tuned on pairs of sentences.",
    "tutorial": "was made up for this lesson. Somebody decided that cats resemble dogs and chose "
    "numbers to fit. That is good for a lesson, and hopeless for a language.",
}
MAX_GROUPS, MAX_DRAWN_WORDS = 5, 50


def show(E: EmbeddingMatrix) -> None:
    """Explain how rows are learned, then compare the matrix with a shuffled one."""
    st.markdown(
        "Training begins with random numbers. A program reads text, and the rows are moved a "
        "little at a time, so that they tell better which words are used together. Words used "
        "alike end up with rows alike, though nobody told the program what any word means."
    )
    origin = ORIGINS.get(E.name, "is yours: how its numbers came about, only its maker knows.")
    st.markdown(f"{chip(E.name)} {origin}")

    st.header(f"{plain(E.name)} and its random twin")
    with st.skeleton(height=200):
        shuffled = step_navigation.cached_shuffled(E)
    trio = defaults.cached_lesson_words(E).trio
    if len(trio) < 3:
        st.info(f"{chip(E.name)} has fewer than three words with a direction to compare.")
        return
    step_navigation.show_substitution_note(E, ("cat", "dog", "car"), trio)
    groups = {
        name: words[:MAX_DRAWN_WORDS]
        for name, words in islice(word_groups.groups(E).items(), MAX_GROUPS)
    }
    _show_cosines(E, shuffled, trio, list(groups.values()))
    for column, matrix in zip(st.columns(2, gap="large"), (E, shuffled), strict=True):
        with column:
            _draw_views(E, matrix, trio[0], groups)
    a, b = (E.token_id(token) for token in trio[:2])
    inputs.how_calculated(
        r"\tilde E_{i,\,j} = E_{\pi_j(i),\,j} \qquad "
        rf"\cos(\tilde E_{{{a}}}, \tilde E_{{{b}}}) = {pairwise(shuffled, trio)[0, 1]:.3f}",
        f"""import embviz
from embviz.lesson import shuffle_dimensions

{embeddings.load_snippet(E)}
twin = shuffle_dimensions(E, seed=0)
embviz.similarity(twin, {trio[0]!r}, {trio[1]!r})""",
        "The twin deals the numbers of each dimension j to other words: π is a random order of the "
        "rows, another one for each dimension. Shape, mean and spread of a dimension stay the "
        "same; only which word has which number is left to chance. What you see in the matrix and "
        "not in the twin comes from which word has which numbers.",
    )


def _show_cosines(
    E: EmbeddingMatrix,
    shuffled: EmbeddingMatrix,
    trio: tuple[str, ...],
    groups: list[list[str]],
) -> None:
    """Compare cosines in the matrix and in the shuffled one: of three words, and within groups."""
    word, like, unlike = trio
    cosines = [pairwise(matrix, trio)[0, 1:].tolist() for matrix in (E, shuffled)]
    names = [f"{word} – {like}", f"{word} – {unlike}"]
    means = [mean_cosines_within_between(matrix, groups) for matrix in (E, shuffled)]
    # The mean is NaN if no group has two words.
    has_groups = len(groups) > 1 and not isnan(means[0][0])
    if has_groups:
        names += ["one group (mean)", "different groups (mean)"]
        cosines = [[*pair, *mean] for pair, mean in zip(cosines, means, strict=True)]
    st.dataframe(
        {
            "cosine of": names,
            "in the matrix": list(map(format_number, cosines[0])),
            "in the twin": list(map(format_number, cosines[1])),
        },
        hide_index=True,
        width="stretch",
    )
    chance = 2 * (2 / E.dim) ** 0.5
    note = (
        f"In the twin, {chip(word)} is no closer to {chip(like)} than to {chip(unlike)}, up to "
        f"chance: with {E.dim} dimensions, differences up to about {format_number(chance)} come by "
        "themselves."
    )
    difference = abs(cosines[1][0] - cosines[1][1])
    if difference > chance:
        note = (
            f"In this twin chance alone made the two cosines with {chip(word)} differ by "
            f"{format_number(difference)}: with {E.dim} dimensions that can happen, so a few words "
            "prove little."
        )
    if has_groups:
        # Differences of the rounded numbers in the table, so that readers can check them.
        real, random = (round(mean[0], 3) - round(mean[1], 3) for mean in means)
        note += (
            f" Over whole groups chance evens out: words of one group are more alike by "
            f"{format_number(real)} in the matrix, and by {format_number(random)} in the twin."
        )
    st.markdown(note)


def _draw_views(
    E: EmbeddingMatrix, matrix: EmbeddingMatrix, word: str, groups: dict[str, list[str]]
) -> None:
    is_shuffled = matrix is not E
    extra_lines = ["E = shuffle_dimensions(E, seed=0)"] if is_shuffled else []
    name, key = ("The random twin", "twin") if is_shuffled else ("The matrix", "real")
    st.markdown(f"**{name}**")
    neighbors = most_similar(matrix, word, k=5)
    chart(
        figures.ranked_bars(neighbors),
        key=f"{key}_nearest",
        alt=f"{name}: the words nearest to {word!r} are {', '.join(neighbors.tokens)}.",
        caption=f"Nearest to {chip(word)} of {len(matrix):,} tokens, by cosine similarity"
        + (": whichever chance brought there." if is_shuffled else "."),
        table=neighbors.to_frame,
        python=lambda: snippets.neighbors_script(E, word, 5, *extra_lines),
    )
    n_per_group = MAX_DRAWN_WORDS // max(1, len(groups))
    members = [(name, token) for name, words in groups.items() for token in words[:n_per_group]]
    if len(members) < 2:
        return
    words = [token for _, token in members]
    ids = [matrix.token_id(token) for token in words]
    flat = project(matrix.vectors[ids]).coordinates
    chart(
        figures.word_map(flat, words, ids, [name for name, _ in members], height=380),
        key=f"{key}_map",
        alt=f"{name}: a map of {len(words)} words.",
        caption="The same words on a flat map (PCA)"
        + (
            ": dealt at random."
            if is_shuffled
            else ": do words that belong together stay together?"
        ),
        table=lambda: pd.DataFrame(flat, index=words, columns=["x", "y"]),
        python=lambda: snippets.pca_script(E, words, *extra_lines),
    )
