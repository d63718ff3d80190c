"""Rankings by several metrics side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from embviz.figures.bars import BAR_HEIGHT
from embviz.figures.layout import Figure, axis, layout
from embviz.figures.text import escape, format_number
from embviz.neighbors import Neighbors

# Positions in a column: the start of links to the next column, and the right edge of notes.
LINK_START_X, NOTE_END_X = 0.8, 0.74
MAX_WORD_CHARS = 14


def rankings_side_by_side(
    rankings: Sequence[Neighbors],
    titles: Sequence[str],
    notes: Mapping[str, float] | None = None,
    *,
    note_title: str = "",
) -> Figure:
    """Draw rankings as columns of words, with lines between equal words in adjacent columns.

    A word in only one column is bold and has a diamond before it.

    Parameters
    ----------
    rankings : sequence of Neighbors
        One per column.
    titles : sequence of str
        Titles of the columns.
    notes : mapping of str to float, optional
        A number for each word, written next to it in wide figures.
    note_title : str
        Title of these numbers.
    """
    n = max((len(ranking) for ranking in rankings), default=0)
    ranks = [{token: i for i, token in enumerate(ranking.tokens)} for ranking in rankings]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for column, (left, right) in enumerate(pairwise(ranks)):
        for token, rank in left.items():
            if token in right:
                xs += [column + LINK_START_X, column + 0.97, None]
                ys += [rank, right[token], None]
    lines = {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": "var(--bar)", "width": 2},
        "hoverinfo": "skip",
    }
    words = [
        _word_trace(ranking, column, [other for other in ranks if other is not ranks[column]])
        for column, ranking in enumerate(rankings)
    ]
    heads = [
        _annotation(column, -1, title, "left", strong=True) for column, title in enumerate(titles)
    ]
    numbers = [
        _annotation(column + NOTE_END_X, rank, format_number(notes[token], 1), "right")
        for column, token_ranks in enumerate(ranks)
        for token, rank in token_ranks.items()
        if notes is not None
    ]
    if notes is not None and note_title:
        numbers.append(_annotation(NOTE_END_X, -1, note_title, "right"))
    figure_layout = layout(
        max(n, 2) * BAR_HEIGHT + 40,
        hovermode="closest",
        hoverdistance=90,  # A word is to the right of its point, and clickable as a whole.
        margin={"l": 4, "r": 4, "t": 0, "b": 8},
        xaxis=axis(range=[-0.02, len(rankings) - 0.1], showticklabels=False),
        yaxis=axis(range=[n - 0.4, -1.5], showticklabels=False),
        annotations=heads + numbers,
        # Narrow columns have no space for the notes.
        meta={"narrow": {"annotations": [head | {"font": {"size": 13}} for head in heads]}},
    )
    return {"data": [lines, *words], "layout": figure_layout}


def _word_trace(
    ranking: Neighbors, column: int, others: Sequence[Mapping[str, int]]
) -> dict[str, Any]:
    is_unique = [not any(token in other for other in others) for token in ranking.tokens]
    words = [escape(token, MAX_WORD_CHARS) for token in ranking.tokens]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [float(column)] * len(ranking),
        "y": list(range(len(ranking))),
        "text": [f"<b>◆ {w}</b>" if u else w for w, u in zip(words, is_unique, strict=True)],
        "textposition": "middle right",
        "textfont": {
            "size": 14,
            "color": ["var(--orange)" if unique else "var(--text)" for unique in is_unique],
        },
        "cliponaxis": False,
        "customdata": list(ranking.token_ids),
        "hovertext": [
            f"<b>{escape(token)}</b><br>rank {rank}, score {format_number(score)}"
            for rank, (token, score) in enumerate(
                zip(ranking.tokens, ranking.scores, strict=True), start=1
            )
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _annotation(
    x: float, y: float, text: str, side: str, *, strong: bool = False
) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": f"<b>{escape(text)}</b>" if strong else escape(text),
        "showarrow": False,
        "xanchor": side,
        "xshift": 4 if side == "left" else 0,
        "font": {"size": 13 if strong else 12, "color": f"var(--{'text' if strong else 'muted'})"},
    }
