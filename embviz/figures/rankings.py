"""The same question answered by several measures: rankings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from embviz.figures.bars import BAR_HEIGHT
from embviz.figures.palette import Figure, axis, escape, format_number, layout
from embviz.neighbors import Neighbors

# Where in its column the lines to the next one begin, and where the lengths end.
LINK_START_X, NOTE_END_X = 0.8, 0.74
MAX_WORD_CHARS = 14


def rankings_side_by_side(
    rankings: Sequence[Neighbors],
    titles: Sequence[str],
    notes: Mapping[str, float] | None = None,
    *,
    note_title: str = "",
) -> Figure:
    """Draw rankings as columns of words, with a line from each word to the same one beside it.

    A word that only one of the columns has is bold and has a diamond before it.

    Parameters
    ----------
    rankings : sequence of Neighbors
        One a column.
    titles : sequence of str
        What each column goes by.
    notes : mapping of str to float, optional
        A number for each word, written beside it where there is room.
    note_title : str
        What the number is.
    """
    n = max((len(ranking) for ranking in rankings), default=0)
    where = [{token: i for i, token in enumerate(ranking.tokens)} for ranking in rankings]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for column, (here, there) in enumerate(pairwise(where)):
        for token, place in here.items():
            if token in there:
                xs += [column + LINK_START_X, column + 0.97, None]
                ys += [place, there[token], None]
    lines = {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": "var(--bar)", "width": 2},
        "hoverinfo": "skip",
    }
    words = [
        _word_trace(ranking, column, [other for other in where if other is not where[column]])
        for column, ranking in enumerate(rankings)
    ]
    heads = [
        _annotation(column, -1, title, "left", strong=True) for column, title in enumerate(titles)
    ]
    numbers = [
        _annotation(column + NOTE_END_X, place, format_number(notes[token], 1), "right")
        for column, places in enumerate(where)
        for token, place in places.items()
        if notes is not None
    ]
    if notes is not None and note_title:
        numbers.append(_annotation(NOTE_END_X, -1, note_title, "right"))
    figure_layout = layout(
        max(n, 2) * BAR_HEIGHT + 40,
        hovermode="closest",
        hoverdistance=90,  # A word lies to the right of its place: all of it can be clicked.
        margin={"l": 4, "r": 4, "t": 0, "b": 8},
        xaxis=axis(range=[-0.02, len(rankings) - 0.1], showticklabels=False),
        yaxis=axis(range=[n - 0.4, -1.5], showticklabels=False),
        annotations=heads + numbers,
        # A narrow column has no room for the numbers.
        meta={"narrow": {"annotations": [head | {"font": {"size": 13}} for head in heads]}},
    )
    return {"data": [lines, *words], "layout": figure_layout}


def _word_trace(
    ranking: Neighbors, column: int, others: Sequence[Mapping[str, int]]
) -> dict[str, Any]:
    alone = [not any(token in other for other in others) for token in ranking.tokens]
    shown = [escape(token, MAX_WORD_CHARS) for token in ranking.tokens]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [float(column)] * len(ranking),
        "y": list(range(len(ranking))),
        "text": [f"<b>◆ {w}</b>" if a else w for w, a in zip(shown, alone, strict=True)],
        "textposition": "middle right",
        "textfont": {
            "size": 14,
            "color": ["var(--orange)" if each else "var(--text)" for each in alone],
        },
        "cliponaxis": False,
        "customdata": list(ranking.token_ids),
        "hovertext": [
            f"<b>{escape(token)}</b><br>rank {place}, score {format_number(score)}"
            for place, (token, score) in enumerate(
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
