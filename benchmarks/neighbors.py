"""The nearest rows of 400,000 × 300, for one query and for a hundred, against gensim and numpy.

``python -m benchmarks.neighbors [--rows 400000] [--dim 300]``
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.fresh_process import markdown_table
from embviz import EmbeddingMatrix, most_similar
from embviz.neighbors import most_similar_batch

N_ROUNDS = 9
N_QUERIES = 100


def time_interleaved(calls: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each call, all of them called in turn."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            begun = perf_counter()
            call()
            times[name].append(perf_counter() - begun)
    return {name: median(each) for name, each in times.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    asked = parser.parse_args()
    from gensim.models import KeyedVectors

    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((asked.rows, asked.dim), np.float32)
    tokens = [f"w{i}" for i in range(asked.rows)]
    E = EmbeddingMatrix(tokens, vectors)
    peer = KeyedVectors(asked.dim)
    peer.add_vectors(tokens, vectors)
    peer.fill_norms()
    words = [tokens[i] for i in rng.permutation(asked.rows)[:N_QUERIES]]
    query = np.ascontiguousarray(E[words[0]])
    queries = np.array([E[word] for word in words])

    same = most_similar(E, words[0]).tokens == tuple(w for w, _ in peer.most_similar(words[0]))
    one = time_interleaved(
        {
            "matrix × vector (numpy)": lambda: E.vectors @ query,
            "embviz most_similar": lambda: most_similar(E, words[0]),
            "gensim most_similar": lambda: peer.most_similar(words[0]),
        },
        N_ROUNDS,
    )
    many = time_interleaved(
        {
            f"matrix × {N_QUERIES} vectors (numpy)": lambda: queries @ E.vectors.T,
            "embviz most_similar_batch": lambda: most_similar_batch(E, words),
            "gensim, one after the other": lambda: [peer.most_similar(word) for word in words],
        },
        3,
    )
    lines = []
    for times in (one, many):
        bare = next(iter(times.values()))
        lines += [
            [name, f"{1000 * each:.1f} ms", f"{each / bare:.2f}"] for name, each in times.items()
        ]
    header = [f"{asked.rows:,} × {asked.dim}, k = 10", "median", "× bare product"]
    print(markdown_table(header, lines))  # noqa: T201
    print(f"\nthe same neighbors as gensim: {same}")  # noqa: T201


if __name__ == "__main__":
    main()
