"""Which words a map shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve
from embviz.app.components.unknown_words import explain_list
from embviz.app.state import session
from embviz.app.text import count
from embviz.app.views.map import query_params
from embviz.embedding import EmbeddingMatrix, split_words, whole_words
from embviz.io import SAMPLES
from embviz.maps import subsample
from embviz.neighbors import most_similar

SO_MANY_AROUND = 100
MOST_LISTED = 2000

# How many points a browser draws fluently, by dimensions of the map.
MOST_POINTS = {2: 100_000, 3: 50_000}

SIZES = (1_000, 5_000, 10_000, 20_000, 50_000)

ALL = "All"
ALONE = "alone"

GROUPS, MANY, AROUND, LIST = "Word groups", "Many words", "Around a word", "My list"
KINDS = (GROUPS, MANY, AROUND, LIST)


@dataclass(frozen=True)
class MapWords:
    """The words of a map.

    Attributes
    ----------
    token_ids : ndarray of shape (n,)
        Most important first.
    groups : tuple of str, or None
        The group of each word, where they come in groups.
    about : str
        What words they are, for a sentence.
    note : str
        What was left out, and why; empty when nothing was.
    python : str
        The lines that name their token ids ``ids``, where those are too many to be listed.
    """

    token_ids: NDArray[np.intp]
    groups: tuple[str, ...] | None
    about: str
    note: str = ""
    python: str = ""

    def __len__(self) -> int:
        return len(self.token_ids)

    @property
    def digest(self) -> str:
        """A short name that only these words in this order have."""
        return blake2b(self.token_ids.astype("<i8").tobytes(), digest_size=12).hexdigest()


def choose(E: EmbeddingMatrix, n_components: int) -> tuple[MapWords, DeltaGenerator]:
    """Ask which words to show; return them, and the row of controls, for more of them."""
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    with row:
        kind = inputs.choice("Words", KINDS, key="show", wrap=True)
        size = _size(E) if kind == MANY else ""
        also = _also(E) if kind == MANY else []
        center = _center(E) if kind == AROUND else None
    own = _isolated(E, (kind, size))
    if own is not None:
        return own, row
    if kind == MANY:
        return _many(E, size, also, n_components), row
    if kind == GROUPS:
        return _grouped(E, inputs.choose_groups(E)), row
    if kind == LIST:
        typed = inputs.words_field(
            E, "Words", key="map_words", default=session.some_words(E, "map"), most=MOST_LISTED
        )
        return _listed(E, typed, "a list"), row
    if center is None:
        return _listed(E, [], ""), row
    around = most_similar(E, center, k=SO_MANY_AROUND).tokens
    return _listed(E, [center, *around], f"around {center}"), row


def isolate(E: EmbeddingMatrix, words: MapWords, rows: Sequence[int]) -> None:
    """Show only these words of a map, on a map of their own. For callbacks."""
    groups = tuple(words.groups[row] for row in rows) if words.groups else None
    chosen = MapWords(words.token_ids[list(rows)], groups, "a selection")
    st.session_state["isolated"] = (E.fingerprint, chosen, _shown_now())
    query_params.write(ALONE, E.fingerprint, chosen.token_ids.tolist())


def show_all() -> None:
    """Go back from the words on a map of their own to all. For callbacks."""
    st.session_state.pop("isolated", None)
    st.query_params.pop(ALONE, None)


def show_around(token: str) -> None:
    """Show the words around a token. For callbacks."""
    show_all()
    st.session_state["show"] = AROUND
    st.session_state["around"] = token


def add(token: str) -> None:
    """Show a token on a map of many words in any case. For callbacks."""
    typed = st.session_state.get("also", "")
    st.session_state["also"] = f"{typed}, {token}" if typed.strip() else token


def _shown_now() -> tuple[str, str]:
    kind = st.session_state.get("show", GROUPS)
    return kind, st.session_state.get("size", "") if kind == MANY else ""


def _isolated(E: EmbeddingMatrix, shown: tuple[str, str]) -> MapWords | None:
    """Return the words that were put on a map of their own, until others are chosen."""
    fingerprint, chosen, of = st.session_state.get("isolated", ("", None, ()))
    if chosen is None:
        chosen = _linked(E, with_groups=shown[0] == GROUPS)
        if chosen is None:
            return None
        fingerprint, of = E.fingerprint, shown
        st.session_state["isolated"] = (fingerprint, chosen, of)
    if fingerprint != E.fingerprint or of != shown:
        show_all()
        return None
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Back to all words", icon=":material/arrow_back:", on_click=show_all)
        st.markdown(f"**{count(len(chosen), 'word')} on a map of their own**", width="content")
    own: MapWords = chosen
    return own


def _linked(E: EmbeddingMatrix, *, with_groups: bool) -> MapWords | None:
    """Return the words that the address puts on a map of their own."""
    ids = [each for each in query_params.read(ALONE, E.fingerprint) if each < len(E)]
    if not ids:
        return None
    groups = None
    if with_groups:
        of = {word: name for name, words in session.groups(E).items() for word in words}
        groups = tuple(of.get(E.tokens[each], "no group") for each in ids)
    return MapWords(np.array(ids, np.intp), groups, "a selection")


def _size(E: EmbeddingMatrix) -> str:
    sizes = [f"{size:,}" for size in SIZES if size < len(_candidates(E))]
    options = [*sizes, ALL]
    chosen = st.selectbox(
        "How many",
        options,
        index=min(2, len(sizes)),
        key="size",
        bind="query-params",
        width=130,
        help="The first ones of the vocabulary: in most files the most frequent."
        + (" Words only, no numbers, signs or pieces of words." if E.name in SAMPLES else ""),
    )
    return chosen if chosen in options else options[-1]


def _also(E: EmbeddingMatrix) -> list[str]:
    typed = st.text_input(
        "And also",
        key="also",
        placeholder="queen, new york",
        bind="query-params",
        max_chars=2000,
        width=140,
        help="Words to show in any case, however rare they are.",
    )
    words = split_words(typed)

    def replace(word: str, token: str) -> None:
        st.session_state["also"] = ", ".join(token if each == word else each for each in words)

    return explain_list(E, words, replace, key="also_near")


def _center(E: EmbeddingMatrix) -> str | None:
    """Ask around which word; a click on the map does not change it."""
    if "around" not in st.session_state and "around" not in st.query_params:
        session.put_first("around", session.word())
    typed = st.text_input("Around", key="around", bind="query-params", max_chars=100, width=180)
    return resolve(E, typed, show_around, key="around_near")


def _candidates(E: EmbeddingMatrix) -> NDArray[np.intp]:
    """Return the token ids to take many words from, in order."""
    if E.name not in SAMPLES:
        return np.arange(len(E))
    return session.kept(E, "whole words", lambda: np.array(whole_words(E), np.intp))


def _many(E: EmbeddingMatrix, size: str, also: Sequence[str], n_components: int) -> MapWords:
    ids = _candidates(E)
    if size != ALL:
        ids = ids[: int(size.replace(",", ""))]
    sample = E.name in SAMPLES
    lines = [
        f"ids = np.array(whole_words(E, {len(ids)}))" if sample else f"ids = np.arange({len(ids)})"
    ]
    most, note = MOST_POINTS[n_components], ""
    if len(ids) > most:
        note = (
            f"Drawn are {most:,} of {len(ids):,} words, taken evenly from the first to the last: "
            f"more are not fluent in {n_components}D. Words under *And also* are drawn in any case."
        )
        lines.append(f"ids = ids[subsample({len(ids)}, {most})]")
        ids = ids[subsample(len(ids), most)]
    if also:
        lines.append(f"also = [E.token_id(word) for word in {[*also]!r}]")
        lines.append("ids = np.concatenate([ids, np.setdiff1d(also, ids)])")
    asked = [E.token_id(token) for token in also]
    ids = np.concatenate([ids, np.setdiff1d(asked, ids).astype(np.intp)])
    about = "the most frequent" if sample else "the first"
    return MapWords(ids, None, about, note, "\n".join(lines))


def _grouped(E: EmbeddingMatrix, members: dict[str, list[str]]) -> MapWords:
    group_of = {token: name for name, tokens in members.items() for token in tokens}
    ids = np.array([E.token_id(token) for token in group_of], np.intp)
    return MapWords(ids, tuple(group_of.values()), ", ".join(members))


def _listed(E: EmbeddingMatrix, tokens: Sequence[str], about: str) -> MapWords:
    ids = [E.token_id(token) for token in dict.fromkeys(tokens)]
    return MapWords(np.array(ids, np.intp), None, about)
