"""Words chosen on a map by hand, kept in the address, so that a link shows them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

# An address of some 2,000 letters passes everywhere; more words than these are in no link.
MAX_TOKEN_IDS = 300


def write_token_ids(name: str, source: str, token_ids: Sequence[int]) -> None:
    """Write token ids into the address under `name`; `source` names what they are chosen from."""
    if 0 < len(token_ids) <= MAX_TOKEN_IDS:
        st.query_params[name] = f"{source}~{'.'.join(map(str, token_ids))}"
    else:
        st.query_params.pop(name, None)


def read_token_ids(name: str, source: str) -> list[int]:
    """Return the token ids that the address holds of `source`, each once; none where it has others."""
    chosen_from, _, listed = st.query_params.get(name, "").partition("~")
    parts = listed.split(".")
    # Anybody can write an address.
    if chosen_from != source or len(parts) > MAX_TOKEN_IDS:
        return []
    fine = all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts)
    return list(dict.fromkeys(map(int, parts))) if fine else []
