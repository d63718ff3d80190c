"""What a visitor has chosen: the embedding and the word, shared by all pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from math import isnan
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from embviz.app.config import settings
from embviz.app.state import memory_budget, shared_files
from embviz.app.state.read_only import freeze
from embviz.app.text import format_count, format_number, plain
from embviz.embedding import EmbeddingMatrix, find_word, find_words, split_words
from embviz.io import SAMPLES, load_sample, load_word_groups
from embviz.lesson import LessonWords, lesson_words
from embviz.neighbors import baseline_cosine

T = TypeVar("T")

# One number for each embedding, for as long as there is the embedding.
_BASELINE_COSINES: WeakKeyDictionary[EmbeddingMatrix, float] = WeakKeyDictionary()

DEFAULT_WORD = "king"

# What can run again without the rest: a page that is apart, and what the sidebar says of the word.
PAGE_FRAGMENT, WORD_FRAGMENT = "page", "current_word"
# Whether the page that is shown is apart.
FRAGMENT_KEY = "apart"

# What a page shows before anybody types, as far as the embedding has the words.
DEFAULT_WORDS = {
    "matrix": "king queen man woman prince princess dog cat horse bird paris london berlin rome "
    "one two three four happy sad",
    "map": "cat dog horse car truck bus king queen prince princess",
    "pairs": "king queen man woman cat dog horse car truck bus",
    "odd": "cat dog horse rabbit car",
    "axis": "doctor nurse teacher professor lawyer engineer scientist architect carpenter farmer "
    "journalist musician painter poet dentist surgeon librarian programmer mechanic photographer",
}
# How many words a row of fields asks for.
FIELD_COUNTS = {"two": 2, "trio": 3, "analogy": 3}
# More words or groups than these make a map that nobody can read.
MAX_DRAWN_WORDS = 500
MAX_GROUPS = 24
# How many words of an embedding without any of these are shown instead.
N_FALLBACK_WORDS = {"matrix": 20, "map": 30, "pairs": 10, "odd": 5, "axis": 20}


# Not a cache of Streamlit: it is asked many times a run, and no client can empty it.
@lru_cache(maxsize=len(SAMPLES))
def sample(name: str) -> EmbeddingMatrix:
    """Return a sample, loaded once for all visitors: its arrays are read-only."""
    return load_sample(name)


def uploads() -> dict[str, EmbeddingMatrix]:
    """Return this visitor's own embeddings by name. No other visitor sees them."""
    own: dict[str, EmbeddingMatrix] = st.session_state.setdefault("uploads", {})
    return own


def embedding_names() -> list[str]:
    """Return the names of the embeddings this visitor can choose."""
    return [*SAMPLES, *shared_files.REGISTRY, *uploads()]


def get_embedding(name: str) -> EmbeddingMatrix:
    """Return the embedding of that name.

    Of a file that the server offers and has not read yet, how far that is is shown instead of the
    rest of the page.
    """
    own = uploads()
    if name in own:
        return own[name]
    return shared_files.get(name) if name in shared_files.REGISTRY else sample(name)


def description(E: EmbeddingMatrix) -> str:
    """Return where an embedding comes from, in one line."""
    if E.name in SAMPLES:
        return SAMPLES[E.name].description
    return f"{format_count(len(E), 'word')} × {format_count(E.dim, 'dimension')}, {plain(E.source)}"


def baseline_cosine_note(E: EmbeddingMatrix) -> str:
    """Say what cosine similarity two words have that have nothing to do with each other."""
    if (usual := _BASELINE_COSINES.get(E)) is None:
        usual = _BASELINE_COSINES[E] = baseline_cosine(E)
    if isnan(usual):
        return ""
    return (
        f" Two common words picked blindly have {format_number(usual)} on average, so only more than that "
        "means something."
    )


def load_snippet(E: EmbeddingMatrix) -> str:
    """Return the line of Python that loads this embedding."""
    if E.name in SAMPLES:
        return f'E = embviz.load_sample("{E.name}")'
    recipes: dict[str, str] = st.session_state.get("recipes", {})
    there = f"E = embviz.load({E.name!r})  # The file of this name, from whoever runs this server."
    return recipes.get(E.name, there)


def embedding() -> EmbeddingMatrix:
    """Return the embedding that every page shows."""
    return get_embedding(embedding_name())


