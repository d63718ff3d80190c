"""A sum of words, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
import pandas as pd
import streamlit as st

from embviz import figures
from embviz.analogies import (
    AnalogyMethod,
    SumPlane,
    Term,
    analogy_plane,
    format_sum,
    format_term,
    sum_plane,
)
from embviz.app import snippets
from embviz.app.components import inputs, tables
from embviz.app.components.chart import chart
from embviz.app.text import plain
from embviz.embedding import EmbeddingMatrix

STEP, TERMS = "The step", "Term by term"
TERM_COUNT_KEY = "how_far"
# So many vectors are named in the sentence; the table has them all.
MAX_NAMED_VECTORS = 8


# What the picture is of when the answer was not found by the angle with the sum.
COSMUL_NOTE = (
    "3CosMul multiplies similarities and never makes this sum, so its answer need not be near it."
)


def show(
    E: EmbeddingMatrix,
    terms: Sequence[Term],
    answer: str,
    others: Sequence[str],
    method: AnalogyMethod = "3cosadd",
) -> None:
    """Draw a sum as arrows; one of the form a − b + c also as a step taken twice.

    Parameters
    ----------
    E : EmbeddingMatrix
    terms : sequence of (float, str)
    answer : str
        The first answer of `method`.
    others : sequence of str
        The answers after it.
    method : {"3cosadd", "3cosmul"}
    """
    by_angle = method == "3cosadd"
    is_step = [weight for weight, _ in terms] == [1, -1, 1]
    if is_step and inputs.option_input("Drawn as", [STEP, TERMS], key="drawn") == STEP:
        _draw_step(E, terms, answer, others, by_angle)
    else:
        _draw_terms(E, terms, answer, others, by_angle)


def _draw_step(
    E: EmbeddingMatrix, terms: Sequence[Term], answer: str, others: Sequence[str], is_cosadd: bool
) -> None:
    a, b, c = (token for _, token in terms)
    plane = analogy_plane(E, a, b, c, answer, others)
    chart(
        figures.analogy_arrows(plane, {"a": a, "b": b, "c": c, "answer": answer}, others),
        key="arrows",
        alt=f"The step from {b!r} to {a!r}, taken again from {c!r}, lands near {answer!r}.",
        caption=(
            "The ring is where the arithmetic lands; the answer is the word whose row points most "
            "nearly the same way."
            if is_cosadd
            else f"The ring is where the arithmetic lands. {COSMUL_NOTE}"
        )
        + f" The plane drawn holds {plane.variance_kept:.0%} of how far these five "
        "points lie apart in all dimensions; the rest cannot be seen here.",
        table=lambda: tables.plane_frame(plane, [a, b, c, format_sum(terms), answer], others),
        python=lambda: snippets.script(
            E,
            snippets.list_literal("others", others),
            f"plane = analogy_plane(E, {a!r}, {b!r}, {c!r}, {answer!r}, others)",
            "result = np.vstack([*plane.points.values(), plane.others])",
        ),
    )


def _draw_terms(
    E: EmbeddingMatrix, terms: Sequence[Term], answer: str, others: Sequence[str], is_cosadd: bool
) -> None:
    plane = sum_plane(E, terms, answer, others)
    drawn = _select_term_count(terms)
    so_far = format_sum(terms[:drawn])
    chart(
        figures.sum_arrows(plane, terms, answer, others, n_terms=drawn),
        key="sum_drawn",
        alt=f"The sum {so_far} as arrows laid end to end from zero"
        + (f", beside the row of {answer!r}." if drawn == len(terms) else "."),
        caption="Each orange arrow is a row at length 1 times its weight, laid where the one "
        "before ends; the ring is where the sum is. "
        + (
            "The answer is the word with the smallest angle at 0 between the two dotted lines, in "
            "all dimensions. "
            if is_cosadd
            else f"{COSMUL_NOTE} "
        )
        + _describe_plane(plane, terms, answer, others),
        table=lambda: sum_frame(plane, terms, answer, others),
        python=lambda: snippets.script(
            E,
            f"terms = parse_sum(E, {format_sum(terms)!r}).terms",
            snippets.list_literal("others", others),
            f"plane = sum_plane(E, terms, {answer!r}, others)",
            "places = np.vstack([plane.steps, plane.path[2:], [plane.answer], plane.others])",
            "kept = [*plane.cos2_steps, *plane.cos2_path[2:], plane.cos2_answer, "
            "*plane.kept_others]",
            "result = np.column_stack([places, kept])",
        ),
    )


def _select_term_count(terms: Sequence[Term]) -> int:
    n = len(terms)
    if n == 1:
        return 1
    signs = [format_term(weight, "x").removesuffix("x") for weight, _ in terms]
    signs[0] = signs[0].removeprefix("+ ")
    names = [f"{i + 1}. {signs[i]}{plain(token)}" for i, (_, token) in enumerate(terms)]
    if st.session_state.setdefault("how_far_of", format_sum(terms)) != format_sum(terms):
        # A new sum begins complete.
        st.session_state["how_far_of"] = format_sum(terms)
        st.session_state[TERM_COUNT_KEY] = n
    chosen = st.segmented_control(
        "How far the sum goes",
        range(1, n + 1),
        default=n,
        format_func=lambda i: names[i - 1],
        key=TERM_COUNT_KEY,
        bind="query-params",
        required=True,
        wrap=True,
    )
    return chosen or n


def _describe_plane(
    plane: SumPlane, terms: Sequence[Term], answer: str, others: Sequence[str]
) -> str:
    """Say how much of each vector the plane holds."""
    held = dict(zip((token for _, token in terms), plane.cos2_steps, strict=True))
    named = [f"{share:.0%} of {plain(token)}" for token, share in held.items() if not isnan(share)]
    more = len(named) - MAX_NAMED_VECTORS
    named = named[:MAX_NAMED_VECTORS] + (
        [f"(and {more} more words, in the table)"] if more > 0 else []
    )
    if not isnan(plane.cos2_path[-1]) and len(terms) > 1:
        named.append(f"{plane.cos2_path[-1]:.0%} of the whole sum")
    if answer not in held and not isnan(plane.cos2_answer):
        named.append(f"{plane.cos2_answer:.0%} of {plain(answer)}")
    told = (
        f"The plane is the one that fits them best. Of the squared length of each vector it holds "
        f"{', '.join(named)}"
    )
    shares = plane.cos2_others[~np.isnan(plane.cos2_others)]
    if not len(shares):
        return f"{told}."
    low, high = f"{shares.min():.0%}", f"{shares.max():.0%}"
    return f"{told}; of the gray words {low if low == high else f'{low} to {high}'}."


def sum_frame(
    plane: SumPlane, terms: Sequence[Term], answer: str, others: Sequence[str]
) -> pd.DataFrame:
    """Return the vectors of a drawn sum as a table: where each is, and how much of it is seen."""
    sums = [f"= {format_sum(terms[:i])}" for i in range(2, len(terms) + 1)]
    steps = [format_term(*term) for term in terms]
    places = np.vstack([plane.steps, plane.path[2:], plane.answer[None], plane.others])
    kept = np.concatenate(
        [plane.cos2_steps, plane.cos2_path[2:], [plane.cos2_answer], plane.cos2_others]
    )
    return pd.DataFrame(
        {"across": places[:, 0], "up": places[:, 1], "share held by the plane": kept},
        index=[*steps, *sums, f"answer: {answer}", *others],
    )
