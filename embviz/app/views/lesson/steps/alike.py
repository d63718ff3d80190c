"""Similar words, similar rows: three numbers first, then all of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures, similarity
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.layout import links
from embviz.app.state import defaults, embeddings
from embviz.app.text import chip, format_decimals, format_number, plain, tex, tex_number
from embviz.app.views.lesson import step_navigation
from embviz.embedding import EmbeddingMatrix

TITLE = "Similar words, similar rows"
LEDE = (
    "Words that are used alike get rows that look alike. So the distance between two rows says how "
    "similar two words are: the smaller the distance, the more alike their use."
)
TUTORIAL_WORDS = ("cat", "dog", "car")
TUTORIAL_PAIRS = (("cat", "dog"), ("cat", "car"), ("king", "queen"))
PAIR_KINDS = ("similar", "different", "related")


def show(E: EmbeddingMatrix) -> None:
    """Compare three numbers, then distances, then whole rows."""
    tutorial = embeddings.sample("tutorial")
    _show_three_numbers(tutorial)
    lesson_words = defaults.cached_lesson_words(E)
    st.header("All numbers: distances as lines")
    by_hand, real = st.columns(2, gap="large") if E is not tutorial else (st.container(), None)
    with by_hand:
        _draw_distances(
            tutorial,
            TUTORIAL_PAIRS,
            PAIR_KINDS,
            "By hand: the tutorial rows were made up so that these distances come out as round "
            "numbers.",
            key="by_hand",
        )
    if len(lesson_words.trio) < 3:
        st.info(f"{chip(E.name)} has fewer than three words with a direction to compare.")
        return
    word, like, unlike = lesson_words.trio
    royal = [pair for pair in lesson_words.pairs if not {*pair} & {word, like}]
    pairs = [(word, like), (word, unlike), *royal[-1:]]
    if real is not None:
        with real:
            words = list(dict.fromkeys(sum(pairs, ())))
            step_navigation.show_substitution_note(E, ("cat", "dog", "car", "king", "queen"), words)
            _draw_distances(E, pairs, (), _explain_lines(E, word, like, unlike), key="real")
    _draw_rows(E, word, like, unlike)
    links.page_link("similarity", "Find the nearest words of any word")


def _show_three_numbers(tutorial: EmbeddingMatrix) -> None:
    st.header("Three numbers, by hand")
    ids = [tutorial.token_id(word) for word in TUTORIAL_WORDS]
    rows = tutorial.vectors[ids, :3]
    short = EmbeddingMatrix(TUTORIAL_WORDS, rows, name="first three numbers")
    left, right = st.columns(2, gap="large", vertical_alignment="center")
    with left:
        chart(
            figures.matrix_heatmap(TUTORIAL_WORDS, ids, rows),
            key="three",
            alt="The first three numbers of cat, dog and car in the tutorial matrix.",
            caption=f"The first 3 of {tutorial.dim} numbers. The rows of `cat` and `dog` look "
            "alike, that of `car` does not.",
            table=lambda: pd.DataFrame(rows, index=list(TUTORIAL_WORDS)),
            python=lambda: snippets.rows_script(tutorial, TUTORIAL_WORDS, first=3),
        )
    with right:
        for other in TUTORIAL_WORDS[1:]:
            pairs = zip(format_decimals(short["cat"]), format_decimals(short[other]), strict=True)
            terms = " + ".join(f"({a} − {b})²" for a, b in pairs)
            distance = similarity(short, "cat", other, "euclidean")
            st.markdown(f"cat to {other}: √({terms}) = **{format_number(distance)}**")
        st.markdown("Subtract, square, add up, take the root: the distance, as Pythagoras has it.")


def _draw_distances(
    E: EmbeddingMatrix,
    pairs: Sequence[tuple[str, str]],
    kinds: Sequence[str],
    caption: str,
    *,
    key: str,
) -> None:
    distances = [similarity(E, a, b, "euclidean") for a, b in pairs]
    alt = "; ".join(f"{a} to {b}: {d:.3f}" for (a, b), d in zip(pairs, distances, strict=True))
    chart(
        figures.distance_lines(pairs, distances, kinds),
        key=f"{key}_distances",
        alt=f"{alt}.",
        caption=caption,
        table=lambda: pd.DataFrame(
            {"pair": [f"{a} – {b}" for a, b in pairs], "distance": distances}
        ),
        python=lambda: snippets.script(
            E,
            snippets.list_literal("pairs", pairs),
            'result = [embviz.similarity(E, a, b, "euclidean") for a, b in pairs]',
        ),
    )


def _explain_lines(E: EmbeddingMatrix, word: str, like: str, unlike: str) -> str:
    """Describe which of two words is nearer to a third."""
    near, far = (similarity(E, word, other, "euclidean") for other in (like, unlike))
    nearer = like if near < far else unlike
    return (
        f"In {chip(E.name)}: from {chip(word)}, {chip(nearer)} is nearer by "
        f"{format_number(abs(near - far))}. Compare lines that begin at the same word: a word with "
        "a long row is far from everything."
    )


def _draw_rows(E: EmbeddingMatrix, word: str, like: str, unlike: str) -> None:
    st.header("The rows, one above the other")
    options = ["the word like it", "the word unlike it"]
    which = inputs.option_input(f"Compare {plain(word)} with", options, key="other")
    other = like if which == options[0] else unlike
    ids = [E.token_id(word), E.token_id(other)]
    rows = tables.with_difference(E.vectors[ids])
    # The same color scale for both choices.
    limit = figures.color_limit(E.vectors[[E.token_id(token) for token in (word, like, unlike)]])
    names = [word, other, "difference"]
    distance = similarity(E, word, other, "euclidean")
    chart(
        figures.matrix_heatmap(names, [*ids, None], rows, limit=limit),
        key="rows",
        alt=f"The rows of {word!r} and {other!r}, and their difference.",
        caption="The third strip is the first minus the second: the fainter it is, the more the "
        "words agree. Square its numbers, add them up, take the root: "
        f"**{format_number(distance)}**, the distance.",
        table=lambda: pd.DataFrame(rows, index=names),
        python=lambda: snippets.difference_script(E, word, other),
    )
    first, second = (E.vectors[i][:2].tolist() for i in ids)
    terms = " + ".join(
        f"({tex_number(a)} - {tex_number(b)})^2" for a, b in zip(first, second, strict=True)
    )
    more = r" + \dots" if E.dim > 2 else ""
    inputs.how_calculated(
        rf"d({tex(word)}, {tex(other)}) = \sqrt{{{terms}{more}}} \qquad = {distance:.3f}",
        f"""import embviz

{embeddings.load_snippet(E)}
embviz.similarity(E, {word!r}, {other!r}, metric="euclidean")
E[{word!r}] - E[{other!r}]""",
        f"Subtract the rows number by number, square each difference, add up all {E.dim} squares, "
        "and take the root. In two dimensions this is Pythagoras; with more it stays the same.",
    )
