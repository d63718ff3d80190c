"""The sum that is asked for: its line, how it is answered, and what somebody expects."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.analogies import (
    MAX_CHARS,
    QUOTES,
    AnalogyMethod,
    Sum,
    SumProblem,
    Term,
    format_sum,
    parse_sum,
)
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import replace_word
from embviz.app.state import session
from embviz.app.text import escape_markdown, mark_position
from embviz.app.views.analogies import term_fields
from embviz.embedding import EmbeddingMatrix

SUM_KEY, EXPECTED_KEY, PRESET_KEY = "sum", "expected", "known_sum"

# Well-known sums, and what most people expect of them.
PRESETS = {
    "Royalty": ("king − man + woman", "queen"),
    "Capitals": ("paris − france + italy", "rome"),
    "Tense": ("walking − walk + swim", "swimming"),
    "Plural": ("cats − cat + dog", "dogs"),
    "Degree": ("faster − fast + slow", "slower"),
    "Language": ("french − france + spain", "spanish"),
}

METHODS: dict[str, AnalogyMethod] = {"3CosAdd": "3cosadd", "3CosMul": "3cosmul"}


@dataclass(frozen=True)
class AnalogyQuery:
    """What the page is asked.

    Attributes
    ----------
    terms : tuple of (float, str)
    method : {"3cosadd", "3cosmul"}
    exclude_inputs : bool
        Whether the words of the sum are left out of the answers.
    expected : str or None
        The token that somebody expects, None when nobody said.
    """

    terms: tuple[Term, ...]
    method: AnalogyMethod
    exclude_inputs: bool
    expected: str | None

    @property
    def label(self) -> str:
        """The sum as it is written."""
        return format_sum(self.terms)


def report_script(E: EmbeddingMatrix, query: AnalogyQuery, k: int, last_line: str) -> str:
    """Return the script that answers, as ``told``, and ends with `last_line`."""
    return snippets.script(
        E,
        f"terms = parse_sum(E, {query.label!r}).terms",
        f"told = report_analogy(E, terms, {k}, {query.method!r}, exclude_inputs={query.exclude_inputs})",
        last_line,
    )


def input_sum(E: EmbeddingMatrix) -> tuple[AnalogyQuery | None, DeltaGenerator]:
    """Ask for a sum; return it and a place for its answer, None where it is not clear."""
    _migrate_old_url(E)
    known_sums = st.container()
    with st.container(border=True):
        line, place = st.columns([3, 1], vertical_alignment="bottom")
        typed = line.text_input(
            "A sum of words",
            session.remember_default(SUM_KEY, _default_sum(E)),
            key=SUM_KEY,
            bind="query-params",
            max_chars=MAX_CHARS,
            placeholder="king - man + woman",
            on_change=_clear_expected,
            help="Words with + or - between them. A weight stands before its word: 2*paris - "
            'france. Quotation marks hold a word with blanks or signs together: "new york" - usa '
            "+ japan.",
        )
        found = parse_sum(E, typed)
        with known_sums:
            _show_presets(E, found.terms)
        clear = _show_problems(E, typed, found)
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            method = METHODS[inputs.option_input("Answered by", list(METHODS), key="method")]
            expected = _input_expected(E, found.terms)
            exclude = st.toggle(
                "Leave out the words of the sum",
                True,
                key="exclude",
                bind="query-params",
                help="As is usual: the nearest word is often one of those that were put in.",
            )
        term_fields.show(found.terms, _write_terms)
    if not isinstance(found, Sum) or not clear:
        return None, place
    return AnalogyQuery(found.terms, method, exclude, expected), place


def _show_problems(E: EmbeddingMatrix, typed: str, result: Sum | SumProblem) -> bool:
    """Say what is wrong with a line, or how its words were found; say whether it is clear."""

    def choose_for(word: str, place: int) -> bool:
        def choose(token: str) -> None:
            _write_line(replace_word(typed, word, format_sum([(1, token)])))

        return resolve_word(E, word.strip(QUOTES), choose, key=f"sum_near_{place}") is not None

    if isinstance(result, SumProblem):
        if result.position is not None and typed.strip():
            st.code(mark_position(typed, result.position), language=None)
        if result.word:
            choose_for(result.word, 0)
        else:
            st.info(escape_markdown(result.message), icon=":material/info:")
        return False
    for note in result.notes[len(result.respelled_words) :]:
        st.caption(f":material/info: {escape_markdown(note)}")
    clear = [choose_for(word, place) for place, word in enumerate(result.respelled_words)]
    return all(clear)


def _input_expected(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> str | None:
    """Ask what answer is expected; of a well-known sum that is known."""
    name = _preset_name(terms)
    known = PRESETS[name][1] if name else ""
    with st.container(width=240):
        typed = st.text_input(
            "Expected answer",
            key=EXPECTED_KEY,
            bind="query-params",
            max_chars=100,
            placeholder=known or "any word",
            help="Its true rank is told below, wherever it comes.",
        )

        def choose(token: str) -> None:
            st.session_state[EXPECTED_KEY] = token

        if typed.strip():
            return resolve_word(E, typed, choose, key="expected_near")
    return known if known in E else None


def _preset_name(terms: tuple[Term, ...]) -> str | None:
    """Return the name of a well-known sum."""
    line = format_sum(terms)
    return next((name for name, (known, _) in PRESETS.items() if known == line), None)


def _show_presets(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> None:
    """Offer well-known sums, those whose words this embedding has; mark the one that is asked."""
    possible = session.cached(
        E, "sums", lambda: [n for n, (line, _) in PRESETS.items() if _is_sum(E, line)]
    )
    if not possible:
        return
    name = _preset_name(terms)
    st.session_state[PRESET_KEY] = name if name in possible else None
    st.pills(
        "Well-known sums",
        possible,
        key=PRESET_KEY,
        on_change=_apply_preset,
        label_visibility="collapsed",
    )


def _apply_preset() -> None:
    """Write the sum that was chosen; choosing the same one again changes nothing."""
    if (name := st.session_state[PRESET_KEY]) in PRESETS:
        _write_line(PRESETS[name][0])


def _is_sum(E: EmbeddingMatrix, line: str) -> bool:
    return isinstance(parse_sum(E, line), Sum)


def _default_sum(E: EmbeddingMatrix) -> str:
    return format_sum(_three_terms(session.default_words(E, "analogy")))


def _three_terms(words: list[str]) -> list[Term]:
    return [term for term in zip((1.0, -1.0, 1.0), words, strict=True) if term[1]]


def _migrate_old_url(E: EmbeddingMatrix) -> None:
    """Take a sum from an older address, which holds its three words."""
    given = {key: st.query_params[key] for key in "abc" if key in st.query_params}
    if given and SUM_KEY not in st.query_params:
        usual = dict(zip("abc", session.default_words(E, "analogy"), strict=True))
        session.preset_field(SUM_KEY, format_sum(_three_terms(list((usual | given).values()))))
    for key in given:
        del st.query_params[key]


def _write_terms(terms: list[Term]) -> None:
    _write_line(format_sum(terms))


def _write_line(line: str) -> None:
    st.session_state[SUM_KEY] = line
    _clear_expected()


def _clear_expected() -> None:
    st.session_state[EXPECTED_KEY] = ""
