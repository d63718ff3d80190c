"""The same sum of words in two embeddings."""

from __future__ import annotations

import streamlit as st

from embviz.analogies import Sum, parse_sum
from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve_word
from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import session
from embviz.app.text import chips, escape_markdown, format_number, mark_position, plain
from embviz.app.views.comparison.neighbors import show_side_by_side
from embviz.app.views.comparison.pair_input import EmbeddingPair
from embviz.app.views.comparison.shared import comparison_snippet
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import AnswerComparison, compare_answers

SUM_KEY, EXPECTED_KEY = "compare_sum", "compare_expected"

# A sum, and what people expect.
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
        typed: answer
        for typed, answer in PRESETS.items()
        if all(word in pair.shared for word in (*typed.split()[::2], answer))
    }
    terms, expected = _input_sum(pair, presets)
    if terms is None:
        return
    missing = [token for _, token in terms.terms if token not in pair.shared]
    if missing:
        st.info(
            f"Only {pair.markdown_names[0]} has {chips(missing)} as a word, so {pair.markdown_names[1]} cannot make "
            "this sum.",
            icon=":material/info:",
        )
        return
    if expected is not None and expected not in pair.shared:
        st.caption(
            f":material/info: {plain(expected)} is not in both, so its rank is not compared."
        )
        expected = None
    found = compare_answers(pair.shared, terms.terms, MAX_ANSWERS, expected)
    if not found.left.tokens:
        st.info("No other word is left to be an answer.", icon=":material/info:")
        return
    drawn, told = st.columns([3, 2], gap="large")
    with drawn:
        show_side_by_side(
            pair,
            found.left,
            found.right,
            key="both_answers",
            alt=f"The words nearest to {terms.label} in both embeddings: "
            f"{found.left.tokens[0]!r} and {found.right.tokens[0]!r} come first.",
            caption="The words nearest to the sum, best on top, the same word joined by a line; "
            ":orange[**◆**] marks one that is not among the other side’s. The words of the sum are "
            "left out. Click a word to make it the current one.",
            script_line=f"found = compare_answers(shared, {[*terms.terms]!r}, k={MAX_ANSWERS})",
        )
    with told:
        _show_cards(pair, found, expected)
    inputs.how_calculated(
        r"\text{answer} = \arg\max_{w} \; \cos\!\left(w,\; \textstyle\sum_i c_i \hat v_i\right), "
        r"\qquad \hat v = v / \lVert v \rVert",
        comparison_snippet(
            pair,
            "answers_in_both",
            f"compare_answers(shared, {[*terms.terms]!r}, expected={expected!r}).ranks",
        ),
        f"3CosAdd, in each embedding with its own rows. Only the {found.n_candidates:,} other shared "
        "words are ranked, so that a rank means the same on both sides.",
    )


def _input_sum(pair: EmbeddingPair, presets: dict[str, str]) -> tuple[Sum | None, str | None]:
    """Return the sum and the answer expected of it; None for what is not clear."""
    first = next(iter(presets), " + ".join(f'"{t}"' for t in _quotable_tokens(pair)))
    one, other = st.columns([3, 2])
    with one:
        typed = st.text_input(
            "A sum of words",
            session.remember_default(SUM_KEY, first),
            key=SUM_KEY,
            bind="query-params",
            max_chars=500,
            help="Words with + or - between them, as in king - man + woman; 2 * king counts twice.",
        )
    with other:
        wanted = st.text_input(
            "Expected answer (optional)",
            session.remember_default(EXPECTED_KEY, presets.get(first, "")),
            key=EXPECTED_KEY,
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
    found = parse_sum(pair.left, typed)
    if not isinstance(found, Sum):
        st.info(escape_markdown(found.message), icon=":material/info:")
        if found.position is not None:
            st.code(mark_position(typed, found.position), language=None)
        if found.word:
            suggest_replacements(pair.left, [found.word], _replace, key="compare_sum_near")
        return None, None
    for note in found.notes:
        st.caption(f":material/info: {escape_markdown(note)}")
    if not wanted.strip():
        return found, None
    return found, resolve_word(pair.left, wanted, _set_expected, key="compare_expected_near")


def _show_cards(pair: EmbeddingPair, answers: AnswerComparison, expected: str | None) -> None:
    for name, ranked, rank in zip(
        pair.markdown_names, (answers.left, answers.right), answers.ranks, strict=True
    ):
        answer, score = plain(ranked.tokens[0]), format_number(ranked.scores[0])
        means = f"Cosine similarity {score} with the sum in {name}."
        if not any(ranked.scores):
            means = f"In {name} the sum is zero, so no word is nearer than another."
        elif rank is not None:
            means += f" {plain(expected or '')} is number **{rank:,}** of {answers.n_candidates:,}."
        metric_cards.show([metric_cards.MetricCard(f"First in {name}", answer, means)])
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
    """Return shared words that can stand in quotation marks."""
    return [token.replace('"', '""') for token in pair.shared.tokens[:2]]


def _set_sum(typed: str, answer: str) -> None:
    st.session_state[SUM_KEY], st.session_state[EXPECTED_KEY] = typed, answer


def _replace(word: str, token: str) -> None:
    st.session_state[SUM_KEY] = replace_word(st.session_state.get(SUM_KEY, ""), word, token)


def _set_expected(token: str) -> None:
    st.session_state[EXPECTED_KEY] = token
