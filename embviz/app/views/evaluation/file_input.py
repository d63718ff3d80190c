"""Files of questions or pairs that a visitor sends."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from io import BytesIO
from pathlib import PurePath
from typing import Generic, TypeVar

import streamlit as st

from embviz import FormatError

Read = TypeVar("Read")

LARGEST_MB = 10


class Sent(Generic[Read]):
    """What a file held, its name, and a digest that tells it from others."""

    def __init__(self, name: str, digest: str, held: Read) -> None:
        self.name, self.digest, self.held = name, digest, held


def ask(label: str, read: Callable[[BytesIO], Read], *, key: str, help: str) -> Sent[Read] | None:
    """Ask for a file; return what it holds, or say what is wrong with it.

    It is read once, and kept when the visitor goes to another page and comes back.
    """
    file = st.file_uploader(
        label, type=["txt", "csv", "tsv"], max_upload_size=LARGEST_MB, key=key, help=help
    )
    kept: dict[str, tuple[str, Sent[Read] | FormatError]] = st.session_state.setdefault("sent", {})
    if file is not None and (key not in kept or kept[key][0] != file.file_id):
        kept[key] = (file.file_id, _read(file.name, file.getvalue(), read))
    if key not in kept:
        return None
    found = kept[key][1]
    if isinstance(found, FormatError):
        with st.container(border=True):
            st.markdown(":red[:material/error:] **This cannot be used as it is**")
            st.text(str(found))
        return None
    if file is None:
        st.caption(":material/info: The file you sent before is still used.")
    return found


def _read(name: str, content: bytes, read: Callable[[BytesIO], Read]) -> Sent[Read] | FormatError:
    title = PurePath(name).name
    if len(content) > LARGEST_MB * 1_000_000:
        problem = f"It has more than {LARGEST_MB} MB."
        return FormatError(title, problem, "Send a smaller part of it.")
    source = BytesIO(content)
    source.name = title
    try:
        held = read(source)
    except FormatError as error:
        return error
    return Sent(title, blake2b(content, digest_size=12).hexdigest(), held)
