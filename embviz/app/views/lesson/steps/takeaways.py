"""Key takeaways, and a quiz."""

import streamlit as st

from embviz import analogy, similarity
from embviz.app.layout import links
from embviz.app.state import defaults
from embviz.app.text import chip, format_count, format_number, plain
from embviz.app.views.lesson import quiz
from embviz.embedding import EmbeddingMatrix

TITLE = "What to remember"
LEDE = (
    "Five points hold the whole lesson, and each leads on to a page of its own. Then a short quiz "
    "shows what you can predict."
)


def show(E: EmbeddingMatrix) -> None:
    """List the takeaways with links to their pages, then the quiz."""
    token = (defaults.cached_lesson_words(E).trio or E.tokens)[0]
    token_id = E.token_id(token)
    takeaways = [
        (
            f"**Embeddings turn words into numbers.** {plain(token)} → id {token_id:,} → "
            f"row {token_id:,}.",
            "lookup",
            "Look up",
        ),
        (
            "**Each word is a vector, a list of numbers.** "
            f"{chip(E.name)} has {format_count(E.dim, 'number')} for each.",
            "matrix",
            "Matrix",
        ),
        (
            f"**Similar words have similar vectors.** {_similarity_example(E)}",
            "similarity",
            "Similarity",
        ),
        (
            f"**One can calculate with words.** {_analogy_example(E)}",
            "analogy",
            "Analogies",
        ),
        (
            "**Real embeddings are learned in training,** so they hold what the texts held, for "
            "good and for ill.",
            "upload",
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
    trio = defaults.cached_lesson_words(E).trio
    if len(trio) < 3:
        return "Distance and angle measure how similar."
    near, far = (similarity(E, trio[0], other) for other in trio[1:])
    word, like, unlike = map(plain, trio)
    return (
        f"Cosine of {word} and {like}: {format_number(near)}; of {word} and {unlike}: "
        f"{format_number(far)}."
    )


def _analogy_example(E: EmbeddingMatrix) -> str:
    terms = defaults.cached_lesson_words(E).terms
    answers = analogy(E, [terms[0], terms[2]], [terms[1]], k=1) if terms else None
    if not answers or not answers.tokens:
        return "A difference of rows is a step with a meaning."
    a, b, c, answer = map(plain, (*terms, answers.tokens[0]))
    score = format_number(answers.scores[0])
    return f"{a} − {b} + {c}: the nearest other word is {answer} (cosine {score})."
