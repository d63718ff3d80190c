"""Input for the words of a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import resolve_words
from embviz.app.state import current_word, keys, url, word_groups
from embviz.app.state.compute import cached
from embviz.app.state.defaults import default_words
from embviz.app.text import format_count
from embviz.embedding import EmbeddingMatrix, split_words, whole_words
from embviz.io import SAMPLES
from embviz.maps import subsample
from embviz.neighbors import most_similar

N_NEIGHBORS = 100
MAX_LISTED_WORDS = 2000

# Number of points that a browser draws smoothly, by dimensions of the map.
MAX_POINTS = {2: 100_000, 3: 50_000}

SIZES = (1_000, 5_000, 10_000, 20_000, 50_000)

ALL = "All"

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
        The group of each word, if they have groups.
    description : str
        A noun phrase for captions.
    note : str
        A sentence on omitted words and the reason; empty if there are none.
    ids_snippet : str
        Python lines that assign ``ids``, if these are too many to be listed.
    """

    token_ids: NDArray[np.intp]
    groups: tuple[str, ...] | None
    description: str
    note: str = ""
    ids_snippet: str = ""

    def __len__(self) -> int:
        return len(self.token_ids)

    @property
    def digest(self) -> str:
        """A digest of the words and their order."""
        return blake2b(self.token_ids.astype("<i8").tobytes(), digest_size=12).hexdigest()


def select_words(E: EmbeddingMatrix, n_components: int) -> tuple[MapWords, DeltaGenerator]:
    """Ask which words to show; return them, and the row of inputs, for more inputs."""
    row = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
    with row:
        kind = inputs.option_input("Words", KINDS, key=keys.MAP_KIND, wrap=True)
        size = _select_size(E) if kind == MANY else ""
        extra_tokens = _input_extra_words(E) if kind == MANY else []
        center = _input_center(E) if kind == AROUND else None
    isolated = _isolated_words(E, (kind, size))
    if isolated is not None:
        return isolated, row
    if kind == MANY:
        return _first_words(E, size, extra_tokens, n_components), row
    if kind == GROUPS:
        return _words_from_groups(E, inputs.groups_input(E)), row
    if kind == LIST:
        tokens = inputs.words_input(
            E,
            "Words",
            key="map_words",
            default=default_words(E, "map"),
            max_words=MAX_LISTED_WORDS,
        )
        return _words_from_tokens(E, tokens, "a list"), row
    if center is None:
        return _words_from_tokens(E, [], ""), row
    neighbors = most_similar(E, center, k=N_NEIGHBORS).tokens
    return _words_from_tokens(E, [center, *neighbors], f"around {center}"), row


def isolate(E: EmbeddingMatrix, words: MapWords, rows: Sequence[int]) -> None:
    """Show only these rows of a map, on a map of their own. For callbacks."""
    groups = tuple(words.groups[row] for row in rows) if words.groups else None
    chosen = MapWords(words.token_ids[list(rows)], groups, "a selection")
    keys.ISOLATED_WORDS.set((E.fingerprint, chosen, _current_selection()))
    url.write_token_ids(url.ISOLATED_PARAM, E.fingerprint, chosen.token_ids.tolist())


def show_all() -> None:
    """Leave the map of isolated words. For callbacks."""
    keys.ISOLATED_WORDS.pop()
    url.remove_token_ids(url.ISOLATED_PARAM)


def show_around(token: str) -> None:
    """Show a token and its neighbors. For callbacks."""
    show_all()
    keys.MAP_KIND.set(AROUND)
    keys.CENTER_WORD.set(token)


def add_word(token: str) -> None:
    """Add a token to the extra words of a map of many words. For callbacks."""
    typed = keys.EXTRA_WORDS.get("")
    keys.EXTRA_WORDS.set(f"{typed}, {token}" if typed.strip() else token)


def _current_selection() -> tuple[str, str]:
    kind = keys.MAP_KIND.get(GROUPS)
    return kind, keys.MAP_SIZE.get("") if kind == MANY else ""


def _isolated_words(E: EmbeddingMatrix, selection: tuple[str, str]) -> MapWords | None:
    """Return the words isolated on a map of their own, until other words are selected."""
    fingerprint, isolated, isolated_from = keys.ISOLATED_WORDS.get(("", None, ("", "")))
    if isolated is None:
        isolated = _isolated_from_url(E, with_groups=selection[0] == GROUPS)
        if isolated is None:
            return None
        fingerprint, isolated_from = E.fingerprint, selection
        keys.ISOLATED_WORDS.set((fingerprint, isolated, isolated_from))
    if fingerprint != E.fingerprint or isolated_from != selection:
        show_all()
        return None
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Back to all words", icon=":material/arrow_back:", on_click=show_all)
        st.markdown(
            f"**{format_count(len(isolated), 'word')} on a map of their own**", width="content"
        )
    words: MapWords = isolated
    return words


