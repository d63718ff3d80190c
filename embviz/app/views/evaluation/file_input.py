"""Files of questions or pairs that a visitor sends."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from io import BytesIO
from pathlib import PurePath
from typing import Generic, TypeVar

import streamlit as st

from embviz import FormatError

Content = TypeVar("Content")

MAX_FILE_MB = 10


class ParsedFile(Generic[Content]):
    """What a file held, its name, and a digest that tells it from others."""

    def __init__(self, name: str, digest: str, content: Content) -> None:
        self.name, self.digest, self.content = name, digest, content


def upload_file(
    label: str, reader: Callable[[BytesIO], Content], *, key: str, help: str
) -> ParsedFile[Content] | None:
    """Ask for a file; return what it holds, or say what is wrong with it.

    It is read once, and kept when the visitor goes to another page and comes back.
    """
    file = st.file_uploader(
        label, type=["txt", "csv", "tsv"], max_upload_size=MAX_FILE_MB, key=key, help=help
    )
    kept: dict[str, tuple[str, ParsedFile[Content] | FormatError]] = st.session_state.setdefault(
        "sent", {}
    )
    if file is not None and (key not in kept or kept[key][0] != file.file_id):
        kept[key] = (file.file_id, _parse(file.name, file.getvalue(), reader))
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


def _parse(
    name: str, content: bytes, reader: Callable[[BytesIO], Content]
) -> ParsedFile[Content] | FormatError:
    title = PurePath(name).name
    if len(content) > MAX_FILE_MB * 1_000_000:
        problem = f"It has more than {MAX_FILE_MB} MB."
        return FormatError(title, problem, "Send a smaller part of it.")
    source = BytesIO(content)
    source.name = title
    try:
        held = reader(source)
    except FormatError as error:
        return error
    return ParsedFile(title, blake2b(content, digest_size=12).hexdigest(), held)
