"""Shares as bars: accuracy by section, and the results of compression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from embviz.evaluation import AnalogyAccuracy, CompressionScheme, CompressionSweep
from embviz.figures.layout import Figure, axis, layout, row_axis
from embviz.figures.text import escape

ROW_HEIGHT = 38

# Further sections are not drawn.
MAX_DRAWN_SECTIONS = 40


def section_label(section: str) -> str:
    """Return the name of a section as it is displayed.

    Examples
    --------
    >>> section_label("gram1-adjective-to-adverb"), section_label("")
    ('adjective to adverb', 'without a section')
    """
    return re.sub(r"^gram\d+-", "", section).replace("-", " ").strip() or "without a section"


def section_bars(report: AnalogyAccuracy) -> Figure:
    """Draw the accuracy of each section, and below it the share of questions that were asked."""
    sections = report.sections[:MAX_DRAWN_SECTIONS]
    hover_texts = [
        f"{s.n_correct:,} of {s.n_asked:,} right; {s.n_questions:,} in the file" for s in sections
    ]
    accuracies = [s.accuracy if s.n_asked else 0.0 for s in sections]
    labels = [f"{s.accuracy:.0%}" if s.n_asked else "not asked" for s in sections]
    coverages = [s.coverage if s.n_questions else 0.0 for s in sections]
    names = [escape(section_label(s.name), 28) for s in sections]
    return _paired_bars(
        names,
        ("answered right", accuracies, labels),
        ("could be asked", coverages, []),
        hover_texts,
    )


def compression_bars(sweep: CompressionSweep, n: int) -> Figure:
    """Draw the neighbor recall and the accuracy of each compression; `n` rows give the sizes."""
    names = [scheme_label(result.scheme, n) for result in sweep.results]
    recalls = [
        float(result.neighbor_recall.mean()) if len(result.neighbor_recall) else 1.0
        for result in sweep.results
    ]
    first = ("neighbors kept", recalls, [f"{recall:.0%}" for recall in recalls])
    hover_texts = [f"{recall:.1%} of neighbors kept" for recall in recalls]
    if not sweep.n_asked:
        return _paired_bars(names, first, None, hover_texts)
    accuracies = [result.accuracy for result in sweep.results]
    second = ("analogies right", accuracies, [f"{accuracy:.0%}" for accuracy in accuracies])
    hover_texts = [
        f"{text}; {accuracy:.1%} of analogies right"
        for text, accuracy in zip(hover_texts, accuracies, strict=True)
    ]
    return _paired_bars(names, first, second, hover_texts)


def scheme_label(scheme: CompressionScheme, n: int) -> str:
    """Return the label of a compression scheme, with the size of `n` rows.

    Examples
    --------
    >>> scheme_label(CompressionScheme(50, "int8"), 50_000)
    '50 × int8 · 2.7 MB'
    """
    n_bytes = scheme.n_bytes(n)
    size = f"{n_bytes / 1e6:,.1f} MB" if n_bytes >= 1e5 else f"{n_bytes / 1e3:,.1f} kB"
    return f"{scheme.dims} × {scheme.precision} · {size}"


BarSeries = tuple[str, Sequence[float], Sequence[str]]


def _paired_bars(
    names: list[str], first: BarSeries, second: BarSeries | None, hover_texts: list[str]
) -> Figure:
    """Draw one or two shares per row, from 0 to 1."""
    n = len(names)
    is_labeled = bool(second and second[2])
    series = [(first, "var(--bar)", -0.36, 0.36)]
    if second:
        color = "var(--orange)" if is_labeled else "var(--neutral)"
        series.append((second, color, 0.02, 0.36 if is_labeled else 0.1))
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "x": [float(share) for share in shares],
            "y": list(range(n)),
            "offset": offset,
            "width": width,
            "text": list(texts),
            "textposition": "outside",
            "constraintext": "none",
            "cliponaxis": False,
            "textfont": {"color": "var(--muted)", "size": 12},
            # Bars of equal width differ by more than their color.
            "marker": {"color": color, "cornerradius": 2}
            | ({"pattern": {"shape": "/"}} if is_labeled and offset > 0 else {}),
            "hovertext": hover_texts,
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for (name, shares, texts), color, offset, width in series
    ]
    return {
        "data": bars,
        "layout": layout(
            max(n, 2) * ROW_HEIGHT + 64,
            barmode="overlay",
            showlegend=second is not None,
            legend=_legend(),
            margin={"l": 8, "r": 62, "t": 30, "b": 8},
            xaxis=axis(range=[0, 1], showgrid=True, tickformat=".0%", nticks=6),
            yaxis=row_axis(names),
        ),
    }


def _legend() -> dict[str, Any]:
    return {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "yanchor": "bottom",
        "font": {"size": 12, "color": "var(--muted)"},
        "itemclick": False,
        "itemdoubleclick": False,
    }
