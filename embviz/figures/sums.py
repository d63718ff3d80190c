"""A sum of words as arrows, and the contributions of its terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from embviz.analogies import AnalogyMethod, SumPlane, Term, TermContribution, format_term
from embviz.figures.arrows import (
    RING_MARKER,
    arrow_annotation,
    as_xy,
    equal_scale_figure,
    line_trace,
    optional_labels,
    points_along,
    step_label,
    word_label,
    word_points,
)
from embviz.figures.bars import BAR_HEIGHT
from embviz.figures.layout import Figure, axis, layout, row_axis
from embviz.figures.text import escape_all, format_number

# With more words, labels are shown only where there is space.
MAX_LABELED_TERMS = 5


def sum_arrows(
    plane: SumPlane,
    terms: Sequence[Term],
    answer: str,
    others: Sequence[str] = (),
    *,
    n_terms: int | None = None,
) -> Figure:
    """Draw a sum of words from zero, one arrow per term.

    Parameters
    ----------
    plane : SumPlane
    terms : sequence of (float, str)
    answer : str
    others : sequence of str
        The words at ``plane.others``. They and the answer are drawn if the sum is complete.
    n_terms : int, optional
        Number of terms to add, all by default. The scale of the figure does not depend on it.
    """
    n = len(terms) if n_terms is None else n_terms
    path = list(plane.path[: n + 1])
    steps = list(zip(path, path[1:], terms, strict=False))
    weights = np.array([[weight] for weight, _ in terms])
    positions = dict(zip((token for _, token in terms), plane.steps / weights, strict=True))
    if n == len(terms):
        positions.pop(answer, None)  # It is drawn as the answer.
    words, points = list(positions), np.array(list(positions.values())).reshape(-1, 2)
    center = as_xy(np.mean([*plane.path, plane.answer], axis=0))
    lines = [(start, end) for start, end, _ in steps]
    traces = [
        line_trace(
            [*plane.path, *points, plane.answer, *plane.others],
            mode="markers",
            marker={"opacity": 0},
        ),
        word_points(path[0][None], ["zero: where every sum begins"], "var(--neutral)", 8),
        word_points(points, words, "var(--blue)", 10),
    ]
    labels = [{"at": as_xy(path[0]), "text": "0", "color": "muted", "always": True}]
    if len(words) <= MAX_LABELED_TERMS:
        labels += [
            word_label(point, word, "blue", 15, center)
            for point, word in zip(points, words, strict=True)
        ]
    else:
        labels += optional_labels(points, words)
    labels += [step_label(start, end, format_term(*term), "orange") for start, end, term in steps]
    if n == len(terms):
        lines += [(path[0], path[-1]), (path[0], plane.answer)]
        dotted = {"width": 2, "dash": "dot"}
        traces += [
            line_trace([path[0], path[-1]], line=dotted | {"color": "var(--orange)"}),
            line_trace([path[0], plane.answer], line=dotted | {"color": "var(--green)"}),
            word_points(plane.others, others, "var(--neutral)", 7),
            word_points(plane.answer[None], [answer], "var(--green)", 14),
        ]
        labels.insert(0, word_label(plane.answer, answer, "green", 17, center))
        labels += optional_labels(plane.others, others)
    traces.append(line_trace([path[-1]], mode="markers", marker=RING_MARKER))
    arrows = [arrow_annotation(start, end, "var(--orange)", gap=0) for start, end, _ in steps]
    avoid = [point for ends in lines for point in points_along(*ends)]
    return equal_scale_figure(traces, arrows, labels, avoid, 380)


def share_bars(
    contributions: Sequence[TermContribution], method: AnalogyMethod = "3cosadd"
) -> Figure:
    """Draw the contribution of each term of a sum to the score of the answer.

    Parameters
    ----------
    contributions : sequence of TermContribution
    method : {"3cosadd", "3cosmul"}
        For 3CosMul the lengths of the bars are the logarithms of the factors, which add up.
    """
    parts = np.array([term.contribution for term in contributions])
    is_sum = method == "3cosadd"
    total = float(parts.sum() if is_sum else parts.prod())
    values = np.append(parts, total)
    lengths = values if is_sum else np.log(np.maximum(values, np.finfo(np.float64).tiny))
    names = [*(format_term(*term.term) for term in contributions), "together"]
    hover_texts = [
        f"cosine with the answer: {format_number(term.cosine)}" for term in contributions
    ]
    texts = [format_number(value) if is_sum else f"× {format_number(value)}" for value in parts]
    limit = max(float(np.abs(lengths).max()), 1e-9) * 1.45
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [float(value) for value in lengths],
        "y": list(range(len(names))),
        "text": [*texts, format_number(total)],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": "var(--muted)"},
        "hovertext": [*hover_texts, "score of the answer"],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": [
                *("var(--bar)" if value >= 0 else "var(--orange)" for value in lengths[:-1]),
                "var(--green)",
            ],
            "cornerradius": 3,
        },
    }
    low = -limit if (lengths < 0).any() else 0.0
    high = limit if (lengths > 0).any() else 0.0
    return {
        "data": [bars],
        "layout": layout(
            len(names) * BAR_HEIGHT + 20,
            bargap=0.35,
            margin={"l": 8, "r": 12, "t": 0, "b": 8},
            xaxis=axis(
                range=[low, high if high > low else low + 1],
                showticklabels=False,
                zeroline=True,
                zerolinecolor="var(--muted)",
            ),
            yaxis=row_axis(escape_all(names), size=14),
        ),
    }
