"""Which two embeddings are compared, and over which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from embviz.app.config import settings
from embviz.app.state import session, shared_files
from embviz.app.text import chip, chips, format_count, plain
from embviz.app.views.evaluation.metric_cards import format_percent as share_of
from embviz.comparison import SharedVocabulary, intersect_vocabularies
from embviz.embedding import EmbeddingMatrix

RIGHT_KEY = "other"

# Fields of the page whose first words are those that both embeddings have.
WORD_FIELD_KEYS = ("compare_words", "compare_map", "compare_sum", "compare_expected")

MAX_TITLE_CHARS = 20


@dataclass(frozen=True)
class EmbeddingPair:
    """Two embeddings and what they share."""

    shared: SharedVocabulary

    @property
    def left(self) -> EmbeddingMatrix:
        """The embedding that the sidebar names."""
        return self.shared.left

    @property
    def right(self) -> EmbeddingMatrix:
        """The one that the page names."""
        return self.shared.right

    @property
    def is_own(self) -> bool:
        """Whether one of the two is this visitor's, so that no other may see what comes of it."""
        return not (shared_files.is_shared(self.left) and shared_files.is_shared(self.right))

    @property
    def titles(self) -> tuple[str, str]:
        """What to call the two sides in a picture; never the same."""
        left, right = (_shorten(E.name) for E in (self.left, self.right))
        return (left, right) if left != right else (f"{left} (left)", f"{right} (right)")

    @property
    def markdown_names(self) -> tuple[str, str]:
        """The same for Markdown."""
        left, right = self.titles
        return f"*{plain(left)}*", f"*{plain(right)}*"

    def default_words(self, words: Sequence[str], min_words: int, n_fallback: int) -> list[str]:
        """Return those of `words` that both have; the first shared words if too few do.

        Where the server has a list of words of which both have some, it is that list.
        """
        of_class = settings.current().words
        if any(word in self.shared for word in of_class):
            return list(of_class)
        known = [word for word in words if word in self.shared]
        return known if len(known) >= min_words else list(self.shared.tokens[:n_fallback])

    def filter_shared(self, tokens: Sequence[str]) -> list[str]:
        """Return the tokens that both have, and name those that only the left has."""
        missing = [token for token in tokens if token not in self.shared]
        if missing:
            st.caption(
                f":material/info: Not compared, because only {self.markdown_names[0]} has them as words: "
                f"{chips(missing, 8)}."
            )
        return [token for token in tokens if token in self.shared]


def select_pair(E: EmbeddingMatrix) -> EmbeddingPair | None:
    """Ask for the second embedding; None, with a sentence, where nothing can be compared."""
    options = session.embedding_names()
    _swap_on_sidebar_change(E, options)
    asked = st.query_params.get(RIGHT_KEY)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = st.selectbox(
            f"Compare {plain(_shorten(E.name))} with",
            options,
            index=next(i for i, each in enumerate(options) if each != E.name),
            key=RIGHT_KEY,
            bind="query-params",
            on_change=_reset_word_fields,
            width=260,
            help=f"A sample{_upload_hint()}. The sidebar chooses the left side.",
        )
        name = name if name in options else options[0]
        st.button(
            "Swap sides", icon=":material/swap_horiz:", on_click=_swap_sides, args=(E.name, name)
        )
    if asked and asked != name and asked not in options:
        st.caption(
            f":material/info: The link asks for {chip(asked)}, which is not here: an uploaded "
            "vocabulary lives only in the visit that uploaded it."
        )
    right = session.get_embedding(name)
    owner = right if shared_files.is_shared(E) else E
    what = f"shared {E.fingerprint} {right.fingerprint}"
    pair = EmbeddingPair(session.cached(owner, what, lambda: intersect_vocabularies(E, right)))
    _show_summary(pair)
    return pair if len(pair.shared) else None


def _upload_hint() -> str:
    can = settings.current().is_page_open("upload")
    return " or one of your own: upload it under “Your words”" if can else ""


def _show_summary(pair: EmbeddingPair) -> None:
    shared, (left, right) = pair.shared, pair.markdown_names
    if not len(shared):
        st.info(
            f"{left} and {right} have **no word in common**, so there is nothing to compare. Words "
            "count as the same only in exactly the same spelling. "
            f"{left} begins with {chips(pair.left.tokens[:5])}; "
            f"{right} with {chips(pair.right.tokens[:5])}.{_describe_omissions(shared)}",
            icon=":material/join_inner:",
        )
        return
    if shared.is_same:
        st.info(
            "Both sides are the same embedding, so nothing can differ here. It shows what full "
            "agreement looks like.",
            icon=":material/info:",
        )
    st.caption(
        f"**{format_count(len(shared), 'word')}** in both, in exactly the same spelling: "
        f"{_format_share(len(shared), len(pair.left))} of {left}, "
        f"{_format_share(len(shared), len(pair.right))} of {right}. Only these are compared, in "
        f"the order of {left}.{_describe_omissions(shared)}"
    )


def _describe_omissions(shared: SharedVocabulary) -> str:
    left_out = []
    if shared.n_pieces:
        left_out.append(
            f"{format_count(shared.n_pieces, 'token')} that may be only a piece of a word"
        )
    if shared.n_other_case:
        case = "in other upper or lower case only"
        left_out.append(f"{format_count(shared.n_other_case, 'word')} that both have {case}")
    return f" Left out: {' and '.join(left_out)}." if left_out else ""


def _format_share(n: int, total: int) -> str:
    return "less than 0.1%" if n / total < 0.001 else share_of(n / total)


def _shorten(name: str) -> str:
    return name if len(name) <= MAX_TITLE_CHARS else name[: MAX_TITLE_CHARS - 1] + "…"


def _swap_sides(left: str, right: str) -> None:
    session.choose_embedding(right)
    st.session_state[RIGHT_KEY] = left
    st.session_state["compare_beside"] = right
    _reset_word_fields()


def _swap_on_sidebar_change(E: EmbeddingMatrix, options: Sequence[str]) -> None:
    """Turn the sides around when the sidebar chooses what the page had on the right."""
    before = st.session_state.get("compare_beside")
    now = st.session_state.get(RIGHT_KEY, st.query_params.get(RIGHT_KEY))
    if before in options and before != E.name and now == E.name:
        st.session_state[RIGHT_KEY] = before
    st.session_state["compare_beside"] = E.name


def _reset_word_fields() -> None:
    """Let fields that nobody changed begin with words that the two embeddings now share."""
    first = st.session_state.get("first_words", {})
    for key in WORD_FIELD_KEYS:
        if key in first and st.session_state.get(key) == first[key]:
            del st.session_state[key]
