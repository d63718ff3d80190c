"""The arithmetic a − b + c as arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.figures.palette import Figure, axis, escape_all, layout
from embviz.planes import AnalogyPlane

Point = NDArray[np.float64]


def analogy_arrows(
    plane: AnalogyPlane,
    words: dict[str, str],
    others: Sequence[str] = (),
    *,
    height: int = 380,
) -> Figure:
    """Draw the parallelogram of an analogy.

    Parameters
    ----------
    plane : AnalogyPlane
    words : dict of str to str
        The words at ``"a"``, ``"b"``, ``"c"`` and ``"answer"``.
    others : sequence of str
        The words at ``plane.others``.
    height : int
        In pixels.
    """
    at = plane.points
    arrows = [
        _arrow(at["b"], at["a"], "var(--orange)"),
        _arrow(at["c"], at["sum"], "var(--orange)"),
        _arrow(at["c"], at["answer"], "var(--green)"),
    ]
    traces = [
        _line([at["b"], at["a"], at["sum"], at["c"]], fill="toself", fillcolor="var(--panel)"),
        _line([at["a"], at["sum"]], line={"color": "var(--neutral)", "width": 1, "dash": "dot"}),
        _line([at["b"], at["c"]], line={"color": "var(--neutral)", "width": 1, "dash": "dot"}),
        _line([at["sum"], at["answer"]], line={"color": "var(--green)", "width": 2, "dash": "dot"}),
        _dots(plane.others, list(others), "var(--neutral)", 7),
        _dots(np.array([at[k] for k in "abc"]), [words[k] for k in "abc"], "var(--blue)", 12),
        _dots(at["answer"][None], [words["answer"]], "var(--green)", 14),
        _line([at["sum"]], mode="markers", marker=_RING),
    ]
    middle = _xy(np.mean(list(at.values()), axis=0))
    lines = [("b", "a"), ("c", "sum"), ("c", "answer"), ("a", "sum"), ("b", "c"), ("sum", "answer")]
    avoid = [place for start, end in lines for place in _along(at[start], at[end])]
    labels = [
        _word(at["answer"], words["answer"], "green", 17, middle),
        *(_word(at[k], words[k], "blue", 16, middle) for k in "abc"),
        _step(at["b"], at["a"], f"{words['a']} − {words['b']}", "orange"),
        _step(at["c"], at["answer"], f"{words['answer']} − {words['c']}", "green"),
        *({"at": _xy(p), "text": w} for p, w in zip(plane.others, others, strict=True)),
    ]
    return _flat(traces, arrows, labels, avoid, height)


def sum_steps(
    plane: AnalogyPlane,
    words: dict[str, str],
    others: Sequence[str] = (),
    *,
    terms: int = 3,
) -> Figure:
    """Draw the way from a over a − b to a − b + c, as far as its first terms go.

    Parameters
    ----------
    plane : AnalogyPlane
    words : dict of str to str
        The words at ``"a"``, ``"b"``, ``"c"`` and ``"answer"``.
    others : sequence of str
        The words at ``plane.others``. They and the answer appear when the sum is complete.
    terms : int
        How many of the three terms are in the sum: 1, 2 or 3. The picture keeps its scale.
    """
    at = plane.points
    way = [at["a"], plane.halfway, at["sum"]][:terms]
    moves = list(zip(way, way[1:], [f"− {words['b']}", f"+ {words['c']}"], strict=False))
    lines = [(start, end) for start, end, _ in moves]
    middle = _xy(np.mean(list(at.values()), axis=0))
    traces = [
        _line([*at.values(), plane.halfway, *plane.others], mode="markers", marker={"opacity": 0}),
        _dots(np.array([at[k] for k in "abc"]), [words[k] for k in "abc"], "var(--blue)", 12),
    ]
    labels = [_word(at[k], words[k], "blue", 16, middle) for k in "abc"]
    labels += [_step(start, end, name, "orange") for start, end, name in moves]
    if terms == 3:
        lines.append((way[-1], at["answer"]))
        traces += [
            _line(list(lines[-1]), line={"color": "var(--green)", "dash": "dot"}),
            _dots(plane.others, list(others), "var(--neutral)", 7),
            _dots(at["answer"][None], [words["answer"]], "var(--green)", 14),
        ]
        labels.insert(0, _word(at["answer"], words["answer"], "green", 17, middle))
        labels += [{"at": _xy(p), "text": w} for p, w in zip(plane.others, others, strict=True)]
    traces.append(_line([way[-1]], mode="markers", marker=_RING))
    arrows = [_arrow(start, end, "var(--orange)") for start, end, _ in moves]
    avoid = [place for line in lines for place in _along(*line)]
    return _flat(traces, arrows, labels, avoid, 380)


def _flat(
    traces: list[dict[str, Any]],
    arrows: list[dict[str, Any]],
    labels: list[dict[str, Any]],
    avoid: list[list[float]],
    height: int,
) -> Figure:
    """Return a picture in which both directions have one scale."""
    return {
        "data": traces,
        "layout": layout(
            height,
            annotations=arrows,
            hovermode="closest",
            margin={"l": 60, "r": 60, "t": 30, "b": 30},
            xaxis=axis(showticklabels=False, automargin=False),
            yaxis=axis(showticklabels=False, automargin=False, scaleanchor="x"),
            meta={
                "labels": labels,
                "avoid": avoid,
                "narrow": {"height": 300, "margin": {"l": 36, "r": 36, "t": 28, "b": 28}},
            },
        ),
    }


_RING: dict[str, Any] = {
    "symbol": "circle-open",
    "size": 18,
    "color": "var(--green)",
    "line": {"width": 2.5, "color": "var(--green)"},
}


def _xy(point: Point) -> list[float]:
    return [float(point[0]), float(point[1])]


def _word(point: Point, text: str, color: str, size: int, middle: list[float]) -> dict[str, Any]:
    return {
        "at": _xy(point),
        "text": text,
        "color": color,
        "size": size,
        "strong": True,
        "always": True,
        "away": middle,
    }


def _step(start: Point, end: Point, text: str, color: str) -> dict[str, Any]:
    return {
        "at": _xy((start + end) / 2),
        "along": [_xy(start), _xy(end)],
        "text": text,
        "color": color,
        "backed": True,
    }


def _line(points: Sequence[Point], **parts: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [float(point[0]) for point in points],
        "y": [float(point[1]) for point in points],
        "line": {"width": 0},
        "hoverinfo": "skip",
        **parts,
    }


def _dots(points: Point, words: list[str], color: str, size: int) -> dict[str, Any]:
    return _line(
        list(points),
        mode="markers",
        text=escape_all(words),
        hoverinfo="text",
        marker={"color": color, "size": size, "line": {"width": 2, "color": "var(--background)"}},
    )


def _arrow(start: Point, end: Point, color: str) -> dict[str, Any]:
    return {
        "x": float(end[0]),
        "y": float(end[1]),
        "ax": float(start[0]),
        "ay": float(start[1]),
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "text": "",
        "showarrow": True,
        "arrowcolor": color,
        "arrowhead": 2,
        "arrowsize": 1.1,
        "arrowwidth": 2.5,
        "standoff": 9,
        "startstandoff": 8,
    }


def _along(start: Point, end: Point) -> list[list[float]]:
    """Return places along a line, which labels keep clear of."""
    return [_xy(start + t * (end - start)) for t in np.linspace(0.05, 0.95, 19)]
