"""Numbers with what they mean and when they mislead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class MetricCard:
    """A number, one sentence that says what it means, and one that says when it misleads."""

    name: str
    value: str
    meaning: str
    caveat: str = ""


def show(cards: Sequence[MetricCard]) -> None:
    """Show numbers side by side."""
    for column, fact in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, height="stretch"):
            st.metric(fact.name, fact.value)
            st.caption(fact.meaning)
            if fact.caveat:
                st.caption(f":material/warning: {fact.caveat}")


def format_percent(value: float) -> str:
    """Return a share in percent, to a tenth where that is needed; a dash for none.

    Examples
    --------
    >>> format_percent(0.646), format_percent(0.0042), format_percent(0.9996), format_percent(float("nan"))
    ('65%', '0.4%', '99.9%', '—')
    """
    if value != value:
        return "—"
    if 0 < value < 0.1 or 0.99 < value < 1:
        return f"{min(max(value, 0.001), 0.999):.1%}"
    return f"{value:.0%}"
