"""Inputs for a file or a list of words, and a preview of its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from embviz.app.components import tables
from embviz.app.components.format_error import show_format_error
from embviz.app.state import embeddings, keys, memory_budget
from embviz.app.state.memory_budget import BUDGET
from embviz.app.text import chips, plain
from embviz.app.views.upload import import_options, reading
from embviz.app.views.upload.reading import Preview
from embviz.io import FileSummary, FormatError, inspect_file

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

# Number of missing words named at once.
MAX_NAMED_WORDS = 20


def preview_uploaded_file() -> Preview | None:
    """Ask for a file; read it, and show its content or why it cannot be used."""
    file = st.file_uploader(
        "A file of vectors or of words",
        key=f"file_{reading.uploader_index()}",
        max_upload_size=reading.MAX_FILE_MB,
        help="Recognized by what it holds: word2vec text or binary, GloVe and fastText text, CSV, "
        "TSV, JSON, NumPy, safetensors, Parquet, Arrow; compressed or in a zip; or just words.",
    )
    if (
        not embeddings.uploads()
        and BUDGET.remaining(memory_budget.current_session_id())
        < reading.MAX_FILE_MB * memory_budget.BYTES_PER_MB
    ):
        st.caption(f":material/info: {BUDGET.usage_message(memory_budget.current_session_id())}")
    if file is None:
        reading.discard_preview()
        memory_budget.drop_files_except()
        return None
    with st.expander("Labels or a tokenizer in another file", icon=":material/label:"):
        metadata = st.file_uploader(
            "metadata.tsv, tokenizer.json or vocab.txt",
            max_upload_size=reading.MAX_FILE_MB,
            key=f"beside_{file.file_id}",
            help="One label a row in the same order, or what gives the rows their tokens.",
        )
    memory_budget.drop_files_except(*(f.file_id for f in (file, metadata) if f))
    try:
        with st.skeleton(height=320):
            preview = reading.read_file_once(file, metadata)
    except FormatError as error:
        show_format_error(error)
        import_options.show_import_options(file.file_id, (), _file_summary(file), error)
        return None
    show_preview(preview)
    import_options.show_import_options(file.file_id, preview.notes, _file_summary(file), None)
    return preview


def preview_typed_words() -> Preview | None:
    """Ask for a typed list of words; show which of them are found."""
    typed = st.text_area(
        "Words, one a line; a group may follow after a comma",
        placeholder="rain, weather\nsnow, weather\npiano, music",
        height=180,
        max_chars=20_000,
        key="typed_words",
        persist_state="session",
    )
    if not typed.strip():
        return None
    try:
        preview = reading.read_typed_words(typed)
    except FormatError as error:
        show_format_error(error)
        return None
    show_preview(preview)
    import_options.show_import_options("typed", preview.notes, FileSummary(), None)
    return preview


def _file_summary(file: UploadedFile) -> FileSummary:
    """Inspect a file, once for each choice of options: a compressed file is decompressed for it."""
    key = (file.file_id, import_options.selected_options(file.file_id))
    cached = keys.FILE_SUMMARY.get()
    if cached is None or cached[0] != key:
        cached = (key, inspect_file(file, key[1]))
        keys.FILE_SUMMARY.set(cached)
    return cached[1]


def show_preview(preview: Preview) -> None:
    """Show the first rows of an embedding, and the listed words that it lacks."""
    if preview.missing:
        base = plain(reading.base_embedding().name)
        st.warning(
            f"{len(preview.missing):,} of the listed words are not in **{base}** and are left out: "
            f"{chips(preview.missing, MAX_NAMED_WORDS)}",
            icon=":material/search_off:",
        )
        if len(preview.missing) > MAX_NAMED_WORDS:
            with st.expander(f"All {len(preview.missing):,} words that are left out"):
                st.text("\n".join(preview.missing))
    if preview.E is None:
        st.info("None of the words was found. Choose another embedding, or check their spelling.")
        return
    E = preview.E
    st.markdown(f"**{plain(E.name)}**: {len(E):,} words × {E.dim} dimensions")
    st.dataframe(tables.head(E), width="stretch")
