"""Which words a map shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from embviz.embedding import EmbeddingMatrix
from embviz.neighbors import most_similar
from embviz.samples import SAMPLES
from embviz.thinning import thin
from embviz.ui import controls, session
from embviz.whole_words import whole_words

AROUND = 100
MOST_LISTED = 2000

# How many points a browser draws fluently, by dimensions of the map.
MOST_POINTS = {2: 100_000, 3: 20_000}

SIZES = (1_000, 5_000, 10_000, 20_000, 50_000)

ALL = "All"

AROUND_WORD = "Around the current word"
KINDS = ("Word groups", "Many words", AROUND_WORD, "My list")


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
    """

    token_ids: NDArray[np.intp]
    groups: tuple[str, ...] | None
    about: str
    note: str = ""

    def __len__(self) -> int:
        return len(self.token_ids)

    @property
    def digest(self) -> str:
        """A short name that only these words in this order have."""
        return blake2b(self.token_ids.astype("<i8").tobytes(), digest_size=6).hexdigest()


def choose(E: EmbeddingMatrix, n_components: int) -> tuple[MapWords, DeltaGenerator]:
    """Ask which words to show; return them, and the row of controls, for more of them."""
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    with row:
        own = isolated(E)
        kind = "" if own else controls.choice("Words", KINDS, key="show", wrap=True)
        size = _size(E) if kind == "Many words" else ""
    if own:
        return own, row
    if kind == "Many words":
        return _many(E, size, n_components), row
    if kind == "Word groups":
        members = controls.choose_groups(E)
        return _grouped(E, members), row
    if kind == "My list":
        typed = controls.words_field(
            E, "Words", key="map_words", default=session.some_words(E, "map"), most=MOST_LISTED
        )
        return _listed(E, typed, "a list"), row
    token = controls.current_token(E)
    around = most_similar(E, token, k=AROUND).tokens if token else ()
    return _listed(E, [*([token] if token else []), *around], "around the current word"), row


def isolate(E: EmbeddingMatrix, words: MapWords, rows: Sequence[int]) -> None:
    """Show only these words of a map, on a map of their own. For callbacks."""
    groups = tuple(words.groups[row] for row in rows) if words.groups else None
    chosen = MapWords(words.token_ids[list(rows)], groups, "a selection")
    st.session_state["isolated"] = (E.fingerprint, chosen)


def show_all() -> None:
    """Go back from the words on a map of their own to all. For callbacks."""
    st.session_state.pop("isolated", None)


def isolated(E: EmbeddingMatrix) -> MapWords | None:
    """Return the words that were put on a map of their own, if any were."""
    fingerprint, chosen = st.session_state.get("isolated", ("", None))
    if fingerprint != E.fingerprint:
        return None
    st.button("Back to all words", icon=":material/arrow_back:", on_click=show_all)
    own: MapWords | None = chosen
    return own


def _size(E: EmbeddingMatrix) -> str:
    sizes = [f"{size:,}" for size in SIZES if size < _available(E)]
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


def _available(E: EmbeddingMatrix) -> int:
    return len(_candidates(E))


def _candidates(E: EmbeddingMatrix) -> NDArray[np.intp]:
    """Return the token ids to take many words from, in order."""
    if E.name not in SAMPLES:
        return np.arange(len(E))
    return session.kept(E, "whole words", lambda: np.array(whole_words(E), np.intp))


def _many(E: EmbeddingMatrix, size: str, n_components: int) -> MapWords:
    ids = _candidates(E)
    if size != ALL:
        ids = ids[: int(size.replace(",", ""))]
    most = MOST_POINTS[n_components]
    note = ""
    if len(ids) > most:
        token = session.token()
        own = [] if token is None else np.flatnonzero(ids == E.token_id(token)).tolist()
        kept = thin(len(ids), most, keep=own)
        note = (
            f"Drawn are {len(kept):,} of {len(ids):,} words, taken evenly from the first to the "
            f"last, and the current word: more than {most:,} points are not fluent in "
            f"{n_components}D."
        )
        ids = ids[kept]
    return MapWords(ids, None, "the most frequent" if E.name in SAMPLES else "the first", note)


def _grouped(E: EmbeddingMatrix, members: dict[str, list[str]]) -> MapWords:
    group_of = {token: name for name, tokens in members.items() for token in tokens}
    ids = np.array([E.token_id(token) for token in group_of], np.intp)
    return MapWords(ids, tuple(group_of.values()), ", ".join(members))


def _listed(E: EmbeddingMatrix, tokens: Sequence[str], about: str) -> MapWords:
    ids = [E.token_id(token) for token in dict.fromkeys(tokens)]
    return MapWords(np.array(ids, np.intp), None, about)
