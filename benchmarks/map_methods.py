"""Benchmark map methods and their implementations: time, memory and quality.

``python -m benchmarks.map_methods [--rows 10000] [--components 2] [--only NAME ...]`` measures each
candidate in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.fresh_process import markdown_table, peak_memory_mb, run_in_fresh_process
from embviz import load_sample, project
from embviz.maps import ProjectionMethod, map_quality
from embviz.neighbors import normalize

Rows: TypeAlias = NDArray[np.float32]

# Ratios of times are relative to this candidate.
BASELINE = "scikit-learn TSNE"

# Rows of the first call, which loads libraries and compiles code.
N_WARMUP_ROWS = 500


@dataclass(frozen=True)
class Candidate:
    """A map method: the library to import, its distribution, and the call."""

    library: str
    distribution: str
    fit_transform: Callable[[Rows, int], Any]


def _embviz(method: ProjectionMethod) -> Callable[[Rows, int], Any]:
    return lambda rows, n_components: project(rows, method, n_components).coordinates


def _scikit_learn(rows: Rows, n_components: int) -> Any:
    from sklearn.manifold import TSNE

    return TSNE(n_components, random_state=0).fit_transform(rows)


def _opentsne(rows: Rows, n_components: int) -> Any:
    from openTSNE import TSNE

    return TSNE(n_components, random_state=0).fit(rows)


def _umap_learn(rows: Rows, n_components: int) -> Any:
    from umap import UMAP

    return UMAP(n_components=n_components, random_state=0).fit_transform(rows)


def _pacmap(rows: Rows, n_components: int) -> Any:
    from pacmap import PaCMAP

    return PaCMAP(n_components, random_state=0).fit_transform(rows)


def _localmap(rows: Rows, n_components: int) -> Any:
    from pacmap import LocalMAP

    return LocalMAP(n_components, random_state=0).fit_transform(rows)


def _fastumap(rows: Rows, n_components: int) -> Any:
    from fastumap import umap_project

    return umap_project(rows, n_components)


CANDIDATES = {
    BASELINE: Candidate("sklearn.manifold", "scikit-learn", _scikit_learn),
    "embviz PCA": Candidate("numpy", "numpy", _embviz("pca")),
    "embviz t-SNE": Candidate("openTSNE", "openTSNE", _embviz("tsne")),
    "openTSNE defaults": Candidate("openTSNE", "openTSNE", _opentsne),
    "embviz UMAP": Candidate("umap", "umap-learn", _embviz("umap")),
    "umap-learn defaults": Candidate("umap", "umap-learn", _umap_learn),
    "fastumap defaults": Candidate("fastumap", "fastumap", _fastumap),
    "PaCMAP defaults": Candidate("pacmap", "pacmap", _pacmap),
    "LocalMAP defaults": Candidate("pacmap", "pacmap", _localmap),
}


def measure(name: str, n: int, n_components: int) -> dict[str, Any]:
    """Measure one candidate in this process, which has to be fresh."""
    candidate = CANDIDATES[name]
    rows = normalize(load_sample("glove").vectors[:n])
    before = peak_memory_mb()
    times = [perf_counter()]
    import_module(candidate.library)
    times.append(perf_counter())
    candidate.fit_transform(rows[:N_WARMUP_ROWS], n_components)
    times.append(perf_counter())
    coordinates = np.asarray(candidate.fit_transform(rows, n_components))
    times.append(perf_counter())
    import_seconds, first, seconds = np.diff(times).tolist()
    megabytes = peak_memory_mb() - before
    quality = map_quality(rows, coordinates)
    return {
        "version": version(candidate.distribution),
        "import": import_seconds,
        "first": first,
        "seconds": seconds,
        "megabytes": megabytes,
        "sample": quality.n_sampled,
        "trustworthiness": quality.trustworthiness,
        "continuity": quality.continuity,
        "recall": quality.recall,
    }


def compare_methods(names: list[str], n: int, n_components: int) -> str:
    """Measure candidates one after the other; return a Markdown table."""
    table: list[list[str]] = []
    baseline: float | None = None
    for name in names:
        try:
            version(CANDIDATES[name].distribution)
        except PackageNotFoundError:
            table.append([name, "not installed", *[""] * 8])
            continue
        size = ["--rows", str(n), "--components", str(n_components)]
        result = run_in_fresh_process("benchmarks.map_methods", "--measure", name, *size)
        seconds = result["seconds"]
        if name == BASELINE:
            baseline = seconds
        table.append(
            [
                name,
                result["version"],
                f"{result['import']:.1f} s",
                f"{result['first']:.1f} s",
                f"{seconds:.{1 if seconds > 1 else 3}f} s",
                f"{baseline / seconds:.{1 if seconds > 1 else 0}f}" if baseline else "–",
                f"{result['megabytes']:.0f} MB",
                f"{result['trustworthiness']:.4f}",
                f"{result['continuity']:.4f}",
                f"{result['recall']:.3f}",
            ]
        )
        print(" · ".join(table[-1]), file=sys.stderr, flush=True)  # noqa: T201
    header = [
        f"{n:,} × 100 in {n_components}D",
        "version",
        "import",
        f"first call ({N_WARMUP_ROWS} rows)",
        "then",
        "times faster",
        "memory",
        "trustworthiness",
        "continuity",
        "recall",
    ]
    return markdown_table(header, table)


def main() -> None:
    """Measure all candidates, or one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--components", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=[*CANDIDATES], default=[*CANDIDATES])
    parser.add_argument("--measure", choices=[*CANDIDATES], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        result = measure(args.measure, args.rows, args.components)
        print(json.dumps(result))  # noqa: T201
    else:
        print(compare_methods(args.only, args.rows, args.components))  # noqa: T201


if __name__ == "__main__":
    main()
