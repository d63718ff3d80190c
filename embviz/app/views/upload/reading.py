"""Reading files and lists of words from a visitor, and keeping them for the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from embviz.app import snippets
from embviz.app.state import embedding_choice, embeddings, keys, memory_budget, shared_files
from embviz.app.state.memory_budget import BUDGET, QuotaExceeded
from embviz.app.views.upload import import_options
from embviz.embedding import EmbeddingMatrix, select_words
from embviz.io import FormatError, Limits, LoadOptions, WordList, is_word_list, load, read_word_list

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

MAX_FILE_MB = 100
MAX_UPLOADS = 5
MAX_LISTED_WORDS = 100_000
# Longer lists are cut in the Python snippet.
MAX_SNIPPET_WORDS = 500
FLOAT32_BYTES = 4

EXAMPLES = {
    "vectors.csv": "Vectors with a header row and a group column. Nine rows written by hand.",
    "vectors.txt": "The same as word2vec text: counts first, then a word and its numbers a line.",
    "words.txt": "Only words, one a line. They take their rows from an embedding you have.",
    "words-and-groups.csv": "Words with a group each, for the colors of the map.",
}


@dataclass(frozen=True)
class Preview:
    """The embedding of a file or a list, before it is added; None where no word is found."""

    E: EmbeddingMatrix | None
    snippet: str = ""
    missing: Sequence[str] = ()
    notes: Sequence[str] = ()


def read_example(name: str) -> bytes:
    """Return the bytes of an example file."""
    return (files("embviz") / "data" / "examples" / name).read_bytes()


def base_embedding() -> EmbeddingMatrix:
    """Return the embedding that listed words take their rows from."""
    name = keys.BASE_EMBEDDING.get()
    return embeddings.get(name) if name in embeddings.names() else embeddings.current()


def base_embedding_input() -> None:
    """Ask which embedding listed words take their rows from; by default the current one."""
    if keys.BASE_EMBEDDING.get() not in embeddings.names():
        keys.BASE_EMBEDDING.set(embeddings.current().name)
    st.selectbox(
        "Listed words take their rows from",
        embeddings.names(),
        key=keys.BASE_EMBEDDING,
        width=360,
    )


def find_equal_upload(E: EmbeddingMatrix) -> str | None:
    """Return the name of an equal embedding among the uploads, or None."""
    names = (name for name, own in embeddings.uploads().items() if own.fingerprint == E.fingerprint)
    return next(names, None)


def last_added_name(preview: Preview | None) -> str | None:
    """Return the name that a preview was added under; without a preview, the last name added."""
    if preview is not None:
        return find_equal_upload(preview.E) if preview.E is not None else None
    name = keys.LAST_UPLOAD.get()
    return name if name in embeddings.uploads() else None


def is_full() -> bool:
    """Return whether this session has as many uploads as it may have."""
    return len(embeddings.uploads()) >= MAX_UPLOADS


def read_file_once(file: UploadedFile, metadata: UploadedFile | None = None) -> Preview:
    """Read an uploaded file; page runs with the same options reuse the result.

    Parameters
    ----------
    file : UploadedFile
    metadata : UploadedFile, optional
        Labels or a tokenizer for its rows.
    """
    options = import_options.selected_options(file.file_id)
    key = (file.file_id, metadata and metadata.file_id, options, base_embedding().fingerprint)
    return _preview_once(key, lambda: read_file(file, metadata, options))


def read_typed_words(typed: str) -> Preview:
    """Read a typed list of words like a file."""

    def read_typed() -> Preview:
        listed = read_word_list(BytesIO(typed.encode("utf-8", "replace")), name="typed list")
        return preview_from_words(listed, _name_upload("my words"))

    return _preview_once((typed, None, LoadOptions(), base_embedding().fingerprint), read_typed)


def discard_preview() -> None:
    """Drop the last preview, when its file is gone."""
    keys.PREVIEW.pop()
    keys.FILE_SUMMARY.pop()


def discard_on_page_change(page: str) -> None:
    """Drop uploaded files and their preview when the visitor opens another page."""
    if keys.PAGE.setdefault(page) != page:
        keys.PAGE.set(page)
        discard_preview()
        memory_budget.drop_all_files()


def _preview_once(key: tuple[object, ...], read: Callable[[], Preview]) -> Preview:
    known = keys.PREVIEW.get()
    if known is None or known[0] != key:
        outcome: Preview | FormatError
        try:
            outcome = read()
        except FormatError as error:
            outcome = error
        known = (key, outcome)
        keys.PREVIEW.set(known)
    if isinstance(known[1], FormatError):
        raise known[1]
    preview: Preview = known[1]
    return preview


def read_file(file: UploadedFile, metadata: UploadedFile | None, options: LoadOptions) -> Preview:
    """Read an uploaded file; its format is detected from its content, not its name.

    Raises
    ------
    FormatError
        When it is neither a file of vectors nor a list of words.
    """
    if file.size > MAX_FILE_MB * 1_000_000:
        raise FormatError(
            PurePath(file.name).name,
            f"It has {file.size / 1e6:,.0f} MB; uploads may have {MAX_FILE_MB} MB.",
            "Keep only the most frequent words, or load it in Python with embviz.load.",
        )
    return _build_preview(file, metadata, replace(options, limits=_remaining_limits()))


def _remaining_limits() -> Limits:
    """Return the limits for a file, lowered to what the session's memory budget has left."""
    session_id, limits = memory_budget.current_session_id(), import_options.UPLOAD_LIMITS
    n_bytes = BUDGET.remaining(session_id)
    numbers, tokens = n_bytes // FLOAT32_BYTES, n_bytes // memory_budget.TOKEN_OVERHEAD_BYTES
    if numbers >= limits.numbers and tokens >= limits.tokens:
        return limits
    return replace(
        limits,
        numbers=min(numbers, limits.numbers),
        tokens=min(tokens, limits.tokens),
        reason=BUDGET.usage_message(session_id),
    )


