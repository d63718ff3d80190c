"""Learned, not written: where the numbers come from, and a random twin without meaning."""

from itertools import islice

import pandas as pd
import streamlit as st

from embviz import figures, most_similar, project
from embviz.embedding import EmbeddingMatrix
from embviz.similarity import pairwise
from embviz.ui import controls, lesson, session
from embviz.ui.chart import chart
from embviz.ui.text import chip, number, plain

TITLE = "Learned, not written"
LEDE = (
    "The numbers of a real embedding are not typed by anybody: they are learned from text. To see "
    "what was learned, compare a matrix with a random twin: the same numbers in the wrong places."
)
GROUPS, DRAWN = 5, 50
BY_CHANCE = 0.15


def show(E: EmbeddingMatrix) -> None:
    """Tell how rows are learned, then set the matrix beside its random twin."""
    by_hand, learned = st.columns(2, border=True)
    by_hand.markdown(
        "**The tutorial matrix was written by hand.** Somebody decided that cats resemble dogs, "
        "and chose the numbers to fit. That is good for a lesson, and hopeless for a language."
    )
    learned.markdown(
        "**The others were learned.** Training starts with random numbers. The model reads text "
        "and guesses which words stand near each other; after each guess its rows are moved a "
        "little, so that the next one is better. Words used alike end up with rows alike."
    )
    st.caption(f"The rows of {chip(E.name)}: {session.description(E)}.")

    st.subheader(f"{plain(E.name)} and its random twin")
    with st.skeleton(height=200):
        twin = lesson.twin(E)
    picked = session.lesson_words_of(E)
    if len(picked.trio) < 3:
        st.info(f"{chip(E.name)} has fewer than three words with a direction to compare.")
        return
    lesson.instead(E, ("cat", "dog", "car"), picked.trio)
    _cosines(E, twin, picked.trio)
    for place, matrix in zip(st.columns(2, gap="large"), (E, twin), strict=True):
        with place:
            _views(matrix, picked.trio[0], session.groups(E), twin is matrix)
    controls.how(
        r"\tilde E_{i,\,j} = E_{\pi_j(i),\,j} \qquad \pi_j \text{ a random order of the rows, "
        r"another one for each dimension } j",
        f"""import embviz
from embviz.twin import random_twin

{session.load_line(E)}
twin = random_twin(E, seed=0)
embviz.similarity(twin, {picked.trio[0]!r}, {picked.trio[1]!r})""",
        "The twin deals the numbers of each dimension to other words. Shape, mean and spread stay "
        "the same; only which word has which number is left to chance. What you see in the matrix "
        "but not in the twin is what was learned.",
    )


def _cosines(E: EmbeddingMatrix, twin: EmbeddingMatrix, trio: tuple[str, ...]) -> None:
    word, like, unlike = trio
    real, chance = (pairwise(matrix, trio)[0, 1:].tolist() for matrix in (E, twin))
    st.dataframe(
        {
            "cosine similarity of": [f"{word} – {like}", f"{word} – {unlike}"],
            "in the matrix": list(map(number, real)),
            "in the random twin": list(map(number, chance)),
        },
        hide_index=True,
        width="stretch",
    )
    gap = f"In the twin the two differ by {number(abs(chance[0] - chance[1]))}"
    st.markdown(
        f"In the matrix, {chip(like)} is nearer to {chip(word)} than {chip(unlike)} by "
        f"{number(real[0] - real[1])}. {gap}: "
        + (
            f"{chip(word)} is no closer to {chip(like)} than to {chip(unlike)}, up to chance."
            if abs(chance[0] - chance[1]) < BY_CHANCE
            else "with so few numbers, chance alone can make words look alike or unlike."
        )
    )


def _views(matrix: EmbeddingMatrix, word: str, groups: dict[str, list[str]], is_twin: bool) -> None:
    name = "The random twin" if is_twin else "The matrix"
    key = "twin" if is_twin else "real"
    st.markdown(f"**{name}**")
    found = most_similar(matrix, word, k=5)
    chart(
        figures.ranked_bars(found),
        key=f"{key}_nearest",
        alt=f"{name}: the words nearest to {word!r} are {', '.join(found.tokens)}.",
        caption=f"Nearest to {chip(word)}"
        + (
            f": the best of {len(matrix):,} by chance, words that have nothing to do with it."
            if is_twin
            else ", by cosine similarity."
        ),
        table=found.to_frame,
    )
    shown = dict(islice(groups.items(), GROUPS))
    members = [
        (name, each) for name, words in shown.items() for each in words[: DRAWN // len(shown)]
    ]
    if len(members) < 2:
        return
    words = [each for _, each in members]
    ids = [matrix.token_id(each) for each in words]
    flat = project(matrix.vectors[ids]).coordinates
    chart(
        figures.word_map(flat, words, ids, [name for name, _ in members], height=380),
        key=f"{key}_map",
        alt=f"{name}: a map of {len(words)} words.",
        caption="The same words on a PCA map: "
        + ("groups dissolve." if is_twin else "groups keep together, if the words have groups."),
        table=lambda: pd.DataFrame(flat, index=words, columns=["x", "y"]),
    )
