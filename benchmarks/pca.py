"""PCA of many rows, against scikit-learn's, each in its own process.

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

# Rows whose places are compared with those in float64.
N_CHECKED_ROWS = 10_000


def make_rows(n: int, dim: int) -> NDArray[np.float32]:
    """Return rows that are spread more along some dimensions, and share an offset."""
    rows = np.random.default_rng(0).standard_normal((n, dim), dtype=np.float32)
    rows *= np.linspace(3, 1, dim, dtype=np.float32)
    rows += np.float32(2)
    return rows


def measure(name: str, n: int, dim: int, calls: int) -> dict[str, Any]:
    """Measure one candidate in this process, which has to be fresh."""
    rows = make_rows(n, dim)
    if name == "embviz":

        def draw() -> Any:
            return project(rows).coordinates
    else:
        from sklearn.decomposition import PCA

        def draw() -> Any:
            return PCA(2, svd_solver="covariance_eigh").fit_transform(rows)

    before, times = peak_memory_mb(), []
    for _ in range(calls):
        started = perf_counter()
        drawn = draw()
        times.append(perf_counter() - started)
    megabytes, loaded = peak_memory_mb() - before, "sklearn" in sys.modules
    exact = project(rows.astype(np.float64)).coordinates[:N_CHECKED_ROWS]
    signs = np.sign((exact * drawn[:N_CHECKED_ROWS]).sum(axis=0))
    wrong = np.abs(drawn[:N_CHECKED_ROWS] * signs - exact).max() / exact.std()
    return {
        "median": median(times),
        "least": min(times),
        "megabytes": megabytes,
        "wrong": float(wrong),
        "imports scikit-learn": loaded,
    }


def compare_pca(n: int, dim: int, calls: int) -> str:
    """Measure the candidates one after the other; return a Markdown table."""
    size = ["--rows", str(n), "--dim", str(dim), "--calls", str(calls)]
    found = {
        name: run_in_fresh_process("benchmarks.pca", "--measure", name, *size)
        for name in CANDIDATES
    }
    yardstick = found[CANDIDATES[0]]
    header = [
        f"{n:,} × {dim}, float32",
        f"median of {calls}",
        "ratio",
        "least",
        "ratio",
        "memory",
        "largest error / spread",
        "imports scikit-learn",
    ]
    lines = [
        [
            name,
            f"{one['median']:.2f} s",
            f"{one['median'] / yardstick['median']:.2f}",
            f"{one['least']:.2f} s",
            f"{one['least'] / yardstick['least']:.2f}",
            f"{one['megabytes']:.0f} MB",
            f"{one['wrong']:.0e}",
            "yes" if one["imports scikit-learn"] else "no",
        ]
        for name, one in found.items()
    ]
    return markdown_table(header, lines)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--calls", type=int, default=7)
    parser.add_argument("--measure", choices=CANDIDATES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        found = measure(asked.measure, asked.rows, asked.dim, asked.calls)
        print(json.dumps(found))  # noqa: T201
    else:
        print(compare_pca(asked.rows, asked.dim, asked.calls))  # noqa: T201


if __name__ == "__main__":
    main()
