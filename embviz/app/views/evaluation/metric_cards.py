"""Metrics side by side, each with its meaning and its caveat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class MetricCard:
    """A formatted metric, a sentence on its meaning, and one on when it misleads."""

    name: str
    value: str
    meaning: str
    caveat: str = ""


def show(cards: Sequence[MetricCard]) -> None:
    """Show cards side by side."""
    for column, card in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, height="stretch"):
            st.metric(card.name, card.value)
            st.caption(card.meaning)
            if card.caveat:
                st.caption(f":material/warning: {card.caveat}")
