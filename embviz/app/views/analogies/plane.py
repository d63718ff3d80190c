"""The figure of a sum of words."""

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
from embviz.app.state import keys
from embviz.app.text import plain
from embviz.embedding import EmbeddingMatrix

STEP, TERMS = "The step", "Term by term"
# Vectors named in the caption; the table has them all.
MAX_NAMED_VECTORS = 8

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
    """Draw a sum as arrows; a sum of the form a − b + c also as a parallelogram.

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
    is_cosadd = method == "3cosadd"
    is_step = [weight for weight, _ in terms] == [1, -1, 1]
    if is_step and inputs.option_input("Drawn as", [STEP, TERMS], key="drawn") == STEP:
        _draw_step(E, terms, answer, others, is_cosadd)
    else:
        _draw_terms(E, terms, answer, others, is_cosadd)


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
    n_terms = _select_term_count(terms)
    partial_sum = format_sum(terms[:n_terms])
    chart(
        figures.sum_arrows(plane, terms, answer, others, n_terms=n_terms),
        key="sum_drawn",
        alt=f"The sum {partial_sum} as arrows laid end to end from zero"
        + (f", beside the row of {answer!r}." if n_terms == len(terms) else "."),
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
            "points = np.vstack([plane.steps, plane.path[2:], [plane.answer], plane.others])",
            "cos2 = [*plane.cos2_steps, *plane.cos2_path[2:], plane.cos2_answer, "
            "*plane.cos2_others]",
            "result = np.column_stack([points, cos2])",
        ),
    )


def _select_term_count(terms: Sequence[Term]) -> int:
    n = len(terms)
    if n == 1:
        return 1
    signs = [format_term(weight, "x").removesuffix("x") for weight, _ in terms]
    signs[0] = signs[0].removeprefix("+ ")
    names = [f"{i + 1}. {signs[i]}{plain(token)}" for i, (_, token) in enumerate(terms)]
    if keys.TERM_COUNT_SUM.setdefault(format_sum(terms)) != format_sum(terms):
        # All terms of a new sum are drawn at first.
        keys.TERM_COUNT_SUM.set(format_sum(terms))
        keys.TERM_COUNT.set(n)
    chosen = st.segmented_control(
        "How far the sum goes",
        range(1, n + 1),
        default=n,
        format_func=lambda i: names[i - 1],
        key=keys.TERM_COUNT,
        bind="query-params",
        required=True,
        wrap=True,
    )
    return chosen or n


def _describe_plane(
    plane: SumPlane, terms: Sequence[Term], answer: str, others: Sequence[str]
) -> str:
    """Return a sentence on the share of each vector's squared length within the plane."""
    cos2 = dict(zip((token for _, token in terms), plane.cos2_steps, strict=True))
    shares = [f"{share:.0%} of {plain(token)}" for token, share in cos2.items() if not isnan(share)]
    n_more = len(shares) - MAX_NAMED_VECTORS
    shares = shares[:MAX_NAMED_VECTORS]
    if n_more > 0:
        shares.append(f"(and {n_more} more words, in the table)")
    if not isnan(plane.cos2_path[-1]) and len(terms) > 1:
        shares.append(f"{plane.cos2_path[-1]:.0%} of the whole sum")
    if answer not in cos2 and not isnan(plane.cos2_answer):
        shares.append(f"{plane.cos2_answer:.0%} of {plain(answer)}")
    sentence = (
        f"The plane is the one that fits them best. Of the squared length of each vector it holds "
        f"{', '.join(shares)}"
    )
    cos2_others = plane.cos2_others[~np.isnan(plane.cos2_others)]
    if not len(cos2_others):
        return f"{sentence}."
    low, high = f"{cos2_others.min():.0%}", f"{cos2_others.max():.0%}"
    return f"{sentence}; of the gray words {low if low == high else f'{low} to {high}'}."


def sum_frame(
    plane: SumPlane, terms: Sequence[Term], answer: str, others: Sequence[str]
) -> pd.DataFrame:
    """Return the coordinates of the vectors of a sum, and their shares within the plane."""
    sums = [f"= {format_sum(terms[:i])}" for i in range(2, len(terms) + 1)]
    steps = [format_term(*term) for term in terms]
    points = np.vstack([plane.steps, plane.path[2:], plane.answer[None], plane.others])
    cos2 = np.concatenate(
        [plane.cos2_steps, plane.cos2_path[2:], [plane.cos2_answer], plane.cos2_others]
    )
    return pd.DataFrame(
        {"across": points[:, 0], "up": points[:, 1], "share held by the plane": cos2},
        index=[*steps, *sums, f"answer: {answer}", *others],
    )
