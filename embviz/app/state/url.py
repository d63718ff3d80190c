"""The address: all query parameters that no widget binds itself.

Anyone can write an address, so what is read from it may be anything.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from embviz.app.state import keys

# Parameters that every link between pages keeps.
SHARED_PARAMS = (keys.EMBEDDING, keys.WORD, keys.PRESENTING)

REQUESTED_PARAM = "asked"
VIEWPORT_PARAM = "at"
MARKED_PARAM = "marked"
ISOLATED_PARAM = "alone"

# Streamlit's own binding of a boolean would write and read "true".
PRESENTING_VALUE = "1"

# Only the last few requests are kept.
MAX_REQUESTS = 3

# Addresses of up to about 2,000 characters pass everywhere; longer lists of words are not linked.
MAX_TOKEN_IDS = 300


def read_field(key: str) -> str | None:
    """Return what the address says of a bound field, also before the field is shown."""
    return st.query_params.get(key)


def preset_field(key: keys.Key[str], value: str) -> None:
    """Set the value of a bound field before it is shown for the first time, and its address.

    Streamlit itself writes to the address only when a field that is shown changes.
    """
    key.set(value)
    st.query_params[key] = value


def all_params() -> dict[str, str]:
    """Return all parameters, for a redirect."""
    return dict(st.query_params)


def shared_params() -> dict[str, str]:
    """Return the parameters that a link to another page keeps."""
    return {name: value for name, value in st.query_params.items() if name in SHARED_PARAMS}


def read_presenting() -> bool:
    """Return whether the address asks for the presentation."""
    return st.query_params.get(keys.PRESENTING) == PRESENTING_VALUE


def write_presenting(is_presenting: bool) -> None:
    """Write to the address whether the session presents."""
    if not is_presenting:
        _remove(keys.PRESENTING)
    elif not read_presenting():
        st.query_params[keys.PRESENTING] = PRESENTING_VALUE


def read_requests() -> list[str]:
    """Return the digests of the work that the address requests."""
    digests = st.query_params.get(REQUESTED_PARAM, "").split(".")
    return [digest for digest in digests if digest][:MAX_REQUESTS]


def write_request(digest: str) -> None:
    """Add the digest of a piece of work to the address."""
    earlier = [other for other in read_requests() if other != digest]
    st.query_params[REQUESTED_PARAM] = ".".join([*earlier[1 - MAX_REQUESTS :], digest])


def read_token_ids(param: str, source: str) -> list[int]:
    """Return the token ids in a parameter without repetitions; none if they are of another source.

    Parameters
    ----------
    param : str
    source : str
        The source of the token ids: the digest of a map, or the fingerprint of an embedding.
    """
    written_source, _, id_list = st.query_params.get(param, "").partition("~")
    parts = id_list.split(".")
    if written_source != source or len(parts) > MAX_TOKEN_IDS:
        return []
    are_valid = all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts)
    return list(dict.fromkeys(map(int, parts))) if are_valid else []


def write_token_ids(param: str, source: str, token_ids: Sequence[int]) -> None:
    """Write token ids chosen from `source` to the address; remove them if there are too many."""
    if 0 < len(token_ids) <= MAX_TOKEN_IDS:
        st.query_params[param] = f"{source}~{'.'.join(map(str, token_ids))}"
    else:
        _remove(param)


def remove_token_ids(param: str) -> None:
    """Remove the token ids of a parameter from the address."""
    _remove(param)


def read_viewport(digest: str) -> str | None:
    """Return the visible part of a map in the address, None if the address has none of this map."""
    written_digest, _, viewport = st.query_params.get(VIEWPORT_PARAM, "").partition("~")
    return viewport if written_digest == digest else None


def write_viewport(digest: str, viewport: str) -> None:
    """Write the visible part of a map to the address; an empty one removes it."""
    if viewport:
        st.query_params[VIEWPORT_PARAM] = f"{digest}~{viewport}"
    else:
        _remove(VIEWPORT_PARAM)


def pop_analogy_words() -> dict[str, str]:
    """Return and remove the words a, b and c, by which older addresses of an analogy named it."""
    words = {name: st.query_params[name] for name in "abc" if name in st.query_params}
    for name in words:
        _remove(name)
    return words


def _remove(param: str) -> None:
    st.query_params.pop(param, None)