def _isolated_from_url(E: EmbeddingMatrix, *, with_groups: bool) -> MapWords | None:
    """Return the isolated words that the address names, or None."""
    ids = [i for i in url.read_token_ids(url.ISOLATED_PARAM, E.fingerprint) if i < len(E)]
    if not ids:
        return None
    groups = None
    if with_groups:
        group_of = {word: name for name, words in word_groups.groups(E).items() for word in words}
        groups = tuple(group_of.get(E.tokens[i], "no group") for i in ids)
    return MapWords(np.array(ids, np.intp), groups, "a selection")


def _select_size(E: EmbeddingMatrix) -> str:
    sizes = [f"{size:,}" for size in SIZES if size < len(_candidates(E))]
    options = [*sizes, ALL]
    chosen = st.selectbox(
        "How many",
        options,
        index=min(2, len(sizes)),
        key=keys.MAP_SIZE,
        bind="query-params",
        width=130,
        help="The first ones of the vocabulary: in most files the most frequent."
        + (" Words only, no numbers, signs or pieces of words." if E.name in SAMPLES else ""),
    )
    return chosen if chosen in options else options[-1]


def _input_extra_words(E: EmbeddingMatrix) -> list[str]:
    typed = st.text_input(
        "And also",
        key=keys.EXTRA_WORDS,
        placeholder="queen, new york",
        bind="query-params",
        max_chars=2000,
        width=140,
        help="Words to show in any case, however rare they are.",
    )
    words = split_words(typed)

    def replace(word: str, token: str) -> None:
        keys.EXTRA_WORDS.set(", ".join(token if other == word else other for other in words))

    return resolve_words(E, words, replace, key="also_near")


def _input_center(E: EmbeddingMatrix) -> str | None:
    """Ask for the word in the center, at first the current one; clicks do not change it."""
    if not keys.CENTER_WORD.is_set() and url.read_field(keys.CENTER_WORD) is None:
        url.preset_field(keys.CENTER_WORD, current_word.get())
    typed = st.text_input(
        "Around", key=keys.CENTER_WORD, bind="query-params", max_chars=100, width=180
    )
    return resolve_word(E, typed, show_around, key="around_near")


def _candidates(E: EmbeddingMatrix) -> NDArray[np.intp]:
    """Return the token ids of the words that "Many words" draws from, in order."""
    if E.name not in SAMPLES:
        return np.arange(len(E))
    return cached(E, "whole words", lambda: np.array(whole_words(E), np.intp))


def _first_words(
    E: EmbeddingMatrix, size: str, extra_tokens: Sequence[str], n_components: int
) -> MapWords:
    ids = _candidates(E)
    if size != ALL:
        ids = ids[: int(size.replace(",", ""))]
    is_sample = E.name in SAMPLES
    lines = [
        f"ids = np.array(whole_words(E, {len(ids)}))"
        if is_sample
        else f"ids = np.arange({len(ids)})"
    ]
    max_points, note = MAX_POINTS[n_components], ""
    if len(ids) > max_points:
        note = (
            f"Drawn are {max_points:,} of {len(ids):,} words, taken evenly from the first to the "
            f"last: more are not fluent in {n_components}D. Words under *And also* are drawn in "
            "any case."
        )
        lines.append(f"ids = ids[subsample({len(ids)}, {max_points})]")
        ids = ids[subsample(len(ids), max_points)]
    if extra_tokens:
        lines.append(f"extra_ids = [E.token_id(word) for word in {[*extra_tokens]!r}]")
        lines.append("ids = np.concatenate([ids, np.setdiff1d(extra_ids, ids)])")
    extra_ids = [E.token_id(token) for token in extra_tokens]
    ids = np.concatenate([ids, np.setdiff1d(extra_ids, ids).astype(np.intp)])
    description = "the most frequent" if is_sample else "the first"
    return MapWords(ids, None, description, note, "\n".join(lines))


def _words_from_groups(E: EmbeddingMatrix, members: dict[str, list[str]]) -> MapWords:
    group_of = {token: name for name, tokens in members.items() for token in tokens}
    ids = np.array([E.token_id(token) for token in group_of], np.intp)
    return MapWords(ids, tuple(group_of.values()), ", ".join(members))


def _words_from_tokens(E: EmbeddingMatrix, tokens: Sequence[str], description: str) -> MapWords:
    ids = [E.token_id(token) for token in dict.fromkeys(tokens)]
    return MapWords(np.array(ids, np.intp), None, description)
