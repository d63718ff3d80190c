"""Validation of an axis: each pair held out, compared with chance."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components.chart import chart
from embviz.app.state.compute import cached
from embviz.app.text import format_count, format_percent
from embviz.axes import Axis, Chance, HeldOut, held_out
from embviz.embedding import EmbeddingMatrix

# Below this p-value, chance is said to seldom do as well.
MAX_RARE_P_VALUE = 0.05


def validate_axis(E: EmbeddingMatrix, axis: Axis) -> HeldOut | None:
    """Return the held-out validation of an axis; None for fewer than two pairs."""
    return cached(E, f"held out {axis.pairs!r}", lambda: held_out(E, axis))


def show(E: EmbeddingMatrix, axis: Axis) -> None:
    """Show the position of each pair on the axis of the other pairs, compared with chance."""
    result = validate_axis(E, axis)
    if result is None:
        st.info(
            "Whether this axis has a meaning cannot be tested: that takes two pairs of words at "
            "least, so that each can be judged by the others.",
            icon=":material/rule:",
        )
        return
    n = len(result.is_correct)
    with st.container(horizontal=True, gap="medium"):
        st.metric(
            "Held-out pairs right",
            f"{result.n_correct} of {n}",
            width="content",
            help="Each pair is left out in turn. Does the axis made of the other pairs put its "
            "second word above its first? An axis always orders its own pairs well; only pairs it "
            "was not made of can speak for it.",
        )
        st.metric(
            "On random axes",
            f"{result.random_axes.mean:.0%}",
            width="content",
            help=f"The same pairs on {result.random_axes.n_draws:,} random directions, on average. "
            "Guessing is right half the time.",
        )
    pairs = list(dict.fromkeys(axis.pairs))
    chart(
        figures.held_out_pairs(pairs, result.pair_scores, result.is_correct),
        key="held_out",
        alt=f"Each pair on the axis made of the others: {result.n_correct} of {n} come out right.",
        caption="Each arrow goes from the first word of a pair to the second, as the *other* pairs "
        "place them. To the right is right (green, ✓).",
        table=lambda: pd.DataFrame(
            {
                "pair": [f"{a} → {b}" for a, b in pairs],
                "first word at": [first for first, _ in result.pair_scores],
                "second word at": [second for _, second in result.pair_scores],
                "right": list(result.is_correct),
            }
        ),
        python=lambda: snippets.script(
            E,
            snippets.axis_lines(E, "axis", axis),
            "validation = held_out(E, axis)",
            'columns = ["first word at", "second word at"]',
            "scores = pd.DataFrame(validation.pair_scores, columns=columns)",
            "result = scores.assign(right=validation.is_correct)",
        ),
    )
    st.markdown(_describe_chance(result))


def _describe_chance(result: HeldOut) -> str:
    """Return sentences on what chance gives for as many pairs, and what that means."""
    n = len(result.is_correct)
    axes, pairs = result.random_axes, result.random_pairs
    meaning = (
        "Random pairs seldom do as well: these pairs point much the same way, for whatever reason."
        if pairs.p_value < MAX_RARE_P_VALUE
        else "Random pairs do as well often enough that this result alone proves little: more "
        "pairs would tell."
        if result.n_correct > n / 2
        else "That is no better than guessing: these pairs have no direction in common."
    )
    return (
        f"- The same {format_count(n, 'pair')} on random directions: {_format_chance(axes)} Pairs "
        "that point the same way stand or fall together, so one random direction may get all or "
        "none right.\n"
        f"- Random pairs of words, as many, each judged by the others: {_format_chance(pairs)}\n\n"
        f"{meaning}"
    )


def _format_chance(chance: Chance) -> str:
    return (
        f"{chance.mean:.0%} right on average, between {chance.low:.0%} and {chance.high:.0%} in 95 "
        f"of 100 draws; **{format_percent(chance.p_value)}** of the draws do at least as well."
    )
