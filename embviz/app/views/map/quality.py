"""How far a map can be trusted, in numbers with a sentence each."""

from __future__ import annotations

import streamlit as st

from embviz.app.components import jobs
from embviz.app.text import format_count, format_number
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
    trust: MapQuality | None,
    variance_kept: tuple[float, ...],
    method: ProjectionMethod,
    job: JobHandle[WordMap] | None,
) -> None:
    """Show the figures of trust, each beside what chance would give, or how far measuring is."""
    st.header("How far can this map be trusted?")
    if job is not None:
        st.caption("Its neighbors are being compared with the true ones.")
        jobs.show_live(job)
    measured = _collect_metrics(trust, variance_kept, method)
    if not measured:
        return
    for column, (name, (value, floor)) in zip(
        st.columns(len(measured)), measured.items(), strict=True
    ):
        with column.container(border=True):
            st.metric(name, _format_value(value, name))
            if floor is not None:
                st.caption(
                    f"**{_format_value(floor, name)}** if the words were dealt to places blindly"
                )
            st.caption(METRIC_DESCRIPTIONS[name].format(k=trust.k if trust else ""))
    if trust is not None:
        judged = (
            f"all {format_count(trust.n, 'word')}"
            if trust.n_sampled == trust.n
            else f"{trust.n_sampled:,} of {trust.n:,} words, drawn blindly and each compared with all"
        )
        st.caption(
            f"Measured on {judged}, with the {format_count(trust.k, 'nearest word')} of each. "
            "Trustworthiness and continuity go up to 1 (Venna and Kaski 2001)."
        )


def _collect_metrics(
    trust: MapQuality | None, variance_kept: tuple[float, ...], method: ProjectionMethod
) -> dict[str, tuple[float, float | None]]:
    rows: dict[str, tuple[float, float | None]] = {}
    if trust is not None:
        rows = {
            "Trustworthiness": (trust.trustworthiness, trust.chance_trustworthiness),
            "Continuity": (trust.continuity, trust.chance_continuity),
            "Neighbors kept": (trust.recall, trust.chance_recall),
        }
    if any(variance_kept):
        rows["Distances kept" if method == "mds" else "Variance kept"] = (sum(variance_kept), None)
    return rows


def _format_value(value: float, name: str) -> str:
    if name in ("Neighbors kept", "Variance kept", "Distances kept"):
        return format_percent(value)
    return format_number(value)


def format_percent(value: float) -> str:
    """Return a share in percent; only all of it is 100%, and only nothing is 0%.

    Examples
    --------
    >>> format_percent(0.256), format_percent(0.9999), format_percent(0.0001), format_percent(1.0)
    ('26%', '99.9%', '0.1%', '100%')
    """
    shown = f"{value:.0%}"
    if (shown == "100%" and value < 1) or (shown == "0%" and value > 0):
        return f"{min(max(value, 0.001), 0.999):.1%}"
    return shown
