"""Key takeaways, and a quiz."""

import streamlit as st

from embviz import analogy, similarity
from embviz.app.layout import links
from embviz.app.state import session
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.lesson import quiz
from embviz.embedding import EmbeddingMatrix

TITLE = "What to remember"
LEDE = (
    "Five points hold the whole lesson, and each leads on to a page of its own. Then a short quiz "
    "shows what you can predict."
)


def show(E: EmbeddingMatrix) -> None:
    """List the takeaways with the pages that go deeper, then ask questions."""
    token = (session.cached_lesson_words(E).trio or E.tokens)[0]
    token_id = E.token_id(token)
    takeaways = [
        (
            f"**Embeddings turn words into numbers.** {plain(token)} → id {token_id:,} → "
            f"row {token_id:,}.",
            "learn/lookup.py",
            "Look up",
        ),
        (
            "**Each word is a vector, a list of numbers.** "
            f"{chip(E.name)} has {format_count(E.dim, 'number')} for each.",
            "learn/matrix.py",
            "Matrix",
        ),
        (
            f"**Similar words have similar vectors.** {_similarity_example(E)}",
            "explore/similarity.py",
            "Similarity",
        ),
        (
            f"**One can calculate with words.** {_analogy_example(E)}",
            "explore/analogy.py",
            "Analogies",
        ),
        (
            "**Real embeddings are learned in training,** so they hold what the texts held, for "
            "good and for ill.",
            "data/upload.py",
            "Bring your own",
        ),
    ]
    for text, page, label in takeaways:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/check: {text}", width="stretch")
            links.page_link(page, label)
    st.header("Quiz: predict first, then see the numbers")
    quiz.show(E)


def _similarity_example(E: EmbeddingMatrix) -> str:
    trio = session.cached_lesson_words(E).trio
    if len(trio) < 3:
        return "Distance and angle measure how similar."
    near, far = (similarity(E, trio[0], other) for other in trio[1:])
    word, like, unlike = map(plain, trio)
    return f"Cosine of {word} and {like}: {format_number(near)}; of {word} and {unlike}: {format_number(far)}."


def _analogy_example(E: EmbeddingMatrix) -> str:
    terms = session.cached_lesson_words(E).terms
    found = analogy(E, [terms[0], terms[2]], [terms[1]], k=1) if terms else None
    if not found or not found.tokens:
        return "A difference of rows is a step with a meaning."
    a, b, c, answer = map(plain, (*terms, found.tokens[0]))
    score = format_number(found.scores[0])
    return f"{a} − {b} + {c}: the nearest other word is {answer} (cosine {score})."
