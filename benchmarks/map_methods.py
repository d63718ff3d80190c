"""Which method, and whose: time, memory and trustworthiness of each, in its own process.

``python -m benchmarks.map_methods [--rows 10000] [--components 2] [--only NAME ...]``
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

# All ratios are to this one.
BASELINE = "scikit-learn TSNE"

# Rows of the call that loads and compiles what the next ones have ready.
N_WARMUP_ROWS = 500


@dataclass(frozen=True)
class Candidate:
    """A way to draw a map: the library to import, its distribution, and the call."""

    library: str
    distribution: str
    draw: Callable[[Rows, int], Any]


def _ours(method: ProjectionMethod) -> Callable[[Rows, int], Any]:
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
    "embviz PCA": Candidate("numpy", "numpy", _ours("pca")),
    "embviz t-SNE": Candidate("openTSNE", "openTSNE", _ours("tsne")),
    "openTSNE defaults": Candidate("openTSNE", "openTSNE", _opentsne),
    "embviz UMAP": Candidate("umap", "umap-learn", _ours("umap")),
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
    marks = [perf_counter()]
    import_module(candidate.library)
    marks.append(perf_counter())
    candidate.draw(rows[:N_WARMUP_ROWS], n_components)
    marks.append(perf_counter())
    drawn = np.asarray(candidate.draw(rows, n_components))
    marks.append(perf_counter())
    importing, first, seconds = np.diff(marks).tolist()
    megabytes = peak_memory_mb() - before
    found = map_quality(rows, drawn)
    return {
        "version": version(candidate.distribution),
        "import": importing,
        "first": first,
        "seconds": seconds,
        "megabytes": megabytes,
        "sample": found.n_sampled,
        "trustworthiness": found.trustworthiness,
        "continuity": found.continuity,
        "recall": found.recall,
    }


def compare_methods(names: list[str], n: int, n_components: int) -> str:
    """Measure candidates one after the other; return a Markdown table."""
    lines: list[list[str]] = []
    yardstick: float | None = None
    for name in names:
        try:
            version(CANDIDATES[name].distribution)
        except PackageNotFoundError:
            lines.append([name, "not installed", *[""] * 8])
            continue
        size = ["--rows", str(n), "--components", str(n_components)]
        found = run_in_fresh_process("benchmarks.map_methods", "--measure", name, *size)
        if name == BASELINE:
            yardstick = found["seconds"]
        lines.append(
            [
                name,
                found["version"],
                f"{found['import']:.1f} s",
                f"{found['first']:.1f} s",
                f"{found['seconds']:.{1 if found['seconds'] > 1 else 3}f} s",
                f"{yardstick / found['seconds']:.{1 if found['seconds'] > 1 else 0}f}"
                if yardstick
                else "–",
                f"{found['megabytes']:.0f} MB",
                f"{found['trustworthiness']:.4f}",
                f"{found['continuity']:.4f}",
                f"{found['recall']:.3f}",
            ]
        )
        print(" · ".join(lines[-1]), file=sys.stderr, flush=True)  # noqa: T201
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
    return markdown_table(header, lines)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--components", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=[*CANDIDATES], default=[*CANDIDATES])
    parser.add_argument("--measure", choices=[*CANDIDATES], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        found = measure(asked.measure, asked.rows, asked.components)
        print(json.dumps(found))  # noqa: T201
    else:
        print(compare_methods(asked.only, asked.rows, asked.components))  # noqa: T201


if __name__ == "__main__":
    main()
