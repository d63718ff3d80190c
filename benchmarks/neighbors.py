"""Benchmark nearest neighbors in 400,000 × 300 against gensim and numpy, for 1 and 100 queries.

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
    """Return the median seconds of each call, with the calls interleaved."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            start = perf_counter()
            call()
            times[name].append(perf_counter() - start)
    return {name: median(values) for name, values in times.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    args = parser.parse_args()
    from gensim.models import KeyedVectors

    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((args.rows, args.dim), np.float32)
    tokens = [f"w{i}" for i in range(args.rows)]
    E = EmbeddingMatrix(tokens, vectors)
    peer = KeyedVectors(args.dim)
    peer.add_vectors(tokens, vectors)
    peer.fill_norms()
    words = [tokens[i] for i in rng.permutation(args.rows)[:N_QUERIES]]
    query = np.ascontiguousarray(E[words[0]])
    queries = np.array([E[word] for word in words])

    is_same = most_similar(E, words[0]).tokens == tuple(w for w, _ in peer.most_similar(words[0]))
    single = time_interleaved(
        {
            "matrix × vector (numpy)": lambda: E.vectors @ query,
            "embviz most_similar": lambda: most_similar(E, words[0]),
            "gensim most_similar": lambda: peer.most_similar(words[0]),
        },
        N_ROUNDS,
    )
    batch = time_interleaved(
        {
            f"matrix × {N_QUERIES} vectors (numpy)": lambda: queries @ E.vectors.T,
            "embviz most_similar_batch": lambda: most_similar_batch(E, words),
            "gensim, in a loop": lambda: [peer.most_similar(word) for word in words],
        },
        3,
    )
    rows = []
    for times in (single, batch):
        product = next(iter(times.values()))
        rows += [[name, f"{1000 * s:.1f} ms", f"{s / product:.2f}"] for name, s in times.items()]
    header = [f"{args.rows:,} × {args.dim}, k = 10", "median", "× bare product"]
    print(markdown_table(header, rows))  # noqa: T201
    print(f"\nthe same neighbors as gensim: {is_same}")  # noqa: T201


if __name__ == "__main__":
    main()
