"""Vocabulary → id: every word has a number, and the number means nothing."""

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.embedding import EmbeddingMatrix
from embviz.spelling import near_spellings, one_letter_changed
from embviz.ui import controls, session
from embviz.ui.chart import chart
from embviz.ui.text import chip

TITLE = "From word to id"
LEDE = (
    "The vocabulary is a numbered list of all the words that a model knows. The number of a word "
    "is its token id. Change one letter, and the id is a wholly different one."
)
SHOWN = ("Hello", "World", "the")
MOST = 7


def show(E: EmbeddingMatrix) -> None:
    """List words with their ids, then change one letter."""
    tutorial = session.sample("tutorial")
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("A small vocabulary")
        st.dataframe(
            {"word": list(SHOWN), "token id": [tutorial.token_id(word) for word in SHOWN]},
            width="stretch",
        )
        st.caption(
            f"Three of the {len(tutorial)} words of the tutorial vocabulary. Ids are counted from "
            "0, and no two words have the same one."
        )
    with right:
        st.subheader("A real one")
        controls.word_field("Type a word, then change one letter", key="lesson_word")
        token = controls.current_token(E)
        if token is None:
            return
        token_id = E.token_id(token)
        with st.container(horizontal=True, gap="large"):
            st.metric("Token id", f"{token_id:,}", width="content")
            st.metric("Words in the vocabulary", f"{len(E):,}", width="content")

    changed = one_letter_changed(token, E.tokens)
    if changed:  # Some of them, spread over the whole list.
        others, how_near = changed[:: -(-len(changed) // MOST)], "that differ in one letter"
    else:
        near = near_spellings(token, E.tokens, k=8)
        others, how_near = near[1:], "spelled nearly alike"
    if not others:  # So words from all over the list.
        st.caption(f":material/info: No other word here is spelled nearly like {chip(token)}.")
        every = -(-len(E) // MOST)
        others, how_near = E.tokens[::every], "from all over the vocabulary"
    _line(E, token, tuple(each for each in others if each != token), how_near)
    controls.how(
        r"\text{vocabulary}: \text{word} \longmapsto \text{id} \in "
        rf"\{{0, 1, \dots, {len(E) - 1}\}}",
        f"""import embviz

{session.load_line(E)}
E.token_id({token!r})  # {token_id}
E.tokens[{token_id}]""",
        "Nothing is calculated: the id is the place of the word in the list. In many vocabularies "
        "the most frequent words come first, in others the order is that of the alphabet.",
    )


def _line(E: EmbeddingMatrix, token: str, others: tuple[str, ...], how_near: str) -> None:
    words = [token, *others]
    ids = [E.token_id(word) for word in words]
    st.dataframe(
        pd.DataFrame([[f"{each:,}" for each in ids]], index=["token id"], columns=words),
        width="stretch",
    )
    chart(
        figures.number_line(words, ids, title="token id", highest=float(len(E) - 1), token_ids=ids),
        key="ids_line",
        alt=f"{token!r} and words {how_near}, each at its token id between 0 and {len(E) - 1}.",
        caption=f"{chip(token)} (orange) and words {how_near}, on the line of all token ids. An id "
        "says where a word stands in the list, and nothing else. Click a dot to go on from there.",
        table=lambda: pd.DataFrame(
            {
                "token id": ids,
                f"minus the id of {token}": [each - ids[0] for each in ids],
            },
            index=words,
        ),
        on_click=session.choose_token_id,
    )
