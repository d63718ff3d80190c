"""Benchmark the size of a map of 100,000 words, and the time to build it.

``python -m benchmarks.map_payload`` compares `embviz.figures.packed_word_map` with a ``go.Figure``
of the same points and words, both in this process.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import plotly.graph_objects as go

from embviz import load_sample
from embviz.figures import packed_word_map
from embviz.maps import Coloring, color_by_group, color_by_rank

N_WORDS = 100_000
N_ROUNDS = 9


def median_seconds(call: Callable[[], object]) -> float:
    """Return the median time of `N_ROUNDS` calls, after a warm-up call."""
    call()
    times = []
    for _ in range(N_ROUNDS):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return median(times)


def main() -> None:
    """Print a table with one row per coloring."""
    E = load_sample("glove")
    rng = np.random.default_rng(0)
    # Like an even subsample of 400,000 words, with words of realistic lengths.
    token_ids = np.arange(N_WORDS) * 4
    words = [f"{E.tokens[i % len(E)]}" + "s" * (i >= len(E)) for i in range(N_WORDS)]
    coordinates = rng.normal(size=(N_WORDS, 2)).astype(np.float32)
    colorings: dict[str, Coloring | None] = {
        "one color": None,
        "20 groups": color_by_group([f"group {i}" for i in rng.integers(0, 20, N_WORDS)]),
        "a gradient": color_by_rank(token_ids),
    }

    def plotly() -> object:
        points = go.Scattergl(
            x=coordinates[:, 0],
            y=coordinates[:, 1],
            text=words,
            customdata=token_ids,
            mode="markers",
        )
        return go.Figure(points)

    peer = median_seconds(plotly)
    lines = ["| colors | MB | ms | go.Figure, ms | times faster |", "|---|---|---|---|---|"]
    for name, coloring in colorings.items():

        def build(coloring: Coloring | None = coloring) -> object:
            return packed_word_map(coordinates, words, token_ids, coloring)

        size = len(json.dumps(build(), ensure_ascii=False).encode()) / 1e6
        own = median_seconds(build)
        lines.append(
            f"| {name} | {size:.2f} | {own * 1e3:.1f} | {peer * 1e3:.0f} | {peer / own:.0f} |"
        )
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
