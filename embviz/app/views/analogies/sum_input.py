"""Inputs for a sum of words, the method, and the expected answer."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embviz.analogies import (
    MAX_SUM_CHARS,
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
from embviz.app.state import keys, url
from embviz.app.state.compute import cached
from embviz.app.state.defaults import default_words, remember_default
from embviz.app.text import escape_markdown, mark_position
from embviz.app.views.analogies import term_fields
from embviz.embedding import EmbeddingMatrix

# Well-known sums, and their expected answers.
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
    """A sum, and how to answer it.

    Attributes
    ----------
    terms : tuple of (float, str)
    method : {"3cosadd", "3cosmul"}
    exclude_inputs : bool
        Whether the words of the sum are left out of the answers.
    expected : str or None
        The expected token, if any.
    """

    terms: tuple[Term, ...]
    method: AnalogyMethod
    exclude_inputs: bool
    expected: str | None

    @property
    def label(self) -> str:
        """The sum in text form."""
        return format_sum(self.terms)


def report_script(E: EmbeddingMatrix, query: AnalogyQuery, k: int, last_line: str) -> str:
    """Return the script that assigns ``report`` and ends with `last_line`."""
    arguments = f"{k}, {query.method!r}, exclude_inputs={query.exclude_inputs}"
    return snippets.script(
        E,
        f"terms = parse_sum(E, {query.label!r}).terms",
        f"report = report_analogy(E, terms, {arguments})",
        last_line,
    )


def input_sum(E: EmbeddingMatrix) -> tuple[AnalogyQuery | None, DeltaGenerator]:
    """Ask for a sum; return it, None if it is invalid or ambiguous, and a column for the answer."""
    _migrate_old_url(E)
    presets = st.container()
    with st.container(border=True):
        input_column, answer_column = st.columns([3, 1], vertical_alignment="bottom")
        typed = input_column.text_input(
            "A sum of words",
            remember_default(keys.SUM, _default_sum(E)),
            key=keys.SUM,
            bind="query-params",
            max_chars=MAX_SUM_CHARS,
            placeholder="king - man + woman",
            on_change=_clear_expected,
            help="Words with + or - between them. A weight stands before its word: 2*paris - "
            'france. Quotation marks hold a word with blanks or signs together: "new york" - usa '
            "+ japan.",
        )
        result = parse_sum(E, typed)
        with presets:
            _show_presets(E, result.terms)
        is_clear = _show_problems(E, typed, result)
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            method = METHODS[inputs.option_input("Answered by", list(METHODS), key="method")]
            expected = _input_expected(E, result.terms)
            exclude = st.toggle(
                "Leave out the words of the sum",
                True,
                key="exclude",
                bind="query-params",
                help="As is usual: the nearest word is often one of those that were put in.",
            )
        term_fields.show(result.terms, _write_terms)
    if not isinstance(result, Sum) or not is_clear:
        return None, answer_column
    return AnalogyQuery(result.terms, method, exclude, expected), answer_column


def _show_problems(E: EmbeddingMatrix, typed: str, result: Sum | SumProblem) -> bool:
    """Show what is wrong with a sum, or how its words were found; return whether it is clear."""

    def resolve(word: str, i: int) -> bool:
        def choose(token: str) -> None:
            _write_line(replace_word(typed, word, format_sum([(1, token)])))

        return resolve_word(E, word.strip(QUOTES), choose, key=f"sum_near_{i}") is not None

    if isinstance(result, SumProblem):
        if result.position is not None and typed.strip():
            st.code(mark_position(typed, result.position), language=None)
        if result.word:
            resolve(result.word, 0)
        else:
            st.info(escape_markdown(result.message), icon=":material/info:")
        return False
    for note in result.notes[len(result.respelled_words) :]:
        st.caption(f":material/info: {escape_markdown(note)}")
    is_clear = True
    for i, word in enumerate(result.respelled_words):
        is_clear &= resolve(word, i)
    return is_clear


def _input_expected(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> str | None:
    """Ask for the expected answer; a preset has one by default."""
    name = _preset_name(terms)
    default = PRESETS[name][1] if name else ""
    with st.container(width=240):
        typed = st.text_input(
            "Expected answer",
            key=keys.EXPECTED_ANSWER,
            bind="query-params",
            max_chars=100,
            placeholder=default or "any word",
            help="Its true rank is told below, wherever it comes.",
        )

        def choose(token: str) -> None:
            keys.EXPECTED_ANSWER.set(token)

        if typed.strip():
            return resolve_word(E, typed, choose, key="expected_near")
    return default if default in E else None


def _preset_name(terms: tuple[Term, ...]) -> str | None:
    """Return the name of the preset with these terms, or None."""
    line = format_sum(terms)
    return next((name for name, (preset, _) in PRESETS.items() if preset == line), None)


def _show_presets(E: EmbeddingMatrix, terms: tuple[Term, ...]) -> None:
    """Offer the presets whose words this embedding has; mark the current one."""
    names = cached(E, "sums", lambda: [n for n, (line, _) in PRESETS.items() if _is_sum(E, line)])
    if not names:
        return
    name = _preset_name(terms)
    keys.SUM_PRESET.set(name if name in names else None)
    st.pills(
        "Well-known sums",
        names,
        key=keys.SUM_PRESET,
        on_change=_apply_preset,
        label_visibility="collapsed",
    )


def _apply_preset() -> None:
    """Write the chosen preset into the field; deselecting it changes nothing."""
    if (name := keys.SUM_PRESET.get()) in PRESETS:
        _write_line(PRESETS[name][0])


def _is_sum(E: EmbeddingMatrix, line: str) -> bool:
    return isinstance(parse_sum(E, line), Sum)


def _default_sum(E: EmbeddingMatrix) -> str:
    return format_sum(_three_terms(default_words(E, "analogy")))


def _three_terms(words: list[str]) -> list[Term]:
    return [term for term in zip((1.0, -1.0, 1.0), words, strict=True) if term[1]]


def _migrate_old_url(E: EmbeddingMatrix) -> None:
    """Convert an old address, which has the three words of the sum, to the current form."""
    url_words = url.pop_analogy_words()
    if url_words and url.read_field(keys.SUM) is None:
        usual = dict(zip("abc", default_words(E, "analogy"), strict=True))
        url.preset_field(keys.SUM, format_sum(_three_terms(list((usual | url_words).values()))))


def _write_terms(terms: list[Term]) -> None:
    _write_line(format_sum(terms))


def _write_line(line: str) -> None:
    keys.SUM.set(line)
    _clear_expected()


def _clear_expected() -> None:
    keys.EXPECTED_ANSWER.set("")
