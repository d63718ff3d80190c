"""The vector arithmetic a − b + c as arrows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embviz.analogies import AnalogyPlane
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
from embviz.figures.layout import Figure


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
        arrow_annotation(at["b"], at["a"], "var(--orange)"),
        arrow_annotation(at["c"], at["sum"], "var(--orange)"),
        arrow_annotation(at["c"], at["answer"], "var(--green)"),
    ]
    traces = [
        line_trace([at["b"], at["a"], at["sum"], at["c"]], fill="toself", fillcolor="var(--panel)"),
        line_trace(
            [at["a"], at["sum"]], line={"color": "var(--neutral)", "width": 1, "dash": "dot"}
        ),
        line_trace([at["b"], at["c"]], line={"color": "var(--neutral)", "width": 1, "dash": "dot"}),
        line_trace(
            [at["sum"], at["answer"]], line={"color": "var(--green)", "width": 2, "dash": "dot"}
        ),
        word_points(plane.others, list(others), "var(--neutral)", 7),
        word_points(np.array([at[k] for k in "abc"]), [words[k] for k in "abc"], "var(--blue)", 12),
        word_points(at["answer"][None], [words["answer"]], "var(--green)", 14),
        line_trace([at["sum"]], mode="markers", marker=RING_MARKER),
    ]
    center = as_xy(np.mean(list(at.values()), axis=0))
    lines = [("b", "a"), ("c", "sum"), ("c", "answer"), ("a", "sum"), ("b", "c"), ("sum", "answer")]
    avoid = [point for start, end in lines for point in points_along(at[start], at[end])]
    labels = [
        word_label(at["answer"], words["answer"], "green", 17, center),
        *(word_label(at[k], words[k], "blue", 16, center) for k in "abc"),
        step_label(at["b"], at["a"], f"{words['a']} − {words['b']}", "orange"),
        step_label(at["c"], at["answer"], f"{words['answer']} − {words['c']}", "green"),
        *optional_labels(plane.others, others),
    ]
    return equal_scale_figure(traces, arrows, labels, avoid, height)


def sum_steps(
    plane: AnalogyPlane,
    words: dict[str, str],
    others: Sequence[str] = (),
    *,
    n_terms: int = 3,
) -> Figure:
    """Draw the partial sums a, a − b and a − b + c, up to the first `n_terms` terms.

    Parameters
    ----------
    plane : AnalogyPlane
    words : dict of str to str
        The words at ``"a"``, ``"b"``, ``"c"`` and ``"answer"``.
    others : sequence of str
        The words at ``plane.others``. They and the answer are drawn if the sum is complete.
    n_terms : int
        1, 2 or 3. The scale of the figure does not depend on it.
    """
    at = plane.points
    path = [at["a"], plane.difference, at["sum"]][:n_terms]
    steps = list(zip(path, path[1:], [f"− {words['b']}", f"+ {words['c']}"], strict=False))
    lines = [(start, end) for start, end, _ in steps]
    center = as_xy(np.mean(list(at.values()), axis=0))
    traces = [
        line_trace(
            [*at.values(), plane.difference, *plane.others], mode="markers", marker={"opacity": 0}
        ),
        word_points(np.array([at[k] for k in "abc"]), [words[k] for k in "abc"], "var(--blue)", 12),
    ]
    labels = [word_label(at[k], words[k], "blue", 16, center) for k in "abc"]
    labels += [step_label(start, end, name, "orange") for start, end, name in steps]
    if n_terms == 3:
        lines.append((path[-1], at["answer"]))
        traces += [
            line_trace(list(lines[-1]), line={"color": "var(--green)", "dash": "dot"}),
            word_points(plane.others, list(others), "var(--neutral)", 7),
            word_points(at["answer"][None], [words["answer"]], "var(--green)", 14),
        ]
        labels.insert(0, word_label(at["answer"], words["answer"], "green", 17, center))
        labels += optional_labels(plane.others, others)
    traces.append(line_trace([path[-1]], mode="markers", marker=RING_MARKER))
    arrows = [arrow_annotation(start, end, "var(--orange)") for start, end, _ in steps]
    avoid = [point for ends in lines for point in points_along(*ends)]
    return equal_scale_figure(traces, arrows, labels, avoid, 380)
