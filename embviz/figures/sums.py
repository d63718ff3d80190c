"""A sum of words as arrows from zero, and what each of its words has to do with the answer."""

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
from embviz.figures.palette import Figure, axis, escape_all, format_number, layout

# With more words, only those are named that there is room for.
MAX_NAMED_TERMS = 5


def sum_arrows(
    plane: SumPlane,
    terms: Sequence[Term],
    answer: str,
    others: Sequence[str] = (),
    *,
    n_terms: int | None = None,
) -> Figure:
    """Draw a sum of words one term after the other, from zero to where it lands.

    Parameters
    ----------
    plane : SumPlane
    terms : sequence of (float, str)
    answer : str
    others : sequence of str
        The words at ``plane.others``. They and the answer appear when the sum is complete.
    n_terms : int, optional
        How many terms are in the sum, all without it. The picture keeps its scale.
    """
    n = len(terms) if n_terms is None else n_terms
    way = list(plane.path[: n + 1])
    moves = list(zip(way, way[1:], terms, strict=False))
    weights = np.array([[weight] for weight, _ in terms])
    places = dict(zip((token for _, token in terms), plane.steps / weights, strict=True))
    if n == len(terms):
        places.pop(answer, None)  # It is drawn as the answer.
    words, at = list(places), np.array(list(places.values())).reshape(-1, 2)
    middle = as_xy(np.mean([*plane.path, plane.answer], axis=0))
    lines = [(start, end) for start, end, _ in moves]
    traces = [
        line_trace(
            [*plane.path, *at, plane.answer, *plane.others],
            mode="markers",
            marker={"opacity": 0},
        ),
        word_points(way[0][None], ["zero: where every sum begins"], "var(--neutral)", 8),
        word_points(at, words, "var(--blue)", 10),
    ]
    labels = [{"at": as_xy(way[0]), "text": "0", "color": "muted", "always": True}]
    if len(words) <= MAX_NAMED_TERMS:
        labels += [
            word_label(p, word, "blue", 15, middle) for p, word in zip(at, words, strict=True)
        ]
    else:
        labels += optional_labels(at, words)
    labels += [step_label(start, end, format_term(*term), "orange") for start, end, term in moves]
    if n == len(terms):
        lines += [(way[0], way[-1]), (way[0], plane.answer)]
        dotted = {"width": 2, "dash": "dot"}
        traces += [
            line_trace([way[0], way[-1]], line=dotted | {"color": "var(--orange)"}),
            line_trace([way[0], plane.answer], line=dotted | {"color": "var(--green)"}),
            word_points(plane.others, others, "var(--neutral)", 7),
            word_points(plane.answer[None], [answer], "var(--green)", 14),
        ]
        labels.insert(0, word_label(plane.answer, answer, "green", 17, middle))
        labels += optional_labels(plane.others, others)
    traces.append(line_trace([way[-1]], mode="markers", marker=RING_MARKER))
    arrows = [arrow_annotation(start, end, "var(--orange)", gap=0) for start, end, _ in moves]
    return equal_scale_figure(
        traces, arrows, labels, [p for ends in lines for p in points_along(*ends)], 380
    )


def share_bars(shares: Sequence[TermContribution], method: AnalogyMethod = "3cosadd") -> Figure:
    """Draw what each term of a sum adds to the score of its answer, or multiplies it by.

    Parameters
    ----------
    shares : sequence of Share
    method : {"3cosadd", "3cosmul"}
        By 3CosMul the bars are as long as the logarithms of the factors: these add up.
    """
    parts = np.array([share.contribution for share in shares])
    adds = method == "3cosadd"
    total = float(parts.sum() if adds else parts.prod())
    values = np.append(parts, total)
    lengths = values if adds else np.log(np.maximum(values, np.finfo(np.float64).tiny))
    names = [*(format_term(*share.term) for share in shares), "together"]
    told = [f"cosine with the answer: {format_number(share.cosine)}" for share in shares]
    texts = [format_number(value) if adds else f"× {format_number(value)}" for value in parts]
    reach = max(float(np.abs(lengths).max()), 1e-9) * 1.45
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [float(value) for value in lengths],
        "y": list(range(len(names))),
        "text": [*texts, format_number(total)],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": "var(--muted)"},
        "hovertext": [*told, "score of the answer"],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": [
                *("var(--bar)" if value >= 0 else "var(--orange)" for value in lengths[:-1]),
                "var(--green)",
            ],
            "cornerradius": 3,
        },
    }
    low = -reach if (lengths < 0).any() else 0.0
    high = reach if (lengths > 0).any() else 0.0
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
            yaxis=axis(
                range=[len(names) - 0.4, -0.6],
                tickvals=list(range(len(names))),
                ticktext=escape_all(names),
                tickfont={"color": "var(--text)", "size": 14},
                ticklabelstandoff=6,
            ),
        ),
    }
