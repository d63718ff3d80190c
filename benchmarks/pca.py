"""Benchmark PCA of many rows against scikit-learn, each in its own process.

``python -m benchmarks.pca [--rows 400000] [--dim 300] [--calls 7]``
"""

from __future__ import annotations

import argparse
import json
import sys
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fresh_process import markdown_table, peak_memory_mb, run_in_fresh_process
from embviz import project

CANDIDATES = ("scikit-learn covariance_eigh", "embviz")

# Rows whose coordinates are compared with those computed in float64.
N_CHECKED_ROWS = 10_000


def make_rows(n: int, dim: int) -> NDArray[np.float32]:
    """Return rows with different variances by dimension, and a mean that is not zero."""
    rows = np.random.default_rng(0).standard_normal((n, dim), dtype=np.float32)
    rows *= np.linspace(3, 1, dim, dtype=np.float32)
    rows += np.float32(2)
    return rows


def measure(name: str, n: int, dim: int, calls: int) -> dict[str, Any]:
    """Measure one candidate in this process, which has to be fresh."""
    rows = make_rows(n, dim)
    if name == "embviz":

        def fit_transform() -> Any:
            return project(rows).coordinates
    else:
        from sklearn.decomposition import PCA

        def fit_transform() -> Any:
            return PCA(2, svd_solver="covariance_eigh").fit_transform(rows)

    before, times = peak_memory_mb(), []
    for _ in range(calls):
        start = perf_counter()
        coordinates = fit_transform()
        times.append(perf_counter() - start)
    megabytes, has_sklearn = peak_memory_mb() - before, "sklearn" in sys.modules
    exact = project(rows.astype(np.float64)).coordinates[:N_CHECKED_ROWS]
    signs = np.sign((exact * coordinates[:N_CHECKED_ROWS]).sum(axis=0))
    error = np.abs(coordinates[:N_CHECKED_ROWS] * signs - exact).max() / exact.std()
    return {
        "median": median(times),
        "least": min(times),
        "megabytes": megabytes,
        "error": float(error),
        "imports scikit-learn": has_sklearn,
    }


def compare_pca(n: int, dim: int, calls: int) -> str:
    """Measure the candidates one after the other; return a Markdown table."""
    size = ["--rows", str(n), "--dim", str(dim), "--calls", str(calls)]
    results = {
        name: run_in_fresh_process("benchmarks.pca", "--measure", name, *size)
        for name in CANDIDATES
    }
    baseline = results[CANDIDATES[0]]
    header = [
        f"{n:,} × {dim}, float32",
        f"median of {calls}",
        "ratio",
        "least",
        "ratio",
        "memory",
        "largest error / std",
        "imports scikit-learn",
    ]
    rows = [
        [
            name,
            f"{result['median']:.2f} s",
            f"{result['median'] / baseline['median']:.2f}",
            f"{result['least']:.2f} s",
            f"{result['least'] / baseline['least']:.2f}",
            f"{result['megabytes']:.0f} MB",
            f"{result['error']:.0e}",
            "yes" if result["imports scikit-learn"] else "no",
        ]
        for name, result in results.items()
    ]
    return markdown_table(header, rows)


def main() -> None:
    """Measure both candidates, or one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--calls", type=int, default=7)
    parser.add_argument("--measure", choices=CANDIDATES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        result = measure(args.measure, args.rows, args.dim, args.calls)
        print(json.dumps(result))  # noqa: T201
    else:
        print(compare_pca(args.rows, args.dim, args.calls))  # noqa: T201


if __name__ == "__main__":
    main()
