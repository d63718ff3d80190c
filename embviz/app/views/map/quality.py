"""The quality of a map: metrics with explanations."""

from __future__ import annotations

import streamlit as st

from embviz.app.components import jobs
from embviz.app.text import format_count, format_number, format_percent
from embviz.jobs import JobHandle
from embviz.maps import MapQuality, ProjectionMethod, WordMap

METRIC_DESCRIPTIONS = {
    "Trustworthiness": "Are words that are near on the map truly near? It falls with each false "
    "neighbor, the more the farther away that word truly is.",
    "Continuity": "Are words that are truly near also near on the map? It falls with each missing "
    "neighbor, the more the farther away the map puts it.",
    "Neighbors kept": "Of the {k} truly nearest to a word, the share that is among the {k} nearest "
    "on the map.",
    "Variance kept": "The share of the spread of all rows that the axes of the map hold.",
    "Distances kept": "The share of the spread that the distances ask for and that fits into the "
    "axes of the map.",
}


def show(
    quality: MapQuality | None,
    variance_kept: tuple[float, ...],
    method: ProjectionMethod,
    job: JobHandle[WordMap] | None,
) -> None:
    """Show the metrics of a map, each with its chance level, or the progress of `job`."""
    st.header("How far can this map be trusted?")
    if job is not None:
        st.caption("Its neighbors are being compared with the true ones.")
        jobs.show_live(job)
    metrics = _collect_metrics(quality, variance_kept, method)
    if not metrics:
        return
    columns = st.columns(len(metrics))
    for column, (name, (value, chance)) in zip(columns, metrics.items(), strict=True):
        with column.container(border=True):
            st.metric(name, _format_value(value, name))
            if chance is not None:
                st.caption(
                    f"**{_format_value(chance, name)}** if the words were dealt to places blindly"
                )
            st.caption(METRIC_DESCRIPTIONS[name].format(k=quality.k if quality else ""))
    if quality is not None:
        sample = (
            f"all {format_count(quality.n, 'word')}"
            if quality.n_sampled == quality.n
            else f"{quality.n_sampled:,} of {quality.n:,} words, drawn blindly and each compared "
            "with all"
        )
        st.caption(
            f"Measured on {sample}, with the {format_count(quality.k, 'nearest word')} of each. "
            "Trustworthiness and continuity go up to 1 (Venna and Kaski 2001)."
        )


def _collect_metrics(
    quality: MapQuality | None, variance_kept: tuple[float, ...], method: ProjectionMethod
) -> dict[str, tuple[float, float | None]]:
    """Return the value and the chance level of each metric, by name."""
    metrics: dict[str, tuple[float, float | None]] = {}
    if quality is not None:
        metrics = {
            "Trustworthiness": (quality.trustworthiness, quality.chance_trustworthiness),
            "Continuity": (quality.continuity, quality.chance_continuity),
            "Neighbors kept": (quality.recall, quality.chance_recall),
        }
    if any(variance_kept):
        name = "Distances kept" if method == "mds" else "Variance kept"
        metrics[name] = (sum(variance_kept), None)
    return metrics


def _format_value(value: float, name: str) -> str:
    if name in ("Neighbors kept", "Variance kept", "Distances kept"):
        return format_percent(value, whole=True)
    return format_number(value)
