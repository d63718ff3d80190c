"""A sum of words as arrows from zero, and what each of its words has to do with the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from embviz.analogies import AnalogyMethod, SumPlane, Term, TermContribution, format_term
from embviz.figures.arrows import (
    RING,
    along,
    arrow,
    dots,
    flat,
    line,
    small_labels,
    step_label,
    word_label,
    xy,
)
from embviz.figures.bars import BAR_HEIGHT
from embviz.figures.palette import Figure, axis, escape_all, layout, number

# With more words, only those are named that there is room for.
ALL_NAMED = 5


def sum_arrows(
    plane: SumPlane,
    terms: Sequence[Term],
    answer: str,
    others: Sequence[str] = (),
    *,
    drawn: int | None = None,
) -> Figure:
    """Draw a sum of words one term after the other, from zero to where it lands.

    Parameters
    ----------
    plane : SumPlane
    terms : sequence of (float, str)
    answer : str
    others : sequence of str
        The words at ``plane.others``. They and the answer appear when the sum is complete.
    drawn : int, optional
        How many terms are in the sum, all without it. The picture keeps its scale.
    """
    n = len(terms) if drawn is None else drawn
    way = list(plane.path[: n + 1])
    moves = list(zip(way, way[1:], terms, strict=False))
    weights = np.array([[weight] for weight, _ in terms])
    places = dict(zip((token for _, token in terms), plane.steps / weights, strict=True))
    if n == len(terms):
        places.pop(answer, None)  # It is drawn as the answer.
    words, at = list(places), np.array(list(places.values())).reshape(-1, 2)
    middle = xy(np.mean([*plane.path, plane.answer], axis=0))
    lines = [(start, end) for start, end, _ in moves]
    traces = [
        line(
            [*plane.path, *at, plane.answer, *plane.others],
            mode="markers",
            marker={"opacity": 0},
        ),
        dots(way[0][None], ["zero: where every sum begins"], "var(--neutral)", 8),
        dots(at, words, "var(--blue)", 10),
    ]
    labels = [{"at": xy(way[0]), "text": "0", "color": "muted", "always": True}]
    if len(words) <= ALL_NAMED:
        labels += [
            word_label(p, word, "blue", 15, middle) for p, word in zip(at, words, strict=True)
        ]
    else:
        labels += small_labels(at, words)
    labels += [step_label(start, end, format_term(*term), "orange") for start, end, term in moves]
    if n == len(terms):
        lines += [(way[0], way[-1]), (way[0], plane.answer)]
        dotted = {"width": 2, "dash": "dot"}
        traces += [
            line([way[0], way[-1]], line=dotted | {"color": "var(--orange)"}),
            line([way[0], plane.answer], line=dotted | {"color": "var(--green)"}),
            dots(plane.others, others, "var(--neutral)", 7),
            dots(plane.answer[None], [answer], "var(--green)", 14),
        ]
        labels.insert(0, word_label(plane.answer, answer, "green", 17, middle))
        labels += small_labels(plane.others, others)
    traces.append(line([way[-1]], mode="markers", marker=RING))
    arrows = [arrow(start, end, "var(--orange)", gap=0) for start, end, _ in moves]
    return flat(traces, arrows, labels, [p for ends in lines for p in along(*ends)], 380)


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
    told = [f"cosine with the answer: {number(share.cosine)}" for share in shares]
    texts = [number(value) if adds else f"× {number(value)}" for value in parts]
    reach = max(float(np.abs(lengths).max()), 1e-9) * 1.45
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [float(value) for value in lengths],
        "y": list(range(len(names))),
        "text": [*texts, number(total)],
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
