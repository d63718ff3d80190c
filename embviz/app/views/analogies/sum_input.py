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
from embviz.app.components.unknown_word import resolve
from embviz.app.components.unknown_words import replace_word
from embviz.app.state import session
from embviz.app.text import pointed, sentence
from embviz.app.views.analogies import term_fields
from embviz.embedding import EmbeddingMatrix

SUM, EXPECTED, KNOWN = "sum", "expected", "known_sum"

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
class Asked:
    """What the page is asked.

    Attributes
    ----------
    terms : tuple of (float, str)
    method : {"3cosadd", "3cosmul"}
    exclude : bool
        Whether the words of the sum are left out of the answers.
    expected : str or None
        The token that somebody expects, None when nobody said.
    """

    terms: tuple[Term, ...]
    method: AnalogyMethod
    exclude: bool
    expected: str | None

    @property
    def label(self) -> str:
        """The sum as it is written."""
        return format_sum(self.terms)


def script(E: EmbeddingMatrix, asked: Asked, k: int, result: str) -> str:
    """Return the script that answers, as ``told``, and ends with `result`."""
    return snippets.script(
        E,
        f"terms = parse_sum(E, {asked.label!r}).terms",
        f"told = report_analogy(E, terms, {k}, {asked.method!r}, exclude_inputs={asked.exclude})",
        result,
    )


def ask(E: EmbeddingMatrix) -> tuple[Asked | None, DeltaGenerator]:
    """Ask for a sum; return it and a place for its answer, None where it is not clear."""
    _take_three_words(E)
    known_sums = st.container()
    with st.container(border=True):
        line, place = st.columns([3, 1], vertical_alignment="bottom")
        typed = line.text_input(
            "A sum of words",
            session.begin_with(SUM, _first(E)),
            key=SUM,
            bind="query-params",
            max_chars=MAX_CHARS,
            placeholder="king - man + woman",
            on_change=_forget_expected,
            help="Words with + or - between them. A weight stands before its word: 2*paris - "
            'france. Quotation marks hold a word with blanks or signs together: "new york" - usa '
            "+ japan.",
        )
        found = parse_sum(E, typed)
        with known_sums:
            _presets(E, found.terms)
        clear = _tell(E, typed, found)
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            method = METHODS[inputs.choice("Answered by", list(METHODS), key="method")]
            expected = _expected(E, found.terms)
            exclude = st.toggle(
                "Leave out the words of the sum",
                True,
                key="exclude",
                bind="query-params",
                help="As is usual: the nearest word is often one of those that were put in.",
            )
        term_fields.show(found.terms, _write)
    if not isinstance(found, Sum) or not clear:
        return None, place
    return Asked(found.terms, method, exclude, expected), place


def _tell(E: EmbeddingMatrix, typed: str, found: Sum | SumProblem) -> bool:
    """Say what is wrong with a line, or how its words were found; say whether it is clear."""

    def choose_for(word: str, place: int) -> bool:
        def choose(token: str) -> None:
            _write_line(replace_word(typed, word, format_sum([(1, token)])))

        return resolve(E, word.strip(QUOTES), choose, key=f"sum_near_{place}") is not None

    if isinstance(found, SumProblem):
        if found.position is not None and typed.strip():
            st.code(pointed(typed, found.position), language=None)
        if found.word:
            choose_for(found.word, 0)
        else:
            st.info(sentence(found.message), icon=":material/info:")
        return False
    for note in found.notes[len(found.respelled_words) :]:
        st.caption(f":material/info: {sentence(note)}")
    clear = [choose_for(word, place) for place, word in enumerate(found.respelled_words)]
    return all(clear)


def _expected(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> str | None:
    """Ask what answer is expected; of a well-known sum that is known."""
    name = _known(terms)
    known = PRESETS[name][1] if name else ""
    with st.container(width=240):
        typed = st.text_input(
            "Expected answer",
            key=EXPECTED,
            bind="query-params",
            max_chars=100,
            placeholder=known or "any word",
            help="Its true rank is told below, wherever it comes.",
        )

        def choose(token: str) -> None:
            st.session_state[EXPECTED] = token

        if typed.strip():
            return resolve(E, typed, choose, key="expected_near")
    return known if known in E else None


def _known(terms: tuple[Term, ...]) -> str | None:
    """Return the name of a well-known sum."""
    line = format_sum(terms)
    return next((name for name, (known, _) in PRESETS.items() if known == line), None)


def _presets(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> None:
    """Offer well-known sums, those whose words this embedding has; mark the one that is asked."""
    possible = session.kept(
        E, "sums", lambda: [n for n, (line, _) in PRESETS.items() if _is_sum(E, line)]
    )
    if not possible:
        return
    name = _known(terms)
    st.session_state[KNOWN] = name if name in possible else None
    st.pills(
        "Well-known sums", possible, key=KNOWN, on_change=_take_known, label_visibility="collapsed"
    )


def _take_known() -> None:
    """Write the sum that was chosen; choosing the same one again changes nothing."""
    if (name := st.session_state[KNOWN]) in PRESETS:
        _write_line(PRESETS[name][0])


def _is_sum(E: EmbeddingMatrix, line: str) -> bool:
    return isinstance(parse_sum(E, line), Sum)


def _first(E: EmbeddingMatrix) -> str:
    return format_sum(_three(session.some_words(E, "analogy")))


def _three(words: list[str]) -> list[Term]:
    return [term for term in zip((1.0, -1.0, 1.0), words, strict=True) if term[1]]


def _take_three_words(E: EmbeddingMatrix) -> None:
    """Take a sum from an older address, which holds its three words."""
    given = {key: st.query_params[key] for key in "abc" if key in st.query_params}
    if given and SUM not in st.query_params:
        usual = dict(zip("abc", session.some_words(E, "analogy"), strict=True))
        session.put_first(SUM, format_sum(_three(list((usual | given).values()))))
    for key in given:
        del st.query_params[key]


def _write(terms: list[Term]) -> None:
    _write_line(format_sum(terms))


def _write_line(line: str) -> None:
    st.session_state[SUM] = line
    _forget_expected()


def _forget_expected() -> None:
    st.session_state[EXPECTED] = ""
