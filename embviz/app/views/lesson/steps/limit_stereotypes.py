"""Stereotypes are learned, too: professions between she and he."""

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import compute, defaults, embeddings
from embviz.app.text import chip, chips, format_number, tex
from embviz.embedding import EmbeddingMatrix, find_words
from embviz.io import SAMPLES, load_word_groups
from embviz.lesson import association_range
from embviz.neighbors import association, rank_subset

HE_WORDS, SHE_WORDS = ("he", "his", "man"), ("she", "her", "woman")
N_ENDS = 6


def show(E: EmbeddingMatrix) -> None:
    """Rank professions by how much nearer they are to women's words than to men's."""
    st.header("Stereotypes come along")
    if (
        not all(defaults.has_all_words(E, " ".join(words)) for words in (HE_WORDS, SHE_WORDS))
        or len(_professions(E)) < 3
    ):
        st.caption(
            f":material/info: {chip(E.name)} has not all of {chips([*HE_WORDS, *SHE_WORDS])} and "
            "three professions, so this part shows `glove`."
        )
        E = embeddings.sample("glove")
    jobs = _professions(E)
    leaning = rank_subset(E, jobs, association(E, jobs, SHE_WORDS, HE_WORDS), "association")
    ends = leaning.head_and_tail(N_ENDS) if len(leaning) > 2 * N_ENDS else leaning
    usual = compute.cached(E, "usual leaning", lambda: association_range(E, SHE_WORDS, HE_WORDS))
    origin = "Nobody told the program so: it comes from the texts that it learned from. " * (
        E.name in SAMPLES
    )
    chart(
        figures.ranked_bars(ends, usual_range=usual),
        key="leaning",
        alt="How much nearer professions are to she, her, woman than to he, his, man.",
        caption="Mean cosine similarity with `she`, `her`, `woman` minus that with `he`, `his`, "
        f"`man`, in {chip(E.name)}. The shaded band, {format_number(usual[0])} to "
        f"{format_number(usual[1])}, is where nineteen of twenty common words lie: only a bar that "
        f"reaches out of it says something about its word. {origin}Other embeddings lean "
        f"otherwise. The table has all {len(jobs)} professions.",
        table=leaning.to_frame,
        python=lambda: snippets.script(
            E,
            'jobs, missing = find_words(E, load_word_groups()["professions"])',
            f"leaning = association(E, jobs, {SHE_WORDS!r}, {HE_WORDS!r})",
            'result = rank_subset(E, jobs, leaning, "association").to_frame()',
        ),
    )
    job, score = leaning.tokens[0], leaning.scores[0]
    mean = r"\tfrac{1}{3} \sum_{x \in \text{%s}} \cos(\text{job}, x)"
    inputs.how_calculated(
        r"s(\text{job}) = "
        + mean % "she, her, woman"
        + r" \qquad - "
        + mean % "he, his, man"
        + rf" \qquad s({tex(job)}) = {score:.3f}",
        f"""import embviz
from embviz.neighbors import association

{embeddings.load_snippet(E)}
association(E, [{job!r}], {SHE_WORDS!r}, {HE_WORDS!r})""",
        "The association of Caliskan, Bryson and Narayanan (2017): the mean cosine similarity with "
        "one list of words minus that with another.",
        key="how_leaning",
    )


def _professions(E: EmbeddingMatrix) -> list[str]:
    return find_words(E, load_word_groups()["professions"])[0]