def _build_preview(
    file: UploadedFile | BytesIO,
    metadata: UploadedFile | None = None,
    options: LoadOptions | None = None,
) -> Preview:
    title = PurePath(str(getattr(file, "name", "file"))).name
    name = _name_upload(PurePath(title).stem)
    if metadata is None and is_word_list(file, options):
        return preview_from_words(read_word_list(file, options=options), name)
    E = load(file, name=name, metadata=metadata, options=options)
    BUDGET.track(memory_budget.current_session_id(), E)
    return Preview(E, _loading_snippet(title, metadata, options or LoadOptions()), notes=E.notes)


def _loading_snippet(title: str, metadata: UploadedFile | None, options: LoadOptions) -> str:
    """Return the Python lines that load a file with these options."""
    defaults = LoadOptions()
    changed = [
        f"{option}={value!r}"
        for option in import_options.OPTION_INPUTS
        if (value := getattr(options, option)) != getattr(defaults, option)
    ]
    arguments = [repr(title)]
    if metadata is not None:
        arguments.append(f"metadata={PurePath(metadata.name).name!r}")
    if changed:
        arguments.append(f"options=LoadOptions({', '.join(changed)})")
    line = f"E = embviz.load({', '.join(arguments)})"
    return f"from embviz.io import LoadOptions\n\n{line}" if changed else line


def preview_from_words(listed: WordList, name: str) -> Preview:
    """Return a preview of listed words with their rows in the base embedding."""
    if len(listed.words) > MAX_LISTED_WORDS:
        raise FormatError(
            listed.name,
            f"It lists {len(listed.words):,} words; a list may have {MAX_LISTED_WORDS:,}.",
            "Keep the words that matter most.",
        )
    try:
        row_bytes = FLOAT32_BYTES * base_embedding().dim + memory_budget.TOKEN_OVERHEAD_BYTES
        BUDGET.check(memory_budget.current_session_id(), len(listed.words) * row_bytes)
    except QuotaExceeded as error:
        raise FormatError(listed.name, error.problem, error.hint) from None
    E, missing = select_words(base_embedding(), listed.words, listed.groups, name=name)
    if E is None:
        return Preview(None, missing=missing, notes=listed.notes)
    words = snippets.list_literal("words", listed.words[:MAX_SNIPPET_WORDS])
    more = "  # and so on" if len(listed.words) > MAX_SNIPPET_WORDS else ""
    snippet = (
        "from embviz.embedding import select_words\n\n"
        f"{words}{more}\n{embeddings.load_snippet(base_embedding())}\n"
        f"E, missing = select_words(E, words, name={name!r})"
    )
    BUDGET.track(memory_budget.current_session_id(), E)
    return Preview(E, snippet, missing, [*listed.notes, *E.notes])


def _name_upload(preferred: str) -> str:
    """Return a name for an upload that no embedding of this session has."""
    preferred = preferred.strip()[:40] or "my words"
    return shared_files.unused_name(preferred, embeddings.names())


def add_upload(E: EmbeddingMatrix, snippet: str) -> None:
    """Keep an embedding for this session and show it on every page. For callbacks."""
    embeddings.uploads()[E.name] = E
    keys.LOAD_SNIPPETS.setdefault({})[E.name] = snippet
    keys.LAST_UPLOAD.set(E.name)
    # The matrix replaces the file, which would only take memory.
    reset_uploader()
    discard_preview()
    memory_budget.drop_all_files()
    embedding_choice.choose(E.name)


def uploader_index() -> int:
    """Return the number of the current upload field; a field with a new number is empty."""
    return keys.UPLOADER_INDEX.get(0)


def reset_uploader() -> None:
    """Show an empty upload field from the next run on."""
    keys.UPLOADER_INDEX.set(uploader_index() + 1)


def add_example(name: str) -> None:
    """Add an example file like an upload. For callbacks."""
    file = BytesIO(read_example(name))
    file.name = name
    preview = _build_preview(file)
    if preview.E is not None:
        if existing_name := find_equal_upload(preview.E):
            embedding_choice.choose(existing_name)
        elif not is_full():
            add_upload(preview.E, preview.snippet)


def remove_upload(name: str) -> None:
    """Remove an upload from this session. For callbacks."""
    embeddings.uploads().pop(name, None)
    if keys.EMBEDDING.get() == name:
        embedding_choice.choose(embeddings.default_name())
