"""Nearest words, two words compared, and a table of many."""

import pandas as pd
import streamlit as st

from embviz import figures, most_similar, similarity
from embviz.similarity import METRICS, angle, pairwise
from embviz.ui import controls, session, tables
from embviz.ui.chart import chart
from embviz.ui.text import METRIC_MEANINGS, number

E = session.embedding()

controls.heading(
    "How alike are words?",
    "Rows of numbers can be compared. The words whose rows are nearest are usually those used in "
    "the same company.",
)

st.subheader("Nearest words")
with st.container(horizontal=True, gap="medium"):
    controls.word_field("Word", key="similarity_word")
    metric = controls.choice("Measure", METRICS, key="metric")
token = controls.current_token(E)
if token is not None:
    found = most_similar(E, token, k=10, metric=metric)
    chart(
        figures.ranked_bars(found),
        key="nearest",
        alt=f"The ten words nearest to {token!r} by {figures.UNITS[metric]}.",
        caption=METRIC_MEANINGS[metric]
        + (session.unrelated(E) if metric == "cosine" else "")
        + " Click a bar to go on from that word.",
        table=found.to_frame,
        on_click=session.choose_token_id,
    )

st.subheader("Two words side by side")
first, second = controls.two_words(E)
if first and second:
    cosine = similarity(E, first, second)
    distance = similarity(E, first, second, metric="euclidean")
    ids = E.token_id(first), E.token_id(second)
    with st.container(horizontal=True, gap="large"):
        st.metric("Cosine similarity", number(cosine), width="content")
        st.metric("Angle", tables.degrees(angle(E, first, second)), width="content")
        st.metric("Euclidean distance", number(distance), width="content")
        st.metric("Difference of ids", f"{abs(ids[0] - ids[1]):,}", width="content")
    st.markdown(
        f"|{ids[0]} − {ids[1]}| = {abs(ids[0] - ids[1]):,} only says how far apart the two words "
        "stand in the list, and would change if the list were sorted otherwise. Angle and distance "
        "compare the rows themselves."
    )
    rows = E.vectors[list(ids)]
    chart(
        figures.matrix_heatmap(
            [first, second, "difference"], [*ids, None], tables.with_difference(rows)
        ),
        key="two",
        alt=f"The rows of {first!r} and {second!r}, and their difference.",
        caption="The third strip is the first minus the second: faint where the two rows agree.",
        table=lambda: pd.DataFrame(
            tables.with_difference(rows), index=[first, second, "difference"]
        ),
    )

st.subheader("Many words at once")
tokens = controls.words_field(
    E, "Words to compare", key="pairs", default=session.some_words(E, "pairs"), most=40
)
if len(tokens) > 1:
    cosines = pairwise(E, tokens)
    chart(
        figures.pairwise_heatmap(tokens, [E.token_id(token) for token in tokens], cosines),
        key="pairwise",
        alt=f"Cosine similarity of every pair of {len(tokens)} words.",
        caption="Cosine similarity of each pair, from −1 (blue) over 0 (faint) to 1 (orange). "
        "Blocks of orange are groups of words used alike. Click a cell to select its row's word.",
        table=lambda: pd.DataFrame(cosines, index=tokens, columns=tokens),
        on_click=session.choose_token_id,
    )
else:
    st.info("Type at least two words to compare them.", icon=":material/keyboard:")

controls.how(
    r"\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert} \qquad "
    r"d(a, b) = \sqrt{\textstyle\sum_j (a_j - b_j)^2} \qquad a \cdot b = \textstyle\sum_j a_j b_j",
    f"""import embviz

{session.load_line(E)}
embviz.most_similar(E, {token or E.tokens[0]!r}, k=10, metric={metric!r})
embviz.similarity(E, {first or E.tokens[0]!r}, {second or E.tokens[-1]!r}, metric="cosine")""",
    "All measures are computed over every row of the matrix, exactly. A row of zeros has cosine 0 "
    "to everything.",
)
