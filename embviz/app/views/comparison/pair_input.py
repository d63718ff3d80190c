"""Which two embeddings are compared, and over which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from embviz.app.config import settings
from embviz.app.state import session, shared_files
from embviz.app.text import chip, chips, count, plain
from embviz.app.views.evaluation.metric_cards import share as share_of
from embviz.comparison import SharedVocabulary, intersect_vocabularies
from embviz.embedding import EmbeddingMatrix

KEY = "other"

# Fields of the page whose first words are those that both embeddings have.
FIELDS = ("compare_words", "compare_map", "compare_sum", "compare_expected")

LONGEST_TITLE = 20


@dataclass(frozen=True)
class Pair:
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
    def own(self) -> bool:
        """Whether one of the two is this visitor's, so that no other may see what comes of it."""
        return not (shared_files.for_all(self.left) and shared_files.for_all(self.right))

    @property
    def titles(self) -> tuple[str, str]:
        """What to call the two sides in a picture; never the same."""
        left, right = (_short(E.name) for E in (self.left, self.right))
        return (left, right) if left != right else (f"{left} (left)", f"{right} (right)")

    @property
    def names(self) -> tuple[str, str]:
        """The same for Markdown."""
        left, right = self.titles
        return f"*{plain(left)}*", f"*{plain(right)}*"

    def some(self, words: Sequence[str], fewest: int, instead: int) -> list[str]:
        """Return those of `words` that both have; the first shared words if too few do.

        Where the server has a list of words of which both have some, it is that list.
        """
        of_class = settings.now().words
        if any(word in self.shared for word in of_class):
            return list(of_class)
        known = [word for word in words if word in self.shared]
        return known if len(known) >= fewest else list(self.shared.tokens[:instead])

    def in_both(self, tokens: Sequence[str]) -> list[str]:
        """Return the tokens that both have, and name those that only the left has."""
        missing = [token for token in tokens if token not in self.shared]
        if missing:
            st.caption(
                f":material/info: Not compared, because only {self.names[0]} has them as words: "
                f"{chips(missing, 8)}."
            )
        return [token for token in tokens if token in self.shared]


def ask(E: EmbeddingMatrix) -> Pair | None:
    """Ask for the second embedding; None, with a sentence, where nothing can be compared."""
    options = session.choices()
    _keep_apart(E, options)
    asked = st.query_params.get(KEY)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        name = st.selectbox(
            f"Compare {plain(_short(E.name))} with",
            options,
            index=next(i for i, each in enumerate(options) if each != E.name),
            key=KEY,
            bind="query-params",
            on_change=_forget_first_words,
            width=260,
            help=f"A sample{_or_own()}. The sidebar chooses the left side.",
        )
        name = name if name in options else options[0]
        st.button("Swap sides", icon=":material/swap_horiz:", on_click=_swap, args=(E.name, name))
    if asked and asked != name and asked not in options:
        st.caption(
            f":material/info: The link asks for {chip(asked)}, which is not here: an uploaded "
            "vocabulary lives only in the visit that uploaded it."
        )
    right = session.get(name)
    owner = right if shared_files.for_all(E) else E
    what = f"shared {E.fingerprint} {right.fingerprint}"
    pair = Pair(session.kept(owner, what, lambda: intersect_vocabularies(E, right)))
    _tell(pair)
    return pair if len(pair.shared) else None


def _or_own() -> str:
    can = settings.now().is_open("upload")
    return " or one of your own: upload it under “Your words”" if can else ""


def _tell(pair: Pair) -> None:
    shared, (left, right) = pair.shared, pair.names
    if not len(shared):
        st.info(
            f"{left} and {right} have **no word in common**, so there is nothing to compare. Words "
            "count as the same only in exactly the same spelling. "
            f"{left} begins with {chips(pair.left.tokens[:5])}; "
            f"{right} with {chips(pair.right.tokens[:5])}.{_not_compared(shared)}",
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
        f"**{count(len(shared), 'word')}** in both, in exactly the same spelling: "
        f"{_part(len(shared), len(pair.left))} of {left}, "
        f"{_part(len(shared), len(pair.right))} of {right}. Only these are compared, in "
        f"the order of {left}.{_not_compared(shared)}"
    )


def _not_compared(shared: SharedVocabulary) -> str:
    left_out = []
    if shared.n_pieces:
        left_out.append(f"{count(shared.n_pieces, 'token')} that may be only a piece of a word")
    if shared.n_other_case:
        case = "in other upper or lower case only"
        left_out.append(f"{count(shared.n_other_case, 'word')} that both have {case}")
    return f" Left out: {' and '.join(left_out)}." if left_out else ""


def _part(n: int, of: int) -> str:
    return "less than 0.1%" if n / of < 0.001 else share_of(n / of)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else name[: LONGEST_TITLE - 1] + "…"


def _swap(left: str, right: str) -> None:
    session.use(right)
    st.session_state[KEY] = left
    st.session_state["compare_beside"] = right
    _forget_first_words()


def _keep_apart(E: EmbeddingMatrix, options: Sequence[str]) -> None:
    """Turn the sides around when the sidebar chooses what the page had on the right."""
    before = st.session_state.get("compare_beside")
    now = st.session_state.get(KEY, st.query_params.get(KEY))
    if before in options and before != E.name and now == E.name:
        st.session_state[KEY] = before
    st.session_state["compare_beside"] = E.name


def _forget_first_words() -> None:
    """Let fields that nobody changed begin with words that the two embeddings now share."""
    first = st.session_state.get("first_words", {})
    for key in FIELDS:
        if key in first and st.session_state.get(key) == first[key]:
            del st.session_state[key]