def embedding_name() -> str:
    """Return the name of the embedding that every page shows."""
    name = st.session_state.get("embedding")
    return name if name in embedding_names() else default_embedding()


def default_embedding() -> str:
    """Return the name of the embedding that a visitor sees before choosing one."""
    return settings.current().embedding or next(iter(SAMPLES))


def default_word() -> str:
    """Return the current word of a visitor who has not chosen one."""
    return next(iter(settings.current().words), DEFAULT_WORD)


def word() -> str:
    """Return the current word as typed."""
    typed: str = st.session_state.get("word", default_word())
    clicked: str = st.session_state.get("word_clicked", typed)
    return clicked


def choose_word(token: str) -> None:
    """Make `token` the current word. For callbacks, as the last thing they do."""
    set_pending_word(token)
    if st.session_state.get(FRAGMENT_KEY):
        rerun()


def rerun() -> None:
    """Run what shows the current word, once a callback is done."""
    # The page comes last: it may stop, and what would come after it.
    st.rerun([WORD_FRAGMENT, PAGE_FRAGMENT] if st.session_state.get(FRAGMENT_KEY) else "app")


def set_pending_word(token: str) -> None:
    """Make `token` the current word, also where the field in the sidebar does not run.

    Until that runs, it holds the old word, and the browser sends that along with everything; and
    where only parts run, what a callback puts into it never reaches the browser. So the new word is
    kept beside it: see `commit_word`.
    """
    st.session_state["word_clicked"] = token


def discard_pending_word() -> None:
    """Let the field in the sidebar tell the current word. For callbacks."""
    st.session_state.pop("word_clicked", None)


def commit_word() -> None:
    """Put the clicked word into the sidebar's field, before that is shown."""
    if "word_clicked" in st.session_state:
        st.session_state["word"] = st.session_state.pop("word_clicked")


def choose_word_by_id(token_id: int) -> None:
    """Make the token of a clicked row the current word; an id out of range is ignored."""
    _call_with_token(token_id, choose_word)


def set_pending_word_by_id(token_id: int) -> None:
    """Do so from within a fragment, which the sidebar is not part of."""
    _call_with_token(token_id, set_pending_word)


def _call_with_token(token_id: int, callback: Callable[[str], None]) -> None:
    tokens = embedding().tokens
    if 0 <= token_id < len(tokens):
        callback(tokens[token_id])


def choose_embedding(name: str) -> None:
    """Show the embedding `name` on every page. For callbacks."""
    st.session_state["embedding"] = name
    replace_missing_words()


def replace_missing_words() -> None:
    """Replace words that a newly chosen embedding lacks by its own first ones.

    The current word is replaced with a note. Other fields go back to their first words when nobody
    changed them, or when the embedding has fewer than half of their words.
    """
    if not shared_files.is_ready(embedding_name()):
        st.session_state["words_unknown"] = (
            True  # Until it is read: see `replace_missing_words_if_pending`.
        )
        return
    E = embedding()
    if token() is None:
        st.session_state["word_note"] = word()
        set_pending_word(E.tokens[0])
    st.session_state.pop("groups", None)
    for key, first in st.session_state.get("first_words", {}).items():
        typed = st.session_state.get(key)
        if typed is None:
            continue
        found, missing = find_words(E, split_words(typed))
        if typed == first or len(found) < len(missing) or not found:
            del st.session_state[key]


def replace_missing_words_if_pending() -> None:
    """Do what `replace_missing_words` could not, once the embedding has been read."""
    if st.session_state.pop("words_unknown", False):
        replace_missing_words()


def remember_default(key: str, default: str) -> str:
    """Remember with what a field begins, to know later whether somebody changed it."""
    st.session_state.setdefault("first_words", {})[key] = default
    return default


def preset_field(key: str, value: str) -> None:
    """Put a value into a field that was not shown yet, and into the address.

    Streamlit writes only what changes in a field that is there.
    """
    st.session_state[key] = st.query_params[key] = value


def token() -> str | None:
    """Return the token of the current word, None when the embedding does not have it."""
    return find_word(embedding(), word()).token


