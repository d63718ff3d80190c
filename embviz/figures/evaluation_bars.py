"""How good an embedding is, drawn as shares: answers by section, what is left of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from embviz.evaluation import AnalogyReport, CompressionScheme, CompressionSweep
from embviz.figures.palette import Figure, axis, escape, layout

ROW_HEIGHT = 38

# Of more sections than these, nobody reads the picture.
MAX_DRAWN_SECTIONS = 40


def section_label(section: str) -> str:
    """Return the name of a section for people.

    Examples
    --------
    >>> section_label("gram1-adjective-to-adverb"), section_label("")
    ('adjective to adverb', 'without a section')
    """
    return re.sub(r"^gram\d+-", "", section).replace("-", " ").strip() or "without a section"


def section_bars(report: AnalogyReport) -> Figure:
    """Draw the share of right answers of each section, and below it the share that was asked."""
    sections = report.sections[:MAX_DRAWN_SECTIONS]
    told = [
        f"{part.n_correct:,} of {part.n_asked:,} right; {part.n_questions:,} in the file"
        for part in sections
    ]
    right = [part.accuracy if part.n_asked else 0.0 for part in sections]
    labels = [f"{part.accuracy:.0%}" if part.n_asked else "not asked" for part in sections]
    asked = [part.coverage if part.n_questions else 0.0 for part in sections]
    names = [escape(section_label(part.name), 28) for part in sections]
    return _paired_bars(
        names, ("answered right", right, labels), ("could be asked", asked, []), told
    )


def compression_bars(lab: CompressionSweep, n: int) -> Figure:
    """Draw, for each smaller embedding of `n` tokens, what is left of it."""
    names = [scheme_label(each.scheme, n) for each in lab.results]
    kept = [
        float(each.neighbor_recall.mean()) if len(each.neighbor_recall) else 1.0
        for each in lab.results
    ]
    right = [each.accuracy if lab.n_asked else 0.0 for each in lab.results]
    told = [
        f"{one:.1%} of neighbors kept" + (f"; {two:.1%} of analogies right" if lab.n_asked else "")
        for one, two in zip(kept, right, strict=True)
    ]
    second = (
        ("analogies right", right, [f"{share:.0%}" for share in right]) if lab.n_asked else None
    )
    return _paired_bars(
        names, ("neighbors kept", kept, [f"{share:.0%}" for share in kept]), second, told
    )


def scheme_label(recipe: CompressionScheme, n: int) -> str:
    """Return the name of a smaller embedding, with the memory that `n` rows take.

    Examples
    --------
    >>> scheme_label(CompressionScheme(50, "int8"), 50_000)
    '50 × int8 · 2.7 MB'
    """
    size = recipe.n_bytes(n)
    memory = f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"
    return f"{recipe.dims} × {recipe.precision} · {memory}"


BarSeries = tuple[str, Sequence[float], Sequence[str]]


def _paired_bars(
    names: list[str], first: BarSeries, second: BarSeries | None, hover_texts: list[str]
) -> Figure:
    """Draw two shares a row, from 0 to 1."""
    n = len(names)
    labelled = bool(second and second[2])
    kinds = [(first, "var(--bar)", -0.36, 0.36)]
    if second:
        thick = 0.36 if labelled else 0.1
        kinds.append((second, "var(--orange)" if labelled else "var(--neutral)", 0.02, thick))
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
            # Bars of equal thickness are told apart by more than their color.
            "marker": {"color": color, "cornerradius": 2}
            | ({"pattern": {"shape": "/"}} if labelled and offset > 0 else {}),
            "hovertext": hover_texts,
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for (name, shares, texts), color, offset, width in kinds
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
            yaxis=axis(
                range=[n - 0.4, -0.6],
                tickvals=list(range(n)),
                ticktext=names,
                tickfont={"color": "var(--text)", "size": 13},
                ticklabelstandoff=6,
            ),
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
