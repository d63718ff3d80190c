"""Input widgets and page elements that several pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import resolve_words
from embviz.app.state import current_word, keys, word_groups
from embviz.app.state.defaults import default_words, remember_default
from embviz.app.text import plain
from embviz.embedding import EmbeddingMatrix, split_words

# Choices for the number of rows in a window over the matrix.
ROW_COUNTS = ("20", "40", "100")

Option = TypeVar("Option", bound=str)


def page_header(title: str, lede: str) -> None:
    """Show the title of a page, and a lede of two lines on what it shows and why."""
    st.title(title)
    st.markdown(f":gray[{lede}]", width=680)


def current_token(E: EmbeddingMatrix) -> str | None:
    """Return the token of the current word, or explain why there is none and offer others."""
    return resolve_word(E, current_word.get(), current_word.choose, key="current")


def words_input(
    E: EmbeddingMatrix,
    label: str,
    *,
    key: str,
    default: list[str],
    max_words: int,
    max_chars: int = 2000,
) -> list[str]:
    """Ask for a list of words; return their tokens, and name the words without one.

    Words are separated by commas or lines, or by spaces if there are neither.
    """
    typed = st.text_input(
        label,
        remember_default(key, join_words(default)),
        key=key,
        bind="query-params",
        max_chars=max_chars,
        help="Separate words with commas, or with blanks if no word has a blank in it.",
    )
    words = split_words(typed or "")  # Validated, because a browser can send anything.

    def replace(word: str, token: str) -> None:
        replaced = ", ".join(token if other == word else other for other in words)
        keys.text_field(key).set(replaced)

    tokens = resolve_words(E, words, replace, key=f"{key}_near")
    if len(tokens) > max_words:
        st.caption(f":material/info: The first {max_words} of {len(tokens)} words are shown.")
    return tokens[:max_words]


def join_words(words: Sequence[str]) -> str:
    """Join words so that `split_words` splits them again; commas only where they are needed.

    Examples
    --------
    >>> join_words(["cat", "dog"]), join_words(["new york", "rome"]), join_words(["new york"])
    ('cat dog', 'new york, rome', 'new york,')
    """
    if not any(" " in word for word in words):
        return " ".join(words)
    return ", ".join(words) + ("," if len(words) == 1 else "")


def how_calculated(formula: str, code: str, explanation: str, *, key: str = "how") -> None:
    """Show an expander with an explanation, a formula and Python code for a page's numbers."""
    expander = st.expander(
        "How is this calculated?", icon=":material/calculate:", key=key, on_change="rerun"
    )
    # Filled when it is opened: the browser loads its TeX and code renderers only then.
    if expander.open:
        expander.markdown(explanation)
        for line in formula.split(r"\qquad"):  # One line each, for narrow screens.
            expander.latex(line)
        expander.code(code, language="python")


def option_input(
    label: str,
    options: Sequence[Option],
    *,
    key: str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    wrap: bool | None = None,
) -> Option:
    """Ask for one of a few options; the first one is the default.

    It also replaces an option from the address that does not exist.
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
    """Show the current word as an input on the page: on phones, the sidebar is collapsed."""
    field = keys.text_field(key)
    field.set(current_word.get())
    st.text_input(
        label,
        key=key,
        type="search",
        icon=":material/search:",
        max_chars=100,
        width=width,
        on_change=lambda: current_word.choose(field.get("")),
    )


def two_word_inputs(E: EmbeddingMatrix) -> tuple[str | None, str | None]:
    """Ask for two words and return their tokens; None, with an explanation, for unknown words."""
    fields = {"first_word": "First word", "second_word": "Second word"}
    first, second = _token_inputs(E, fields, default_words(E, "two"))
    return first, second


def three_word_inputs(E: EmbeddingMatrix) -> list[str | None]:
    """Ask for a word, a similar and a dissimilar one, and return their tokens."""
    fields = {"word_1": "A word", "word_2": "One like it", "word_3": "One unlike it"}
    return _token_inputs(E, fields, default_words(E, "trio"))


def _token_inputs(
    E: EmbeddingMatrix, fields: dict[str, str], defaults: Sequence[str]
) -> list[str | None]:
    """Ask for words side by side; explain the unknown ones."""
    tokens: list[str | None] = []
    columns = st.columns(len(fields))
    for column, (key, label), default in zip(columns, fields.items(), defaults, strict=True):
        with column:
            tokens.append(_token_input(E, label, key=key, default=default))
    return tokens


def analogy_word_inputs(E: EmbeddingMatrix) -> tuple[list[str | None], DeltaGenerator]:
    """Ask for the three words of a − b + c; return their tokens and a column for the answer."""
    input_column, answer_column = st.columns([3, 1])
    with input_column:
        fields = {"a": "Start with", "b": "− Take away", "c": "+ Add"}
        return _token_inputs(E, fields, default_words(E, "analogy")), answer_column


def _token_input(E: EmbeddingMatrix, label: str, *, key: str, default: str) -> str | None:
    typed = st.text_input(
        label, remember_default(key, default), key=key, bind="query-params", max_chars=100
    )

    def choose(token: str) -> None:
        keys.text_field(key).set(token)

    return resolve_word(E, typed, choose, key=f"{key}_near")


def groups_input(E: EmbeddingMatrix) -> dict[str, list[str]]:
    """Ask which word groups to show; return those of their words that the embedding has."""
    groups = word_groups.groups(E)
    chosen = st.pills(
        "Groups",
        list(groups),
        default=word_groups.default_groups(E),
        selection_mode="multi",
        key=keys.WORD_GROUPS,
        format_func=plain,
        label_visibility="collapsed",
        bind="query-params",
    )
    return {name: groups[name] for name in chosen}


def token_range_input(E: EmbeddingMatrix) -> list[str]:
    """Ask for a range of token ids, with buttons to move it; return their tokens."""

    def move(step: int) -> None:
        first = max(0, min((_parse_int(keys.FIRST_ROW.get("")) or 0) + step, len(E) - 1))
        keys.FIRST_ROW.set(str(first))

    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = int(option_input("Rows shown", ROW_COUNTS, key="count"))
        typed = st.text_input(
            "First token id", "0", key=keys.FIRST_ROW, bind="query-params", max_chars=9, width=160
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
    """Ask for an integer from 0 to `below`, exclusive; None, with a message, for other input."""
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
