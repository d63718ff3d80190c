"""Words chosen on a map by hand, kept in the address, so that a link shows them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

# An address of some 2,000 letters passes everywhere; more words than these are in no link.
MOST = 300


def write(name: str, of: str, token_ids: Sequence[int]) -> None:
    """Write token ids into the address under `name`; `of` names what they are chosen from."""
    if 0 < len(token_ids) <= MOST:
        st.query_params[name] = f"{of}~{'.'.join(map(str, token_ids))}"
    else:
        st.query_params.pop(name, None)


def read(name: str, of: str) -> list[int]:
    """Return the token ids that the address holds of `of`, each once; none where it has others."""
    chosen_from, _, listed = st.query_params.get(name, "").partition("~")
    parts = listed.split(".")
    # Anybody can write an address.
    if chosen_from != of or len(parts) > MOST:
        return []
    fine = all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts)
    return list(dict.fromkeys(map(int, parts))) if fine else []
