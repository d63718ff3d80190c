"""Reading what a visitor uploads or types, and keeping it for this visit only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from io import BytesIO
from itertools import chain, count
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from embviz.app import snippets
from embviz.app.state import memory_budget, session
from embviz.app.state.memory_budget import BUDGET, Full
from embviz.app.views.upload import import_options
from embviz.embedding import EmbeddingMatrix, select_words
from embviz.io import FormatError, Limits, LoadOptions, WordList, is_word_list, load, read_word_list
from embviz.jobs import use_all_cpus

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

LARGEST_MB = 100
MOST_UPLOADS = 5
MOST_WORDS = 100_000
# So many words of a list stand in its lines of Python.
MOST_IN_LINES = 500
NUMBER_BYTES = 4

EXAMPLES = {
    "vectors.csv": "Vectors with a header row and a group column. Nine rows written by hand.",
    "vectors.txt": "The same as word2vec text: counts first, then a word and its numbers a line.",
    "words.txt": "Only words, one a line. They take their rows from an embedding you have.",
    "words-and-groups.csv": "Words with a group each, for the colors of the map.",
}


@dataclass(frozen=True)
class Preview:
    """What a file or a list turned out to hold, before it is used."""

    E: EmbeddingMatrix | None
    recipe: str = ""
    missing: Sequence[str] = ()
    notes: Sequence[str] = ()


def example(name: str) -> bytes:
    """Return the bytes of an example file."""
    return (files("embviz") / "data" / "examples" / name).read_bytes()


def base() -> EmbeddingMatrix:
    """Return the embedding from which listed words take their rows."""
    name = st.session_state.get("rows_from")
    return session.get(name) if name in session.choices() else session.embedding()


def choose_base() -> None:
    """Ask from which embedding listed words take their rows; at first, from the current one."""
    if st.session_state.get("rows_from") not in session.choices():
        st.session_state["rows_from"] = session.embedding().name
    st.selectbox(
        "Listed words take their rows from",
        session.choices(),
        key="rows_from",
        width=360,
    )


def kept(E: EmbeddingMatrix) -> str | None:
    """Return the name under which this visitor keeps an equal embedding, if so."""
    return next(
        (name for name, own in session.uploads().items() if own.fingerprint == E.fingerprint), None
    )


def just_kept(found: Preview | None) -> str | None:
    """Return the name under which what is shown is kept, or with nothing new what was kept last."""
    if found is not None:
        return kept(found.E) if found.E is not None else None
    name: str | None = st.session_state.get("kept_last")
    return name if name in session.uploads() else None


def full() -> bool:
    """Say whether this visitor keeps as many embeddings as a visitor may."""
    return len(session.uploads()) >= MOST_UPLOADS


def read_once(file: UploadedFile, beside: UploadedFile | None = None) -> Preview:
    """Read an uploaded file, and not again while the page runs again with the same choices.

    Parameters
    ----------
    file : UploadedFile
    beside : UploadedFile, optional
        Labels or a tokenizer for its rows.
    """
    reading = import_options.chosen(file.file_id)
    about = (file.file_id, beside and beside.file_id, reading, base().fingerprint)
    return _once(about, lambda: read(file, beside, reading))


def from_typed(typed: str) -> Preview:
    """Read a typed list of words as if it were a file."""

    def read_typed() -> Preview:
        listed = read_word_list(BytesIO(typed.encode("utf-8", "replace")), name="typed list")
        return from_words(listed, free_name("my words"))

    return _once((typed, None, LoadOptions(), base().fingerprint), read_typed)


def forget() -> None:
    """Drop what was read last, when its file is gone."""
    st.session_state.pop("preview", None)
    st.session_state.pop("looked", None)


def settle_page(page: str) -> None:
    """Drop what only the page before needed: the files sent there, and what was read of them."""
    if st.session_state.setdefault("page_last", page) != page:
        st.session_state["page_last"] = page
        forget()
        memory_budget.drop_all()


def _once(about: tuple[object, ...], reading: Callable[[], Preview]) -> Preview:
    known = st.session_state.get("preview")
    if known is None or known[0] != about:
        outcome: Preview | FormatError
        try:
            outcome = reading()
        except FormatError as error:
            outcome = error
        st.session_state["preview"] = known = (about, outcome)
    if isinstance(known[1], FormatError):
        raise known[1]
    preview: Preview = known[1]
    return preview


def read(file: UploadedFile, beside: UploadedFile | None, reading: LoadOptions) -> Preview:
    """Read an uploaded file: its content is recognized, whatever its name says.

    Raises
    ------
    FormatError
        When it is neither a file of vectors nor a list of words.
    """
    if file.size > LARGEST_MB * 1_000_000:
        raise FormatError(
            PurePath(file.name).name,
            f"It has {file.size / 1e6:,.0f} MB; uploads may have {LARGEST_MB} MB.",
            "Keep only the most frequent words, or load it in Python with embviz.load.",
        )
    return _preview(file, beside, replace(reading, limits=_limits()))


def _limits() -> Limits:
    """Return what a file may hold: what any may, or what this visit still has room for."""
    room, most = BUDGET.room(memory_budget.visit()), import_options.LIMITS
    numbers, tokens = room // NUMBER_BYTES, room // memory_budget.WORD_BYTES
    if numbers >= most.numbers and tokens >= most.tokens:
        return most
    return replace(
        most,
        numbers=min(numbers, most.numbers),
        tokens=min(tokens, most.tokens),
        reason=BUDGET.told(memory_budget.visit()),
    )


def _preview(
    file: UploadedFile | BytesIO,
    beside: UploadedFile | None = None,
    reading: LoadOptions | None = None,
) -> Preview:
    title = PurePath(str(getattr(file, "name", "file"))).name
    name = free_name(PurePath(title).stem)
    if beside is None and is_word_list(file, reading):
        return from_words(read_word_list(file, options=reading), name)
    with use_all_cpus():
        E = load(file, name=name, metadata=beside, options=reading)
    BUDGET.count(memory_budget.visit(), E)
    return Preview(E, _recipe(title, beside, reading or LoadOptions()), notes=E.notes)


def _recipe(title: str, beside: UploadedFile | None, reading: LoadOptions) -> str:
    """Return the lines of Python that read a file as it was read here."""
    usual = LoadOptions()
    parts = [
        f"{part}={value!r}"
        for part in import_options.PARTS
        if (value := getattr(reading, part)) != getattr(usual, part)
    ]
    arguments = [repr(title)]
    if beside is not None:
        arguments.append(f"metadata={PurePath(beside.name).name!r}")
    if parts:
        arguments.append(f"reading=LoadOptions({', '.join(parts)})")
    line = f"E = embviz.load({', '.join(arguments)})"
    return f"from embviz.io import LoadOptions\n\n{line}" if parts else line


def from_words(listed: WordList, name: str) -> Preview:
    """Give listed words the rows they have in the chosen embedding."""
    if len(listed.words) > MOST_WORDS:
        raise FormatError(
            listed.name,
            f"It lists {len(listed.words):,} words; a list may have {MOST_WORDS:,}.",
            "Keep the words that matter most.",
        )
    try:
        row = NUMBER_BYTES * base().dim + memory_budget.WORD_BYTES
        BUDGET.check(memory_budget.visit(), len(listed.words) * row)
    except Full as full:
        raise FormatError(listed.name, full.problem, full.mend) from None
    E, missing = select_words(base(), listed.words, listed.groups, name=name)
    if E is None:
        return Preview(None, missing=missing, notes=listed.notes)
    words = snippets.listed("words", listed.words[:MOST_IN_LINES])
    more = "  # and so on" if len(listed.words) > MOST_IN_LINES else ""
    recipe = (
        "from embviz.embedding.lookup import choose_rows\n\n"
        f"{words}{more}\n{session.load_line(base())}\n"
        f"E, missing = choose_rows(E, words, name={name!r})"
    )
    BUDGET.count(memory_budget.visit(), E)
    return Preview(E, recipe, missing, [*listed.notes, *E.notes])


def free_name(wanted: str) -> str:
    """Return a name that no embedding of this visitor has."""
    wanted = wanted.strip()[:40] or "my words"
    names = chain([wanted], (f"{wanted} {number}" for number in count(2)))
    return next(name for name in names if name not in session.choices())


def keep(E: EmbeddingMatrix, recipe: str) -> None:
    """Keep an embedding for this visit and show it on every page. For callbacks."""
    session.uploads()[E.name] = E
    st.session_state.setdefault("recipes", {})[E.name] = recipe
    st.session_state["kept_last"] = E.name
    # The file has become a matrix, and would only take memory.
    empty_field()
    forget()
    memory_budget.drop_all()
    session.use(E.name)


def field_number() -> int:
    """Return which field for a file is shown: the next one is empty again."""
    number: int = st.session_state.get("file_fields", 0)
    return number


def empty_field() -> None:
    """Show a field for a file that is empty, from the next run of the page on."""
    st.session_state["file_fields"] = field_number() + 1


def try_example(name: str) -> None:
    """Keep an example file as if it had been uploaded. For callbacks."""
    file = BytesIO(example(name))
    file.name = name
    preview = _preview(file)
    if preview.E is not None:
        if name_kept := kept(preview.E):
            session.use(name_kept)
        elif not full():
            keep(preview.E, preview.recipe)


def remove(name: str) -> None:
    """Forget an embedding of this visitor. For callbacks."""
    session.uploads().pop(name, None)
    if st.session_state.get("embedding") == name:
        session.use(session.first_embedding())