def default_words(E: EmbeddingMatrix, purpose: str) -> list[str]:
    """Return words to begin with: the usual ones, or the embedding's own first ones.

    Where the server has a list of words, lists begin with all of it, so that the page names those
    that the embedding lacks; unless it lacks all of them.
    """
    if purpose in FIELD_COUNTS:
        picked = cached_lesson_words(E)
        words = picked.terms if purpose == "analogy" else picked.trio
        n = FIELD_COUNTS[purpose]
        others = (token for token in E.tokens if token not in words)
        return [*words, *islice(others, n), *[""] * n][:n]
    if settings.current().available_groups(E):
        return list(settings.current().words)
    known = [each for each in DEFAULT_WORDS[purpose].split() if each in E]
    return known if len(known) > 3 else list(E.tokens[: N_FALLBACK_WORDS[purpose]])


def has_all_words(E: EmbeddingMatrix, text: str) -> bool:
    """Say whether an embedding has each word of a text."""
    return not find_words(E, text.split())[1]


def cached_lesson_words(E: EmbeddingMatrix) -> LessonWords:
    """Return the words that the lesson shows on this embedding."""
    return cached(E, "lesson words", lambda: lesson_words(E))


def cached(E: EmbeddingMatrix, name: str, compute: Callable[[], T]) -> T:
    """Return what is made of an embedding, made once: for all visitors where all have it.

    What is made of an upload stays in the visit, as the upload does.
    """
    made: T = (_shared_result if shared_files.is_shared(E) else _session_result)(
        name, E.fingerprint, compute
    )
    return made


def cached_map(E: EmbeddingMatrix, name: str, compute: Callable[[], T]) -> T:
    """Do as `cached` does, for things as large as a map: of these, few are kept."""
    made: T = (_shared_map if shared_files.is_shared(E) else _session_map)(
        name, E.fingerprint, compute
    )
    return made


@st.cache_resource(max_entries=24, show_spinner=False)
def _shared_map(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return freeze(_compute())


@st.cache_resource(max_entries=6, show_spinner=False, scope="session")
def _session_map(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return memory_budget.BUDGET.track(memory_budget.current_session_id(), freeze(_compute()))


@st.cache_resource(max_entries=256, show_spinner=False)
def _shared_result(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return freeze(_compute())


@st.cache_resource(max_entries=32, show_spinner=False, scope="session")
def _session_result(name: str, fingerprint: str, _compute: Callable[[], Any]) -> Any:
    return memory_budget.BUDGET.track(memory_budget.current_session_id(), freeze(_compute()))


def groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    """Return the groups of words to draw: the class's, and the embedding's own or the curated."""
    of_class = settings.current().available_groups(E)
    rest = _embedding_groups(E).items()
    return of_class | {name: words for name, words in rest if name not in of_class}


def default_groups(E: EmbeddingMatrix) -> list[str]:
    """Return the names of the groups that are drawn before anybody chooses."""
    return list(settings.current().available_groups(E) or _embedding_groups(E))


def _embedding_groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    return cached(E, "groups", lambda: _compute_groups(E))


def _compute_groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    if E.labels:
        column = "group" if "group" in E.labels else next(iter(E.labels))
        return _group_by_label(E.tokens[:MAX_DRAWN_WORDS], E.labels[column])
    known = {
        name: [each for each in words if each in E] for name, words in load_word_groups().items()
    }
    known = {name: words for name, words in known.items() if words}
    if sum(map(len, known.values())) > 3:
        return known
    if len(E) > MAX_DRAWN_WORDS:
        return {
            f"the first {MAX_DRAWN_WORDS} of {len(E):,} words": list(E.tokens[:MAX_DRAWN_WORDS])
        }
    return {"all words": list(E.tokens)}


def _group_by_label(tokens: Sequence[str], labels: Sequence[str]) -> dict[str, list[str]]:
    """Return tokens by label, the labels with few tokens taken together when there are many."""
    members: dict[str, list[str]] = {}
    for each, label in zip(tokens, labels, strict=False):
        members.setdefault(label or "no group", []).append(each)
    if len(members) <= MAX_GROUPS:
        return members
    by_size = sorted(members, key=lambda label: -len(members[label]))
    kept = {label: members[label] for label in by_size[: MAX_GROUPS - 1]}
    rest = [each for label in by_size[MAX_GROUPS - 1 :] for each in members[label]]
    return {**kept, "other groups": rest}
