"""What it cannot do: no order, one row a word, and the stereotypes of the text."""

import pandas as pd
import streamlit as st

from embviz import encode, figures, similarity
from embviz.embedding import EmbeddingMatrix
from embviz.lookup import find_words
from embviz.neighbors import in_order
from embviz.samples import word_groups
from embviz.groups import association
from embviz.ui import controls, session
from embviz.ui.chart import chart
from embviz.ui.text import chip, chips, number, tex, vector

TITLE = "What it cannot do"
LEDE = (
    "Rows know which words are used alike. They know nothing of the order of words or "
    "the sentence around them, and they repeat what people wrote, prejudice included."
)
HE, SHE = ("he", "his", "man"), ("she", "her", "woman")
MOST = 12


def show(E: EmbeddingMatrix) -> None:
    """Show three limits with the numbers of the chosen embedding."""
    _order(E)
    _one_row(E)
    _stereotypes(E)


def _order(E: EmbeddingMatrix) -> None:
    st.subheader("1 · Order is lost in a mean")
    first, second = st.columns(2)
    usual = session.some_sentences(E)
    texts = [
        place.text_input(label, default, key=key, bind="query-params", max_chars=200)
        for place, label, default, key in zip(
            (first, second), ("A sentence", "Another one"), usual, ("text_1", "text_2"), strict=True
        )
    ]
    encodings = [encode(E, text) for text in texts]
    unknown = list(dict.fromkeys(word for each in encodings for word in each.unknown))
    if unknown:
        st.caption(f":material/info: Not in this vocabulary: {chips(unknown)}.")
    if not all(each.tokens for each in encodings):
        st.info("Type two sentences of words that this vocabulary has.", icon=":material/keyboard:")
        return
    means = [each.mean for each in encodings]
    apart = max(abs(float(a - b)) for a, b in zip(*means, strict=True))
    chart(
        figures.matrix_heatmap(
            ["mean of the 1st", "mean of the 2nd"], [None, None], pd.DataFrame(means).to_numpy()
        ),
        key="means",
        alt=f"The mean rows of two sentences; they differ by {apart:.3g} at most.",
        caption="The mean of the rows of each sentence, the simplest way to give a sentence one "
        f"vector. Largest difference of the two in any dimension: **{apart:.3g}**."
        + (" The same words in any order have the same mean." * (apart == 0)),
        table=lambda: pd.DataFrame(means, index=texts).T,
    )
    n = len(encodings[0].tokens)
    controls.how(
        rf"\bar x = \tfrac{{1}}{{{n}}} \left( "
        + " + ".join(f"E_{{{i}}}" for i in encodings[0].token_ids[:6])
        + (r" + \dots" if n > 6 else "")
        + rf" \right) \qquad \bar x_1 - \bar x_2 = {apart:.3g}",
        f"""import embviz

{session.load_line(E)}
first = embviz.encode(E, {texts[0]!r}).mean
second = embviz.encode(E, {texts[1]!r}).mean
abs(first - second).max()""",
        "A sum does not depend on the order of its terms, so neither does a mean. Transformers "
        "therefore add the place of each token to its row, and mix the rows in further layers.",
    )


def _one_row(E: EmbeddingMatrix) -> None:
    st.subheader("2 · One row, whatever the sentence")
    has_bank = "bank" in E
    word = "bank" if has_bank else session.lesson_words_of(E).trio[:1]
    token = word if isinstance(word, str) else (word[0] if word else E.tokens[0])
    texts = (
        ("she sat on the bank of the river", "the bank in the street lends money")
        if has_bank
        else tuple(" ".join(words) for words in session.two_settings(E, token))
    )
    if not has_bank:
        st.caption(
            f":material/info: This vocabulary has no `bank`, so {chip(token)} stands for it here."
        )
    rows = []
    for text in texts:
        encoding = encode(E, text)
        place = encoding.tokens.index(token) if token in encoding.tokens else None
        row = E[token] if place is None else encoding.vectors[place]
        rows.append((text, E.token_id(token), vector(row, 3)))
    st.dataframe(
        pd.DataFrame(rows, columns=["sentence", f"id of {token}", f"row of {token}"]),
        hide_index=True,
        width="stretch",
    )
    senses = find_words(E, ("money", "river"))[0] if has_bank else []
    near = [f"{chip(sense)} {number(similarity(E, token, sense))}" for sense in senses]
    st.markdown(
        f"{chip(token)} is row {E.token_id(token):,} in both sentences: the lookup sees the word "
        "and nothing around it. "
        + (
            "A bank by the river and a bank for money must share one row"
            + (f" (its cosine with {' and with '.join(near)})." if near else ".")
            if has_bank
            else "A word with two meanings must make do with one row."
        )
        + " Later layers of a transformer tell them apart; the embedding matrix cannot."
    )


def _stereotypes(E: EmbeddingMatrix) -> None:
    st.subheader("3 · Stereotypes come along")
    men, women = find_words(E, HE)[0], find_words(E, SHE)[0]
    jobs = find_words(E, word_groups()["professions"])[0]
    if len(men) < len(HE) or len(women) < len(SHE) or len(jobs) < 3:
        st.caption(
            f":material/info: {chip(E.name)} has not all of {chips([*HE, *SHE])} and three "
            "professions, so this part shows `glove`."
        )
        E = session.sample("glove")
        men, women = list(HE), list(SHE)
        jobs = find_words(E, word_groups()["professions"])[0]
    leaning = in_order(E, jobs, association(E, jobs, women, men), "association")
    shown = leaning if len(leaning) <= MOST else leaning.ends(MOST // 2)
    chart(
        figures.ranked_bars(shown),
        key="leaning",
        alt="How much nearer professions are to she, her, woman than to he, his, man.",
        caption="Mean cosine similarity with `she`, `her`, `woman` minus that with `he`, `his`, "
        f"`man`, in {chip(E.name)}: above zero leans to the first, below to the second. "
        f"{_source(E, len(jobs))}",
        table=leaning.to_frame,
    )
    job, leans = leaning.tokens[0], leaning.scores[0]
    mean = r"\tfrac{1}{3} \sum_{x \in \text{%s}} \cos(\text{job}, x)"
    controls.how(
        r"s(\text{job}) = "
        + mean % "she, her, woman"
        + " - "
        + mean % "he, his, man"
        + rf" \qquad s({tex(job)}) = {leans:.3f}",
        f"""import embviz
from embviz.groups import association

{session.load_line(E)}
association(E, [{job!r}], toward={women!r}, away={men!r})""",
        "The association of Caliskan, Bryson and Narayanan (2017): the mean cosine similarity with "
        "one list of words minus that with another.",
        key="how_leaning",
    )


def _source(E: EmbeddingMatrix, n: int) -> str:
    if E.name == "tutorial":
        return "Nobody wrote a difference into the tutorial matrix, so there is hardly any."
    return (
        f"The table has all {n} professions. Nobody told the model so: it is in the texts that it "
        "learned from."
    )
