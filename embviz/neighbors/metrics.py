"""The metrics that rows are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

MetricName: TypeAlias = Literal["cosine", "euclidean", "dot"]


@dataclass(frozen=True)
class Metric:
    """A metric.

    Attributes
    ----------
    name : {"cosine", "euclidean", "dot"}
    label : str
        Name within a sentence.
    higher_is_nearer : bool
    """

    name: MetricName
    label: str
    higher_is_nearer: bool


METRICS: Mapping[MetricName, Metric] = MappingProxyType(
    {
        metric.name: metric
        for metric in (
            Metric("cosine", "cosine similarity", higher_is_nearer=True),
            Metric("euclidean", "Euclidean distance", higher_is_nearer=False),
            Metric("dot", "dot product", higher_is_nearer=True),
        )
    }
)


def unknown_metric_error(name: str) -> ValueError:
    """Return the error that names the available metrics."""
    return ValueError(f"Unknown metric {name!r}; choose one of {', '.join(METRICS)}.")
