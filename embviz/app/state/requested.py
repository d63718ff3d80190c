"""Work that takes a while and that somebody asked for: a link to what came of it asks again."""

from __future__ import annotations

from hashlib import blake2b

import streamlit as st

NAME = "asked"

# So many of them are kept in the address, the last ones.
MOST = 3


def wanted(what: str) -> bool:
    """Say whether this visit, or the link that it began with, asked for `what`."""
    short = _short(what)
    return short in st.session_state.get("wanted", ()) or short in _in_address()


def want(what: str) -> None:
    """Ask for `what`. For callbacks."""
    short = _short(what)
    st.session_state.setdefault("wanted", set()).add(short)
    st.query_params[NAME] = ".".join(
        [*[each for each in _in_address() if each != short][1 - MOST :], short]
    )


def _in_address() -> list[str]:
    return [each for each in st.query_params.get(NAME, "").split(".") if each][:MOST]


def _short(what: str) -> str:
    return blake2b(what.encode(), digest_size=5).hexdigest()
