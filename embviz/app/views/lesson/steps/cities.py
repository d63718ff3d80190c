"""A map of meaning: words as cities."""

import pandas as pd
import streamlit as st

from embviz import figures, project, similarity
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.layout import links
from embviz.app.state import current_word, defaults, embeddings
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.lesson import step_navigation
from embviz.embedding import EmbeddingMatrix

TITLE = "A map of meaning"
LEDE = (
    "Think of words as cities. An embedding gives each word an address, so that words with related "
    "meanings are neighbors and words that have nothing in common live far apart."
)
DEFAULT_WORDS = ("cat", "dog", "car", "vehicle", "king", "queen")
TUTORIAL_WORDS = ("Hello", "World", "welcome", "goodbye", *DEFAULT_WORDS)


def show(E: EmbeddingMatrix) -> None:
    """Draw pairs of related words as neighboring cities; explain what the map leaves out."""
    pairs = defaults.cached_lesson_words(E).pairs
    first = list(dict.fromkeys(sum(pairs, ())))
    step_navigation.show_substitution_note(E, DEFAULT_WORDS, first)
    words = inputs.words_input(
        E,
        "Cities on the map: add words of your own",
        key="cities",
        default=first or list(E.tokens[:6]),
        max_words=60,
    )
    if len(words) < 2:
        st.info("Type at least two words to draw a map.", icon=":material/scatter_plot:")
    else:
        _draw_map(E, words, [pair for pair in pairs if {*pair} <= {*words}])
    _show_tutorial(embeddings.sample("tutorial"))
    links.page_link("map", "Explore larger maps, in two and three dimensions")


def _draw_map(E: EmbeddingMatrix, words: list[str], pairs: list[tuple[str, str]]) -> None:
    groups = {word: f"{a}, {b}" for a, b in pairs for word in (a, b)}
    token_ids = [E.token_id(word) for word in words]
    projection = project(E.vectors[token_ids])
    flat, variance_kept = projection.coordinates, float(projection.variance_kept.sum())
    left, right = st.columns([5, 3], gap="large")
    with left:
        chart(
            figures.word_map(
                flat,
                words,
                token_ids,
                [groups.get(word, "your words") for word in words],
                links=pairs,
                height=420,
            ),
            key="cities_map",
            alt=f"A map of {len(words)} words: {', '.join(words[:8])}.",
            caption="Each dot is a word. Lines join pairs of related words: they should be short. "
            "The map is made for these words: add one, and all may move. Drag to look around.",
            table=lambda: pd.DataFrame(flat, index=words, columns=["x", "y"]),
            python=lambda: snippets.pca_script(E, words),
            on_click=current_word.choose_by_id,
        )
    with right:
        st.metric("Dimensions on the map", f"{min(2, E.dim)} of {E.dim}")
        st.metric("Differences it shows", f"{variance_kept:.0%}")
        st.markdown(_variance_note(E, variance_kept))
        if pairs:
            st.dataframe(
                _distance_table(E, EmbeddingMatrix(words, flat), pairs),
                hide_index=True,
                width="stretch",
            )
            st.caption("Euclidean distance of each pair: in all dimensions, and on the flat map.")
    inputs.how_calculated(
        rf"\text{{place}} = (v - \bar v)\,P^\top \qquad "
        r"\text{shown} = \frac{\lambda_1 + \lambda_2}{\lambda_1 + \lambda_2 + \lambda_3 + \dots} "
        rf"= {variance_kept:.3f}",
        f"""import embviz

{embeddings.load_snippet(E)}
words = {words!r}
projection = embviz.project(E.vectors[[E.token_id(word) for word in words]])
projection.coordinates, projection.variance_kept.sum()""",
        "Principal component analysis (PCA) looks for the two directions in which these words "
        "differ most (the rows of P) and draws those. v is a row, v̄ the mean row, and λ says how "
        "much the words differ along a direction.",
    )


def _variance_note(E: EmbeddingMatrix, variance_kept: float) -> str:
    """Describe how much of the variance a flat map of these words leaves out."""
    if variance_kept == 0:
        return "These words have equal rows: there is no difference to show."
    if variance_kept > 1 - 1e-6:
        return "These words differ along two directions at most, so this map loses nothing."
    return (
        f"A real address here has **{format_count(E.dim, 'number')}**, not two. No sheet of paper "
        f"can show that, so the map is a shadow: {1 - variance_kept:.0%} of the differences (the "
        "variance) are flattened away. Cities that touch on it may be far apart in truth."
    )


def _distance_table(
    E: EmbeddingMatrix, on_map: EmbeddingMatrix, pairs: list[tuple[str, str]]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pair": [f"{a} – {b}" for a, b in pairs],
            f"in {E.dim}": [format_number(similarity(E, a, b, "euclidean")) for a, b in pairs],
            "on the map": [format_number(similarity(on_map, a, b, "euclidean")) for a, b in pairs],
        }
    )


def _show_tutorial(tutorial: EmbeddingMatrix) -> None:
    """Draw Hello and World among other words of the tutorial matrix."""
    st.header("The same by hand: Hello and World")
    ids = [tutorial.token_id(word) for word in TUTORIAL_WORDS]
    projection = project(tutorial.vectors[ids])
    flat = projection.coordinates
    groups = [tutorial.labels["group"][i] for i in ids]
    left, right = st.columns([5, 3], gap="large")
    with left:
        chart(
            figures.word_map(
                flat, TUTORIAL_WORDS, ids, groups, highlighted_words=TUTORIAL_WORDS[:2], height=340
            ),
            key="cities_by_hand",
            alt=f"A map of {len(TUTORIAL_WORDS)} tutorial words, Hello and World among them.",
            caption=f"The {tutorial.dim} dimensions of the tutorial matrix, drawn in two. Its rows "
            "were made up by hand so that related words are neighbors.",
            table=lambda: pd.DataFrame(flat, index=list(TUTORIAL_WORDS), columns=["x", "y"]),
            python=lambda: snippets.pca_script(tutorial, TUTORIAL_WORDS),
        )
    with right:
        points = [
            f"{plain(word)}: ({', '.join(format_number(float(value)) for value in point)})"
            for word, point in zip(TUTORIAL_WORDS[:2], flat[:2], strict=True)
        ]
        st.markdown(
            f"On this map {' and '.join(points)}. In truth each has **{tutorial.dim} numbers**, as "
            f"many as in some real models; {chip('minilm')} has "
            f"{embeddings.sample('minilm').dim}, {chip('glove')} {embeddings.sample('glove').dim}."
        )
        st.markdown(
            f"This map shows {float(projection.variance_kept.sum()):.0%} of the differences."
        )
