"""Work that takes a while and that somebody asked for: a link to what came of it asks again."""

from __future__ import annotations

from hashlib import blake2b

import streamlit as st

QUERY_PARAM = "asked"

# So many of them are kept in the address, the last ones.
MAX_IN_URL = 3


def is_requested(name: str) -> bool:
    """Say whether this visit, or the link that it began with, asked for `name`."""
    short = _short_digest(name)
    return short in st.session_state.get("wanted", ()) or short in _requests_in_url()


def request(name: str) -> None:
    """Ask for `name`. For callbacks."""
    short = _short_digest(name)
    st.session_state.setdefault("wanted", set()).add(short)
    st.query_params[QUERY_PARAM] = ".".join(
        [*[each for each in _requests_in_url() if each != short][1 - MAX_IN_URL :], short]
    )


def _requests_in_url() -> list[str]:
    return [each for each in st.query_params.get(QUERY_PARAM, "").split(".") if each][:MAX_IN_URL]


def _short_digest(name: str) -> str:
    return blake2b(name.encode(), digest_size=5).hexdigest()
