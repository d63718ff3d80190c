"""Similar words, similar rows: three numbers first, then all of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures, similarity
from embviz.embedding import EmbeddingMatrix
from embviz.ui import controls, lesson, session, tables
from embviz.ui.chart import chart
from embviz.ui.text import chip, decimals, number, plain, tex

TITLE = "Similar words, similar rows"
LEDE = (
    "Words that are used alike get rows that look alike. So the distance between two rows tells "
    "how similar two words are: the smaller the distance, the more similar."
)
HAND = ("cat", "dog", "car")
PAIRS = (("cat", "dog"), ("cat", "car"), ("king", "queen"))
KINDS = ("similar", "different", "related")


def show(E: EmbeddingMatrix) -> None:
    """Compare three numbers, then distances, then whole rows."""
    tutorial = session.sample("tutorial")
    _three_numbers(tutorial)

    picked = session.lesson_words_of(E)
    if len(picked.trio) < 3:
        st.info(f"{chip(E.name)} has fewer than three words with a direction to compare.")
        return
    word, like, unlike = picked.trio
    royal = [pair for pair in picked.pairs if not {*pair} & {word, like}]
    pairs = [(word, like), (word, unlike), *royal[-1:]]
    st.subheader("All numbers: distances as lines")
    lesson.instead(E, ("cat", "dog", "car", "king", "queen"), list(dict.fromkeys(sum(pairs, ()))))
    by_hand, real = st.columns(2, gap="large")
    with by_hand:
        _distances(tutorial, PAIRS, key="by_hand")
    with real:
        _distances(E, pairs, key="real")
    _rows(E, word, like, unlike)
    controls.page_link("explore/similarity.py", "Find the nearest words of any word")


def _three_numbers(tutorial: EmbeddingMatrix) -> None:
    st.subheader("Three numbers, by hand")
    ids = [tutorial.token_id(word) for word in HAND]
    rows = tutorial.vectors[ids, :3]
    short = EmbeddingMatrix(HAND, rows, name="first three numbers")
    left, right = st.columns(2, gap="large", vertical_alignment="center")
    with left:
        chart(
            figures.matrix_heatmap(HAND, ids, rows),
            key="three",
            alt="The first three numbers of cat, dog and car in the tutorial matrix.",
            caption=f"The first 3 of {tutorial.dim} numbers. The rows of `cat` and `dog` look "
            "alike, that of `car` does not.",
            table=lambda: pd.DataFrame(rows, index=list(HAND)),
        )
    with right:
        for other in HAND[1:]:
            pairs = zip(decimals(short["cat"]), decimals(short[other]), strict=True)
            terms = " + ".join(f"({a} − {b})²" for a, b in pairs)
            distance = similarity(short, "cat", other, "euclidean")
            st.markdown(f"cat to {other}: √({terms}) = **{number(distance)}**")
        st.markdown("Subtract, square, add up, take the root: the distance, as Pythagoras has it.")


def _distances(E: EmbeddingMatrix, pairs: Sequence[tuple[str, str]], *, key: str) -> None:
    found = [similarity(E, a, b, "euclidean") for a, b in pairs]
    chart(
        figures.distance_lines(pairs, found),
        key=f"{key}_distances",
        alt="; ".join(f"{a} to {b}: {d:.3f}" for (a, b), d in zip(pairs, found, strict=True)) + ".",
        caption=(
            "**By hand.** The tutorial rows were written so that these distances are round."
            if key == "by_hand"
            else f"**In {chip(E.name)}.** A short line joins similar words, a long one different "
            f"words. Distances in all {E.dim} dimensions."
        ),
        table=lambda: pd.DataFrame(
            {
                "pair": [f"{a} – {b}" for a, b in pairs],
                "distance": found,
                "the words are": KINDS[: len(pairs)],
            }
        ),
    )


def _rows(E: EmbeddingMatrix, word: str, like: str, unlike: str) -> None:
    st.subheader("The rows, one above the other")
    which = controls.choice(
        f"Compare {plain(word)} with", ["the word like it", "the word unlike it"], key="other"
    )
    other = like if which == "the word like it" else unlike
    ids = [E.token_id(word), E.token_id(other)]
    rows = tables.with_difference(E.vectors[ids])
    limit = figures.color_limit(E.vectors[[*ids, E.token_id(like), E.token_id(unlike)]])
    names = [word, other, "difference"]
    distance = similarity(E, word, other, "euclidean")
    chart(
        figures.matrix_heatmap(names, [*ids, None], rows, limit=limit),
        key="rows",
        alt=f"The rows of {word!r} and {other!r}, and their difference.",
        caption=f"The third strip is the first minus the second: the fainter it is, the more the "
        f"words agree. Its length is the distance: **{number(distance)}**.",
        table=lambda: pd.DataFrame(rows, index=names),
    )
    first, second = (decimals([float(x) for x in E.vectors[i][:2]]) for i in ids)
    terms = " + ".join(f"({a} - {b})^2" for a, b in zip(first, second, strict=True))
    controls.how(
        (rf"d({tex(word)}, {tex(other)}) = \sqrt{{{terms} + \dots}} = {distance:.3f}").replace(
            "−", "-"
        ),
        f"""import embviz

{session.load_line(E)}
embviz.similarity(E, {word!r}, {other!r}, metric="euclidean")
E[{word!r}] - E[{other!r}]""",
        f"Subtract the rows number by number, square each difference, add up all {E.dim} squares, "
        "and take the root. In two dimensions this is Pythagoras; with more it stays the same.",
    )
