"""Parts that several pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import resolve_words
from embviz.app.state import session
from embviz.app.text import plain
from embviz.embedding import EmbeddingMatrix, split_words

# How many rows a window over the matrix can have.
ROW_COUNTS = ("20", "40", "100")

Option = TypeVar("Option", bound=str)


def page_header(title: str, lede: str) -> None:
    """Open a page: its title, and two lines on what it shows and why."""
    st.title(title)
    st.markdown(f":gray[{lede}]", width=680)


def current_token(E: EmbeddingMatrix) -> str | None:
    """Return the token of the current word, or explain why there is none and offer others."""
    return resolve_word(E, session.word(), session.choose_word, key="current")


def words_input(
    E: EmbeddingMatrix,
    label: str,
    *,
    key: str,
    default: list[str],
    max_words: int,
    max_chars: int = 2000,
) -> list[str]:
    """Ask for a list of words; return the tokens found, and name the words that were not.

    Words are separated by commas or lines, or by blanks where there are neither.
    """
    typed = st.text_input(
        label,
        session.remember_default(key, join_words(default)),
        key=key,
        bind="query-params",
        max_chars=max_chars,
        help="Separate words with commas, or with blanks if no word has a blank in it.",
    )
    words = split_words(typed or "")  # A browser can send anything.

    def replace(word: str, token: str) -> None:
        st.session_state[key] = ", ".join(token if each == word else each for each in words)

    tokens = resolve_words(E, words, replace, key=f"{key}_near")
    if len(tokens) > max_words:
        st.caption(f":material/info: The first {max_words} of {len(tokens)} words are shown.")
    return tokens[:max_words]


def join_words(words: Sequence[str]) -> str:
    """Write words so that they can be cut apart again, with commas only where that needs them.

    Examples
    --------
    >>> join_words(["cat", "dog"]), join_words(["new york", "rome"]), join_words(["new york"])
    ('cat dog', 'new york, rome', 'new york,')
    """
    if not any(" " in word for word in words):
        return " ".join(words)
    return ", ".join(words) + ("," if len(words) == 1 else "")


def how_calculated(formula: str, code: str, explanation: str, *, key: str = "how") -> None:
    """Offer how a page's numbers are calculated: in words, as a formula, as lines of Python."""
    fold = st.expander(
        "How is this calculated?", icon=":material/calculate:", key=key, on_change="rerun"
    )
    # Filled when it is opened: only then the browser loads what draws formulas and code.
    if fold.open:
        fold.markdown(explanation)
        for line in formula.split(r"\qquad"):  # Each on its own line, for a phone is narrow.
            fold.latex(line)
        fold.code(code, language="python")


def option_input(
    label: str,
    options: Sequence[Option],
    *,
    key: str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    wrap: bool | None = None,
) -> Option:
    """Ask to choose one of few; the first is chosen until somebody chooses.

    An address can name an option that does not exist: then, too, it is the first.
    """
    chosen = st.segmented_control(
        label,
        options,
        default=options[0],
        key=key,
        required=True,
        bind="query-params",
        label_visibility=label_visibility,
        wrap=wrap,
    )
    return chosen if chosen in options else options[0]


def current_word_input(label: str, *, key: str, width: int = 360) -> None:
    """Show the current word as a field of the page: on a phone the sidebar is folded away."""
    st.session_state[key] = session.word()
    st.text_input(
        label,
        key=key,
        type="search",
        icon=":material/search:",
        max_chars=100,
        width=width,
        on_change=lambda: session.choose_word(st.session_state[key]),
    )


def two_word_inputs(E: EmbeddingMatrix) -> tuple[str | None, str | None]:
    """Ask for two words and return their tokens; explain a word that is not there."""
    fields = {"first_word": "First word", "second_word": "Second word"}
    first, second = _token_inputs(E, fields, session.default_words(E, "two"))
    return first, second


def three_word_inputs(E: EmbeddingMatrix) -> list[str | None]:
    """Ask for a word, one like it and one unlike it, and return their tokens."""
    fields = {"word_1": "A word", "word_2": "One like it", "word_3": "One unlike it"}
    return _token_inputs(E, fields, session.default_words(E, "trio"))


def _token_inputs(
    E: EmbeddingMatrix, fields: dict[str, str], defaults: Sequence[str]
) -> list[str | None]:
    """Ask for words side by side; explain each that is not there."""
    tokens: list[str | None] = []
    places = zip(st.columns(len(fields)), fields.items(), defaults, strict=True)
    for column, (key, label), default in places:
        with column:
            tokens.append(_token_input(E, label, key=key, default=default))
    return tokens


def analogy_word_inputs(E: EmbeddingMatrix) -> tuple[list[str | None], DeltaGenerator]:
    """Ask for the three words of a − b + c; return their tokens and a place for the answer."""
    words, place = st.columns([3, 1])
    with words:
        fields = {"a": "Start with", "b": "− Take away", "c": "+ Add"}
        return _token_inputs(E, fields, session.default_words(E, "analogy")), place


def _token_input(E: EmbeddingMatrix, label: str, *, key: str, default: str) -> str | None:
    typed = st.text_input(
        label, session.remember_default(key, default), key=key, bind="query-params", max_chars=100
    )

    def choose(token: str) -> None:
        st.session_state[key] = token

    return resolve_word(E, typed, choose, key=f"{key}_near")


def groups_input(E: EmbeddingMatrix) -> dict[str, list[str]]:
    """Ask which word groups to show; return their words, as far as the embedding has them."""
    groups = session.groups(E)
    chosen = st.pills(
        "Groups",
        list(groups),
        default=session.default_groups(E),
        selection_mode="multi",
        key="groups",
        format_func=plain,
        label_visibility="collapsed",
        bind="query-params",
    )
    return {name: groups[name] for name in chosen}


def token_range_input(E: EmbeddingMatrix) -> list[str]:
    """Ask for a run of token ids, with steps back and forth; return their tokens."""

    def move(step: int) -> None:
        first = max(0, min((_parse_int(st.session_state["first"]) or 0) + step, len(E) - 1))
        st.session_state["first"] = str(first)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = int(option_input("Rows shown", ROW_COUNTS, key="count"))
        typed = st.text_input(
            "First token id", "0", key="first", bind="query-params", max_chars=9, width=160
        )
        st.button("Back", icon=":material/arrow_back:", on_click=move, args=(-count,))
        st.button("Forward", icon=":material/arrow_forward:", on_click=move, args=(count,))
    first = _parse_int(typed)
    if first is None or first >= len(E):
        st.info(f"Token ids here are the whole numbers from 0 to {len(E) - 1:,}.")
        return []
    return list(E.tokens[first : first + count])


def integer_input(
    label: str, *, key: str, below: int, default: str = "0", help: str | None = None
) -> int | None:
    """Ask for a whole number from 0 up to, but not including, `below`."""
    typed = st.text_input(
        label, default, key=key, bind="query-params", max_chars=9, width=280, help=help
    )
    number = _parse_int(typed)
    if number is None or number >= below:
        st.info(f"Type a whole number from 0 to {below - 1:,}.", icon=":material/keyboard:")
        return None
    return number


def _parse_int(typed: str) -> int | None:
    digits = typed.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
