"""A map of meaning: words as cities."""

import pandas as pd
import streamlit as st

from embviz import figures, project, similarity
from embviz.embedding import EmbeddingMatrix
from embviz.ui import controls, lesson, session
from embviz.ui.chart import chart
from embviz.ui.text import count, number

TITLE = "A map of meaning"
LEDE = (
    "Think of words as cities. An embedding gives each word an address, so that words with related "
    "meanings are neighbors and words that have nothing in common live far apart."
)


def show(E: EmbeddingMatrix) -> None:
    """Draw pairs of related words as neighboring cities, and say what the map leaves out."""
    pairs = session.lesson_words_of(E).pairs
    lesson.instead(E, ("cat", "dog", "car", "vehicle", "king", "queen"), sum(pairs, ()))
    words = controls.words_field(
        E,
        "Cities on the map: add words of your own",
        key="cities",
        default=list(dict.fromkeys(sum(pairs, ()))) or list(E.tokens[:6]),
        most=60,
    )
    if len(words) < 2:
        st.info("Type at least two words to draw a map.", icon=":material/scatter_plot:")
        return
    shown = [pair for pair in pairs if {*pair} <= {*words}]
    groups = {word: f"{a}, {b}" for a, b in shown for word in (a, b)}
    token_ids = [E.token_id(word) for word in words]
    projection = project(E.vectors[token_ids])
    flat = projection.coordinates
    kept = float(projection.variance_kept.sum())
    left, right = st.columns([5, 3], gap="large")
    with left:
        chart(
            figures.word_map(
                flat,
                words,
                token_ids,
                [groups.get(word, "your words") for word in words],
                links=shown,
                height=420,
            ),
            key="cities_map",
            alt=f"A map of {len(words)} words: {', '.join(words[:8])}.",
            caption="Each dot is a word, at the place that its row of numbers gives it. Lines join "
            "pairs of related words: they should be short. Drag to move the map.",
            table=lambda: pd.DataFrame(flat, index=words, columns=["x", "y"]),
            on_click=session.choose_token_id,
        )
    with right:
        st.metric("Dimensions on the map", f"2 of {E.dim}")
        st.metric("Of the differences between these words, it shows", f"{kept:.0%}")
        st.markdown(
            f"A real address here has **{count(E.dim, 'number')}**, not two. No sheet of paper can "
            f"show that, so the map is a shadow: {1 - kept:.0%} of the differences (the variance) "
            "are flattened away. Cities that touch on it may be far apart in truth."
            if kept < 0.995
            else "These words differ in two directions only, so this map loses nothing."
        )
        if shown:
            st.dataframe(
                _distances(E, EmbeddingMatrix(words, flat), shown), hide_index=True, width="stretch"
            )
            st.caption("Euclidean distance of each pair: in all dimensions, and on the flat map.")
    controls.how(
        rf"\text{{place}} = (v - \bar v)\,P^\top \qquad "
        rf"\text{{shown}} = \frac{{\lambda_1 + \lambda_2}}{{\lambda_1 + \dots + \lambda_{{"
        rf"{E.dim}}}}} = {kept:.3f}",
        f"""import embviz

{session.load_line(E)}
drawn = embviz.project(E.vectors[[E.token_id(word) for word in {words[:8]!r}]])
drawn.coordinates, drawn.variance_kept.sum()""",
        "Principal component analysis (PCA) looks for the two directions in which these words "
        "differ most (the rows of P) and draws those. λ is how much the words differ along a "
        "direction.",
    )
    controls.page_link("explore/map.py", "Explore larger maps, in two and three dimensions")


def _distances(
    E: EmbeddingMatrix, placed: EmbeddingMatrix, pairs: list[tuple[str, str]]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pair": [f"{a} – {b}" for a, b in pairs],
            f"in {E.dim}": [number(similarity(E, a, b, "euclidean")) for a, b in pairs],
            "on the map": [number(similarity(placed, a, b, "euclidean")) for a, b in pairs],
        }
    )
