"""The answers to a sum of words in two embeddings."""

from __future__ import annotations

import streamlit as st

from embviz.analogies import Sum, parse_sum
from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import keys
from embviz.app.state.defaults import remember_default
from embviz.app.text import chips, escape_markdown, format_number, mark_position, plain
from embviz.app.views.comparison.neighbors import show_side_by_side
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import comparison_snippet
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import AnswerComparison, compare_answers

# Sums and their expected answers.
PRESETS = {
    "king - man + woman": "queen",
    "paris - france + italy": "rome",
    "walking - walk + swim": "swimming",
    "cats - cat + dog": "dogs",
    "brother - boy + girl": "sister",
}
MAX_ANSWERS = 10


def show(pair: EmbeddingPair) -> None:
    """Ask for a sum of words, and show its answers left and right."""
    presets = {
        text: answer
        for text, answer in PRESETS.items()
        if all(word in pair.shared for word in (*text.split()[::2], answer))
    }
    word_sum, expected = _input_sum(pair, presets)
    if word_sum is None:
        return
    missing = [token for _, token in word_sum.terms if token not in pair.shared]
    if missing:
        left, right = pair.markdown_names
        st.info(
            f"Only {left} has {chips(missing)} as a word, so {right} cannot make this sum.",
            icon=":material/info:",
        )
        return
    if expected is not None and expected not in pair.shared:
        st.caption(
            f":material/info: {plain(expected)} is not in both, so its rank is not compared."
        )
        expected = None
    answers = compare_answers(pair.shared, word_sum.terms, MAX_ANSWERS, expected)
    if not answers.left.tokens:
        st.info("No other word is left to be an answer.", icon=":material/info:")
        return
    chart_column, card_column = st.columns([3, 2], gap="large")
    with chart_column:
        show_side_by_side(
            pair,
            answers.left,
            answers.right,
            key="both_answers",
            alt=f"The words nearest to {word_sum.label} in both embeddings: "
            f"{answers.left.tokens[0]!r} and {answers.right.tokens[0]!r} come first.",
            caption="The words nearest to the sum, best on top, the same word joined by a line; "
            ":orange[**◆**] marks one that is not among the other side’s. The words of the sum are "
            "left out. Click a word to make it the current one.",
            script_call=f"compare_answers(shared, {[*word_sum.terms]!r}, k={MAX_ANSWERS})",
        )
    with card_column:
        _show_cards(pair, answers, expected)
    inputs.how_calculated(
        r"\text{answer} = \arg\max_{w} \; \cos\!\left(w,\; \textstyle\sum_i c_i \hat v_i\right), "
        r"\qquad \hat v = v / \lVert v \rVert",
        comparison_snippet(
            pair,
            "compare_answers",
            f"compare_answers(shared, {[*word_sum.terms]!r}, expected={expected!r}).ranks",
        ),
        f"3CosAdd, in each embedding with its own rows. Only the {answers.n_candidates:,} other "
        "shared words are ranked, so that a rank means the same on both sides.",
    )


def _input_sum(pair: EmbeddingPair, presets: dict[str, str]) -> tuple[Sum | None, str | None]:
    """Ask for a sum and the expected answer; return None for missing or invalid ones."""
    default = next(iter(presets), " + ".join(f'"{token}"' for token in _quotable_tokens(pair)))
    sum_column, expected_column = st.columns([3, 2])
    with sum_column:
        typed = st.text_input(
            "A sum of words",
            remember_default(keys.COMPARISON_SUM, default),
            key=keys.COMPARISON_SUM,
            bind="query-params",
            max_chars=500,
            help="Words with + or - between them, as in king - man + woman; 2 * king counts twice.",
        )
    with expected_column:
        typed_expected = st.text_input(
            "Expected answer (optional)",
            remember_default(keys.COMPARISON_EXPECTED, presets.get(default, "")),
            key=keys.COMPARISON_EXPECTED,
            bind="query-params",
            max_chars=100,
        )
    if len(presets) > 1:
        with st.container(horizontal=True, gap="small"):
            for preset, answer in presets.items():
                st.button(
                    preset.replace(" - ", " − "),
                    key=f"sum_{preset}",
                    on_click=_set_sum,
                    args=(preset, answer),
                )
    result = parse_sum(pair.left, typed)
    if not isinstance(result, Sum):
        st.info(escape_markdown(result.message), icon=":material/info:")
        if result.position is not None:
            st.code(mark_position(typed, result.position), language=None)
        if result.word:
            suggest_replacements(pair.left, [result.word], _replace, key="compare_sum_near")
        return None, None
    for note in result.notes:
        st.caption(f":material/info: {escape_markdown(note)}")
    if not typed_expected.strip():
        return result, None
    expected = resolve_word(pair.left, typed_expected, _set_expected, key="compare_expected_near")
    return result, expected


def _show_cards(pair: EmbeddingPair, answers: AnswerComparison, expected: str | None) -> None:
    for name, ranking, rank in zip(
        pair.markdown_names, (answers.left, answers.right), answers.ranks, strict=True
    ):
        answer, score = plain(ranking.tokens[0]), format_number(ranking.scores[0])
        meaning = f"Cosine similarity {score} with the sum in {name}."
        if not any(ranking.scores):
            meaning = f"In {name} the sum is zero, so no word is nearer than another."
        elif rank is not None:
            meaning += (
                f" {plain(expected or '')} is number **{rank:,}** of {answers.n_candidates:,}."
            )
        metric_cards.show([metric_cards.MetricCard(f"First in {name}", answer, meaning)])
    if expected is not None and answers.ranks == (None, None):
        st.caption(
            f":material/info: {plain(expected)} is a word of the sum, and those are left out of "
            "the answers."
        )
    st.caption(
        ":material/warning: Cosines of two embeddings have different scales: compare ranks, not "
        "scores."
    )


def _quotable_tokens(pair: EmbeddingPair) -> list[str]:
    """Return the first two shared words, with quotation marks escaped."""
    return [token.replace('"', '""') for token in pair.shared.tokens[:2]]


def _set_sum(typed: str, answer: str) -> None:
    keys.COMPARISON_SUM.set(typed)
    keys.COMPARISON_EXPECTED.set(answer)


def _replace(word: str, token: str) -> None:
    typed = keys.COMPARISON_SUM.get("")
    keys.COMPARISON_SUM.set(replace_word(typed, word, token))


def _set_expected(token: str) -> None:
    keys.COMPARISON_EXPECTED.set(token)
