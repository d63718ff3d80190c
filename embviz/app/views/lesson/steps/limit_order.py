"""The order of words is lost in a mean: dog bites man, man bites dog."""

import pandas as pd
import streamlit as st

from embviz import encode, figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import defaults, embeddings
from embviz.app.text import chips, plain
from embviz.embedding import EmbeddingMatrix, max_mean_difference

DEFAULT_SENTENCES = "dog bites man", "man bites dog"


def show(E: EmbeddingMatrix) -> None:
    """Compare the mean rows of two sentences, by default of the same words in another order."""
    st.header("Order is lost in a mean")
    sentences = DEFAULT_SENTENCES
    if not defaults.has_all_words(E, DEFAULT_SENTENCES[0]):
        words = E.tokens[:3]
        sentences = " ".join(words), " ".join(reversed(words))
        st.caption(
            f":material/info: This vocabulary has not all words of {chips(DEFAULT_SENTENCES)}."
        )
    texts = [
        column.text_input(
            label, defaults.remember_default(key, text), key=key, bind="query-params", max_chars=200
        )
        for column, label, text, key in zip(
            st.columns(2),
            ("A sentence", "Another one"),
            sentences,
            ("text_1", "text_2"),
            strict=True,
        )
    ]
    one, other = (encode(E, text) for text in texts)
    if unknown := list(dict.fromkeys([*one.unknown, *other.unknown])):
        st.caption(f":material/info: Not in this vocabulary: {chips(unknown)}.")
    if not one.tokens or not other.tokens:
        st.info("Type two sentences of words that this vocabulary has.", icon=":material/keyboard:")
        return
    difference = max_mean_difference(one, other)
    same_words = sorted(one.token_ids) == sorted(other.token_ids)
    same_order = one.token_ids == other.token_ids
    chart(
        figures.matrix_heatmap(
            ["mean of the 1st", "mean of the 2nd"], [None, None], [one.mean, other.mean]
        ),
        key="means",
        alt=f"The mean rows of two sentences; they differ by {difference:.3g} at most.",
        caption="The mean (average) of the rows of each sentence, the simplest way to give a "
        "sentence one vector. Largest difference of the two in any dimension: "
        f"**{difference:.3g}**."
        + (" The same words in another order have the same mean." * (same_words and not same_order))
        + (f" {plain('[CLS]')} and {plain('[SEP]')} count, too." * bool(E.tokenizer)),
        table=lambda: pd.DataFrame({"first": one.mean, "second": other.mean}),
        python=lambda: snippets.script(
            E,
            f"first = embviz.encode(E, {texts[0]!r}).mean",
            f"second = embviz.encode(E, {texts[1]!r}).mean",
            "result = np.column_stack([first, second])",
        ),
    )
    n = len(one.tokens)
    rows = " + ".join(f"E_{{{i}}}" for i in one.token_ids[:6]) + (r" + \dots" if n > 6 else "")
    inputs.how_calculated(
        rf"\bar x = \tfrac{{1}}{{{n}}} \left( {rows} \right) \qquad "
        rf"\max_j \lvert \bar x_j - \bar y_j \rvert = {difference:.3g}",
        f"""import embviz

{embeddings.load_snippet(E)}
first = embviz.encode(E, {texts[0]!r}).mean
second = embviz.encode(E, {texts[1]!r}).mean
abs(first - second).max()""",
        "x̄ is the mean row of the first sentence, ȳ that of the second. A sum does not depend on "
        "the order of its terms, so neither does a mean. A transformer has to be told where each "
        "token stands, for example by adding a row for its place.",
    )
