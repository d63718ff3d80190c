"""Whether an axis means what its pairs say."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import format_count
from embviz.axes import Axis, Chance, HeldOut, held_out
from embviz.embedding import EmbeddingMatrix

# Below this share of the draws, chance is said to seldom do as well.
RARE_SHARE = 0.05


def validate_axis(E: EmbeddingMatrix, axis: Axis) -> HeldOut | None:
    """Return how the pairs of an axis fare on an axis made of the others."""
    return session.cached(E, f"held out {axis.pairs!r}", lambda: held_out(E, axis))


def show(E: EmbeddingMatrix, axis: Axis) -> None:
    """Show how each pair fares on the axis of the others, and how chance does."""
    found = validate_axis(E, axis)
    if found is None:
        st.info(
            "Whether this axis has a meaning cannot be tested: that takes two pairs of words at "
            "least, so that each can be judged by the others.",
            icon=":material/rule:",
        )
        return
    n = len(found.is_correct)
    with st.container(horizontal=True, gap="medium"):
        st.metric(
            "Held-out pairs right",
            f"{found.n_correct} of {n}",
            width="content",
            help="Each pair is left out in turn. Does the axis made of the other pairs put its "
            "second word above its first? An axis always orders its own pairs well; only pairs it "
            "was not made of can speak for it.",
        )
        st.metric(
            "On random axes",
            f"{found.random_axes.mean:.0%}",
            width="content",
            help=f"The same pairs on {found.random_axes.n_draws:,} random directions, on average. "
            "Guessing is right half the time.",
        )
    pairs = list(dict.fromkeys(axis.pairs))
    chart(
        figures.held_out_pairs(pairs, found.pair_scores, found.is_correct),
        key="held_out",
        alt=f"Each pair on the axis made of the others: {found.n_correct} of {n} come out right.",
        caption="Each arrow goes from the first word of a pair to the second, as the *other* pairs "
        "place them. To the right is right (green, ✓).",
        table=lambda: pd.DataFrame(
            {
                "pair": [f"{a} → {b}" for a, b in pairs],
                "first word at": [low for low, _ in found.pair_scores],
                "second word at": [high for _, high in found.pair_scores],
                "right": list(found.is_correct),
            }
        ),
        python=lambda: snippets.script(
            E,
            snippets.axis_lines(E, "axis", axis),
            "found = held_out(E, axis)",
            'places = pd.DataFrame(found.places, n_columns=["first word at", "second word at"])',
            "result = places.assign(is_right=found.right)",
        ),
    )
    st.markdown(_describe_chance(found))


def _describe_chance(result: HeldOut) -> str:
    """Say what chance does with as many pairs, and what that means."""
    n = len(result.is_correct)
    axes, pairs = result.random_axes, result.random_pairs
    meaning = (
        "Random pairs seldom do as well: these pairs point much the same way, for whatever reason."
        if pairs.p_value < RARE_SHARE
        else "Random pairs do as well often enough that this result alone proves little: more "
        "pairs would tell."
        if result.n_correct > n / 2
        else "That is no better than guessing: these pairs have no direction in common."
    )
    return (
        f"- The same {format_count(n, 'pair')} on random directions: {_format_chance(axes)} Pairs that point the "
        "same way stand or fall together, so one random direction may get all or none right.\n"
        f"- Random pairs of words, as many, each judged by the others: {_format_chance(pairs)}\n\n"
        f"{meaning}"
    )


def _format_chance(chance: Chance) -> str:
    return (
        f"{chance.mean:.0%} right on average, between {chance.low:.0%} and {chance.high:.0%} in 95 "
        f"of 100 draws; **{_format_percent(chance.p_value)}** of the draws do at least as well."
    )


def _format_percent(part: float) -> str:
    return f"{part:.1%}" if 0 < part < 0.1 else f"{part:.0%}"
