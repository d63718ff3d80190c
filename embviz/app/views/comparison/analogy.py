"""The same sum of words in two embeddings."""

from __future__ import annotations

import streamlit as st

from embviz.analogies import Sum, parse_sum
from embviz.app.components import inputs
from embviz.app.components.unknown_word import resolve
from embviz.app.components.unknown_words import offer_choices, replace_word
from embviz.app.state import session
from embviz.app.text import chips, format_number, plain, pointed, sentence
from embviz.app.views.comparison.neighbors import side_by_side
from embviz.app.views.comparison.pair_input import Pair
from embviz.app.views.comparison.shared import code
from embviz.app.views.evaluation import metric_cards
from embviz.comparison import AnswerComparison, compare_answers

SUM, EXPECTED = "compare_sum", "compare_expected"

# A sum, and what people expect.
PRESETS = {
    "king - man + woman": "queen",
    "paris - france + italy": "rome",
    "walking - walk + swim": "swimming",
    "cats - cat + dog": "dogs",
    "brother - boy + girl": "sister",
}
LISTED = 10


def show(pair: Pair) -> None:
    """Ask for a sum of words, and show its answers left and right."""
    presets = {
        typed: answer
        for typed, answer in PRESETS.items()
        if all(word in pair.shared for word in (*typed.split()[::2], answer))
    }
    terms, expected = _ask(pair, presets)
    if terms is None:
        return
    missing = [token for _, token in terms.terms if token not in pair.shared]
    if missing:
        st.info(
            f"Only {pair.names[0]} has {chips(missing)} as a word, so {pair.names[1]} cannot make "
            "this sum.",
            icon=":material/info:",
        )
        return
    if expected is not None and expected not in pair.shared:
        st.caption(
            f":material/info: {plain(expected)} is not in both, so its rank is not compared."
        )
        expected = None
    found = compare_answers(pair.shared, terms.terms, LISTED, expected)
    if not found.left.tokens:
        st.info("No other word is left to be an answer.", icon=":material/info:")
        return
    drawn, told = st.columns([3, 2], gap="large")
    with drawn:
        side_by_side(
            pair,
            found.left,
            found.right,
            key="both_answers",
            alt=f"The words nearest to {terms.label} in both embeddings: "
            f"{found.left.tokens[0]!r} and {found.right.tokens[0]!r} come first.",
            caption="The words nearest to the sum, best on top, the same word joined by a line; "
            ":orange[**◆**] marks one that is not among the other side’s. The words of the sum are "
            "left out. Click a word to make it the current one.",
            line=f"found = compare_answers(shared, {[*terms.terms]!r}, k={LISTED})",
        )
    with told:
        _facts(pair, found, expected)
    inputs.how(
        r"\text{answer} = \arg\max_{w} \; \cos\!\left(w,\; \textstyle\sum_i c_i \hat v_i\right), "
        r"\qquad \hat v = v / \lVert v \rVert",
        code(
            pair,
            "answers_in_both",
            f"compare_answers(shared, {[*terms.terms]!r}, expected={expected!r}).ranks",
        ),
        f"3CosAdd, in each embedding with its own rows. Only the {found.n_candidates:,} other shared "
        "words are ranked, so that a rank means the same on both sides.",
    )


def _ask(pair: Pair, presets: dict[str, str]) -> tuple[Sum | None, str | None]:
    """Return the sum and the answer expected of it; None for what is not clear."""
    first = next(iter(presets), " + ".join(f'"{t}"' for t in _plain_tokens(pair)))
    one, other = st.columns([3, 2])
    with one:
        typed = st.text_input(
            "A sum of words",
            session.begin_with(SUM, first),
            key=SUM,
            bind="query-params",
            max_chars=500,
            help="Words with + or - between them, as in king - man + woman; 2 * king counts twice.",
        )
    with other:
        wanted = st.text_input(
            "Expected answer (optional)",
            session.begin_with(EXPECTED, presets.get(first, "")),
            key=EXPECTED,
            bind="query-params",
            max_chars=100,
        )
    if len(presets) > 1:
        with st.container(horizontal=True, gap="small"):
            for preset, answer in presets.items():
                st.button(
                    preset.replace(" - ", " − "),
                    key=f"sum_{preset}",
                    on_click=_fill,
                    args=(preset, answer),
                )
    found = parse_sum(pair.left, typed)
    if not isinstance(found, Sum):
        st.info(sentence(found.message), icon=":material/info:")
        if found.position is not None:
            st.code(pointed(typed, found.position), language=None)
        if found.word:
            offer_choices(pair.left, [found.word], _replace, key="compare_sum_near")
        return None, None
    for note in found.notes:
        st.caption(f":material/info: {sentence(note)}")
    if not wanted.strip():
        return found, None
    return found, resolve(pair.left, wanted, _expect, key="compare_expected_near")


def _facts(pair: Pair, found: AnswerComparison, expected: str | None) -> None:
    for name, ranked, rank in zip(pair.names, (found.left, found.right), found.ranks, strict=True):
        answer, score = plain(ranked.tokens[0]), format_number(ranked.scores[0])
        means = f"Cosine similarity {score} with the sum in {name}."
        if not any(ranked.scores):
            means = f"In {name} the sum is zero, so no word is nearer than another."
        elif rank is not None:
            means += f" {plain(expected or '')} is number **{rank:,}** of {found.n_candidates:,}."
        metric_cards.show([metric_cards.Fact(f"First in {name}", answer, means)])
    if expected is not None and found.ranks == (None, None):
        st.caption(
            f":material/info: {plain(expected)} is a word of the sum, and those are left out of "
            "the answers."
        )
    st.caption(
        ":material/warning: Cosines of two embeddings have different scales: compare ranks, not "
        "scores."
    )


def _plain_tokens(pair: Pair) -> list[str]:
    """Return shared words that can stand in quotation marks."""
    return [token.replace('"', '""') for token in pair.shared.tokens[:2]]


def _fill(typed: str, answer: str) -> None:
    st.session_state[SUM], st.session_state[EXPECTED] = typed, answer


def _replace(word: str, token: str) -> None:
    st.session_state[SUM] = replace_word(st.session_state.get(SUM, ""), word, token)


def _expect(token: str) -> None:
    st.session_state[EXPECTED] = token
