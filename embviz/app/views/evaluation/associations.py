"""Word Embedding Association Tests."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.state.compute import cached
from embviz.app.text import chips, format_number, plain
from embviz.app.views.evaluation import metric_cards
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import AssociationTest, WeatResult, load_association_tests, weat

OWN_WORDS = "My own words"
MAX_FIELD_WORDS = 100
# Smaller differences of means are rounding errors.
DIFFERENCE_TOL = 1e-12
SET_NAMES = ("X", "Y", "A", "B")
FIELD_LABELS = {
    "X": "X: some words",
    "Y": "Y: others, as many",
    "A": "A: are X nearer to these",
    "B": "B: than to these?",
}


def show(E: EmbeddingMatrix) -> None:
    """Ask for a test, and show its effect size and p-value."""
    tests = load_association_tests()
    chosen = inputs.option_input("Words", [*tests, OWN_WORDS], key="test", wrap=True)
    if chosen == OWN_WORDS:
        names: Sequence[str] = SET_NAMES
        sets = _input_own_sets(E, next(iter(tests.values())))
    else:
        test = tests[chosen]
        names, sets = test.names, (test.X, test.Y, test.A, test.B)
        st.markdown(test.description)
    try:
        result = cached(E, f"weat {sets!r}", lambda: weat(E, *sets))
    except ValueError as problem:
        st.info(f"This test cannot be made here. {problem}", icon=":material/info:")
        return
    _show_result(E, result, names, chosen, tests.get(chosen))


def _input_own_sets(
    E: EmbeddingMatrix, default_test: AssociationTest
) -> tuple[tuple[str, ...], ...]:
    defaults = [
        [word for word in words if word in E][:6]
        for words in (default_test.X, default_test.Y, default_test.A, default_test.B)
    ]
    if min(map(len, defaults)) < 2:  # Use the first words of the vocabulary instead.
        n = max(1, min(4, len(E) // 4))
        defaults = [list(E.tokens[i * n : (i + 1) * n]) for i in range(4)]
    sets: list[tuple[str, ...]] = []
    columns = [*st.columns(2), *st.columns(2)]
    for column, (name, label), default in zip(columns, FIELD_LABELS.items(), defaults, strict=True):
        with column:
            tokens = inputs.words_input(
                E, label, key=f"weat_{name.lower()}", default=default, max_words=MAX_FIELD_WORDS
            )
            sets.append(tuple(tokens))
    return tuple(sets)


def _show_result(
    E: EmbeddingMatrix,
    result: WeatResult,
    names: Sequence[str],
    test_name: str,
    test: AssociationTest | None,
) -> None:
    x, y, a, b = (plain(name) for name in names)
    skipped = {
        name: words
        for name, words in zip(names, result.skipped_words.values(), strict=True)
        if words
    }
    n_skipped = sum(map(len, skipped.values()))
    n_used = sum(
        map(len, (result.targets_x, result.targets_y, result.attributes_a, result.attributes_b))
    )
    ways = (
        f"all {result.n_partitions:,} ways"
        if result.is_exact
        else f"{result.n_partitions - 1:,} random ways"
    )
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Effect size",
                "—" if math.isnan(result.effect_size) else format_number(result.effect_size, 2),
                f"By how many standard deviations {x} lean more toward {a}, and away from {b}, "
                f"than {y} do; from about −2 to 2. Below 0: the other way round.",
                "It is a matter of the words chosen: another list can give another answer.",
            ),
            metric_cards.MetricCard(
                "p-value",
                _format_p_value(result.p_value),
                f"How often so large a difference comes out when {x} and {y} are mixed blindly: "
                f"tried in {ways}.",
                "If it is small, the difference is hardly an accident of how these words fell; "
                "it does not say how large or how harmful it is.",
            ),
            metric_cards.MetricCard(
                "Words used",
                f"{n_used} of {n_used + n_skipped}",
                "Words of all four lists that the vocabulary has.",
                "With many words lost, it is another test than the one that was written down.",
            ),
        ]
    )
    first, second = (x, y) if result.mean_difference > 0 else (y, x)
    finding = (
        f"{first} lean more toward {a}, and away from {b}, than {second} do"
        if abs(result.mean_difference) > DIFFERENCE_TOL
        else f"{x} and {y} lean alike"
    )
    chart(
        figures.association_strip(result, names),
        key="strip",
        alt=f"How much nearer each word of {names[0]} and of {names[1]} is to {names[2]} than to "
        f"{names[3]}.",
        caption=f"On average (dotted), {finding}. Each dot is a word: its mean cosine with {a} "
        f"minus that with {b}.",
        table=lambda: pd.DataFrame(
            {
                "word": [*result.targets_x, *result.targets_y],
                "of": [names[0]] * len(result.s_x) + [names[1]] * len(result.s_y),
                "s(w, A, B)": [*result.s_x, *result.s_y],
            }
        ),
        python=lambda: _script(E, result, test_name, test),
    )
    for name, words in skipped.items():
        st.caption(f":material/info: Not in this vocabulary, of {plain(name)}: {chips(words)}.")
    if test:
        with st.expander("The words of this test"):
            for name, words in zip(names, (test.X, test.Y, test.A, test.B), strict=True):
                st.markdown(f"**{plain(name)}**: {', '.join(words)}")
            st.caption(test.source)
    inputs.how_calculated(
        r"s(w) = \overline{\cos(w, A)} - \overline{\cos(w, B)} \qquad "
        r"d = \frac{\overline{s(X)} - \overline{s(Y)}}{\operatorname{sd}(s(X \cup Y))}",
        f"""from embviz.evaluation import weat

{embeddings.load_snippet(E)}
result = weat(E, {_format_words(result.targets_x)}, {_format_words(result.targets_y)},
              {_format_words(result.attributes_a)}, {_format_words(result.attributes_b)})
result.effect_size, result.p_value, result.skipped_words""",
        "Caliskan, Bryson and Narayanan (2017). The p-value is one-sided, and the way the words "
        "are really dealt counts as one of the ways, so it is never 0. The standard deviation is "
        "that of a sample (n − 1).",
    )


def _script(
    E: EmbeddingMatrix, result: WeatResult, test_name: str, test: AssociationTest | None
) -> str:
    if test:
        set_lines = [
            f"test = load_association_tests()[{test_name!r}]",
            "X, Y, A, B = test.X, test.Y, test.A, test.B",
        ]
    else:
        sets = (result.targets_x, result.targets_y, result.attributes_a, result.attributes_b)
        set_lines = [
            snippets.list_literal(name, words) for name, words in zip(SET_NAMES, sets, strict=True)
        ]
    return snippets.script(
        E,
        *set_lines,
        "association = weat(E, X, Y, A, B)",
        "words = [*association.targets_x, *association.targets_y]",
        "result = pd.Series([*association.s_x, *association.s_y], index=words)",
    )


def _format_words(words: Sequence[str]) -> str:
    return f"[{', '.join(map(repr, words[:4]))}{', ...' if len(words) > 4 else ''}]"


def _format_p_value(p: float) -> str:
    """Return a p-value with three decimals, or more for small ones.

    Examples
    --------
    >>> _format_p_value(0.25), _format_p_value(0.00001)
    ('0.250', '0.00001')
    """
    return format_number(p) if p >= 0.001 else f"{p:.5f}" if p >= 1e-5 else f"{p:.0e}"
