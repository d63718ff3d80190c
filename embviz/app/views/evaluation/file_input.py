"""Upload of files of questions or pairs."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from io import BytesIO
from pathlib import PurePath
from typing import Generic, TypeVar

import streamlit as st

from embviz.app.components.format_error import show_format_error
from embviz.app.state import keys
from embviz.io import FormatError

Content = TypeVar("Content")

MAX_FILE_MB = 10


class ParsedFile(Generic[Content]):
    """The name of a file, a digest, and its parsed content."""

    def __init__(self, name: str, digest: str, content: Content) -> None:
        self.name, self.digest, self.content = name, digest, content


def upload_file(
    label: str, reader: Callable[[BytesIO], Content], *, key: str, help: str
) -> ParsedFile[Content] | None:
    """Ask for a file; return its parsed content, or None and show what is wrong with it.

    The content is kept when the visitor opens another page and returns.
    """
    file = st.file_uploader(
        label, type=["txt", "csv", "tsv"], max_upload_size=MAX_FILE_MB, key=key, help=help
    )
    parsed: dict[str, tuple[str, ParsedFile[Content] | FormatError]] = keys.PARSED_FILES.setdefault(
        {}
    )
    if file is not None and (key not in parsed or parsed[key][0] != file.file_id):
        parsed[key] = (file.file_id, _parse(file.name, file.getvalue(), reader))
    if key not in parsed:
        return None
    result = parsed[key][1]
    if isinstance(result, FormatError):
        show_format_error(result)
        return None
    if file is None:
        st.caption(":material/info: The file you sent before is still used.")
    return result


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
        parsed = reader(source)
    except FormatError as error:
        return error
    return ParsedFile(title, blake2b(content, digest_size=12).hexdigest(), parsed)
