"""Input for the two embeddings to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from embviz.app.config import settings
from embviz.app.state import embedding_choice, embeddings, keys, shared_files, url
from embviz.app.state.compute import cached
from embviz.app.state.defaults import reset_unchanged
from embviz.app.text import chip, chips, format_count, format_percent, plain, truncate
from embviz.comparison import SharedVocabulary, intersect_vocabularies
from embviz.embedding import EmbeddingMatrix

# Fields of the page with a default of words that both embeddings have.
WORD_FIELD_KEYS = (
    keys.COMPARISON_WORDS,
    keys.COMPARISON_MAP_WORDS,
    keys.COMPARISON_SUM,
    keys.COMPARISON_EXPECTED,
)

MAX_TITLE_CHARS = 20


@dataclass(frozen=True)
class EmbeddingPair:
    """Two embeddings and their shared vocabulary."""

    shared: SharedVocabulary

    @property
    def left(self) -> EmbeddingMatrix:
        """The embedding selected in the sidebar."""
        return self.shared.left

    @property
    def right(self) -> EmbeddingMatrix:
        """The embedding selected on the page."""
        return self.shared.right

    @property
    def is_own(self) -> bool:
        """Whether either is an upload of this session, so that results must not be shared."""
        return not (shared_files.is_shared(self.left) and shared_files.is_shared(self.right))

    @property
    def titles(self) -> tuple[str, str]:
        """Short, distinct names of the two sides for figures."""
        left, right = (truncate(E.name, MAX_TITLE_CHARS) for E in (self.left, self.right))
        return (left, right) if left != right else (f"{left} (left)", f"{right} (right)")

    @property
    def markdown_names(self) -> tuple[str, str]:
        """The titles for Markdown."""
        left, right = self.titles
        return f"*{plain(left)}*", f"*{plain(right)}*"

    def default_words(self, words: Sequence[str], min_words: int, n_fallback: int) -> list[str]:
        """Return those of `words` that both have, or the first shared words if these are too few.

        A list of words set for the server takes precedence if both have some of it.
        """
        class_words = settings.current().words
        if any(word in self.shared for word in class_words):
            return list(class_words)
        known = [word for word in words if word in self.shared]
        return known if len(known) >= min_words else list(self.shared.tokens[:n_fallback])

    def filter_shared(self, tokens: Sequence[str]) -> list[str]:
        """Return the tokens that both have; show a caption that names the others."""
        missing = [token for token in tokens if token not in self.shared]
        if missing:
            st.caption(
                f":material/info: Not compared, because only {self.markdown_names[0]} has them as "
                f"words: {chips(missing, 8)}."
            )
        return [token for token in tokens if token in self.shared]


def select_pair(E: EmbeddingMatrix) -> EmbeddingPair | None:
    """Ask for the second embedding; return None, with a message, if no word is shared."""
    options = embeddings.names()
    _swap_on_sidebar_change(E, options)
    linked_name = url.read_field(keys.RIGHT_EMBEDDING)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = st.selectbox(
            f"Compare {plain(truncate(E.name, MAX_TITLE_CHARS))} with",
            options,
            index=next(i for i, option in enumerate(options) if option != E.name),
            key=keys.RIGHT_EMBEDDING,
            bind="query-params",
            on_change=_reset_word_fields,
            width=260,
            help=f"A sample{_upload_hint()}. The sidebar chooses the left side.",
        )
        name = name if name in options else options[0]
        st.button(
            "Swap sides", icon=":material/swap_horiz:", on_click=_swap_sides, args=(E.name, name)
        )
    if linked_name and linked_name != name and linked_name not in options:
        st.caption(
            f":material/info: The link asks for {chip(linked_name)}, which is not here: an "
            "uploaded vocabulary lives only in the visit that uploaded it."
        )
    right = embeddings.get(name)
    owner = right if shared_files.is_shared(E) else E
    what = f"shared {E.fingerprint} {right.fingerprint}"
    pair = EmbeddingPair(cached(owner, what, lambda: intersect_vocabularies(E, right)))
    _show_summary(pair)
    return pair if len(pair.shared) else None


def _upload_hint() -> str:
    can_upload = settings.current().is_page_open("upload")
    return " or one of your own: upload it under “Your words”" if can_upload else ""


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
    omissions = []
    if shared.n_pieces:
        omissions.append(
            f"{format_count(shared.n_pieces, 'token')} that may be only a piece of a word"
        )
    if shared.n_other_case:
        case = "in other upper or lower case only"
        omissions.append(f"{format_count(shared.n_other_case, 'word')} that both have {case}")
    return f" Left out: {' and '.join(omissions)}." if omissions else ""


def _format_share(n: int, total: int) -> str:
    return "less than 0.1%" if n / total < 0.001 else format_percent(n / total)


def _swap_sides(left: str, right: str) -> None:
    embedding_choice.choose(right)
    keys.RIGHT_EMBEDDING.set(left)
    keys.LEFT_EMBEDDING.set(right)
    _reset_word_fields()


def _swap_on_sidebar_change(E: EmbeddingMatrix, options: Sequence[str]) -> None:
    """Swap the sides when the sidebar selects the embedding on the right."""
    before = keys.LEFT_EMBEDDING.get()
    now = keys.RIGHT_EMBEDDING.get() or url.read_field(keys.RIGHT_EMBEDDING)
    if before is not None and before in options and before != E.name and now == E.name:
        keys.RIGHT_EMBEDDING.set(before)
    keys.LEFT_EMBEDDING.set(E.name)


def _reset_word_fields() -> None:
    """Reset the fields that still have their default, because the shared words have changed."""
    reset_unchanged(WORD_FIELD_KEYS)
