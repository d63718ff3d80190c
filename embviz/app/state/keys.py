"""The keys of the session state, each with the type of its value.

This is the only module that touches ``st.session_state``. A key is a string, so that it also names
a widget: ``st.text_input("Current word", key=keys.WORD)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import streamlit as st

if TYPE_CHECKING:
    from embviz.embedding import EmbeddingMatrix
    from embviz.io import FileSummary, LoadOptions

T = TypeVar("T")


class Key(str, Generic[T]):
    """The name of a value in the state of a session.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> Key[str]("word") == "word"
    True
    """

    @property
    def value(self) -> T:
        """The value. Raises KeyError where there is none."""
        value: T = st.session_state[self]
        return value

    @overload
    def get(self) -> T | None: ...
    @overload
    def get(self, default: T) -> T: ...
    def get(self, default: T | None = None) -> T | None:
        """Return the value, or `default` where there is none."""
        value: T | None = st.session_state.get(self, default)
        return value

    def set(self, value: T) -> None:
        """Store a value. For a widget: before it is shown in this run, or in a callback."""
        st.session_state[self] = value

    @overload
    def pop(self) -> T | None: ...
    @overload
    def pop(self, default: T) -> T: ...
    def pop(self, default: T | None = None) -> T | None:
        """Remove the value and return it, or return `default` where there is none."""
        value: T | None = st.session_state.pop(self, default)
        return value

    def setdefault(self, default: T) -> T:
        """Return the value; store `default` first where there is none."""
        value: T = st.session_state.setdefault(self, default)
        return value

    def is_set(self) -> bool:
        """Return whether the session has a value under this key."""
        return self in st.session_state


# Around every page
EMBEDDING = Key[str]("embedding")  # The name that is selected in the sidebar.
WORD = Key[str]("word")
PENDING_WORD = Key[str]("pending_word")  # See `current_word.set_pending`.
REPLACED_WORD = Key[str]("replaced_word")  # The current word that a new embedding lacks.
ARE_WORDS_UNCHECKED = Key[bool]("are_words_unchecked")  # See `embedding_choice`.
PRESENTING = Key[bool]("present")
PAGE = Key[str]("page")  # The URL path of the page that is shown.
IS_FRAGMENT_PAGE = Key[bool]("is_fragment_page")  # Whether the page can run without the sidebar.
DEFAULT_TEXTS = Key[dict[str, str]]("default_texts")  # The default of each text field, by its key.
REQUESTED = Key[set[str]]("requested")  # Digests of the work that was requested.
JOBS = Key[Any]("jobs")  # `SessionJobs` of `embviz.app.components.jobs`.

# Uploads
UPLOADS = Key[dict[str, "EmbeddingMatrix"]]("uploads")
LOAD_SNIPPETS = Key[dict[str, str]]("load_snippets")  # The code that loads each upload.
LAST_UPLOAD = Key[str]("last_upload")  # The name of the embedding that was added last.
BASE_EMBEDDING = Key[str]("rows_from")  # The embedding that supplies the rows of listed words.
PREVIEW = Key[tuple[tuple[object, ...], Any]]("preview")  # The request and its `Preview`.
FILE_SUMMARY = Key[tuple[tuple[str, "LoadOptions"], "FileSummary"]]("file_summary")
UPLOADER_INDEX = Key[int]("uploader_index")  # A new index makes an empty file uploader.
SEEN_FILES = Key[set[str]]("seen_files")  # Ids of the uploaded files that a page has read.

# Lesson
STEP = Key[str]("step")  # Counted from 1.
QUIZ_SEED = Key[str]("quiz")
QUIZ_ANSWERS = Key[dict[str, str]]("quiz_answers")

# Matrix
FIRST_ROW = Key[str]("first")

# Map
MAP_KIND = Key[str]("show")
MAP_SIZE = Key[str]("size")
EXTRA_WORDS = Key[str]("also")
CENTER_WORD = Key[str]("around")
WORD_GROUPS = Key[list[str]]("groups")
FIND = Key[str]("find")
SUGGESTED_ROW = Key[int]("suggested_row")
MARKED_ROWS = Key[tuple[str, tuple[int, ...]]]("marked_rows")  # The digest of the map, its rows.
# The fingerprint, the `MapWords` on a map of their own, and the selection they were taken from.
ISOLATED_WORDS = Key[tuple[str, Any, tuple[str, str]]]("isolated_words")
VIEWPORTS = Key[dict[str, str]]("viewports")  # The visible part of each map, by digest.
INITIAL_VIEWPORT = Key[tuple[str, str]]("initial_viewport")  # The digest of the map, its viewport.
IS_SIDEBAR_STALE = Key[bool]("is_sidebar_stale")  # After a click that ran only the map's panel.

# Similarity
SIMILARITY_TAB = Key[str]("part")
SIMILARITY_QUERY = Key[str]("near")
# The current word when the query was typed; None keeps the query for one run.
QUERY_WORD = Key[str | None]("query_word")
PAIRWISE_WORDS = Key[str]("pairs")
WORD_FILTER = Key[str]("like")
IS_WHOLE_WORDS = Key[bool]("whole")

# Analogies
SUM = Key[str]("sum")
EXPECTED_ANSWER = Key[str]("expected")
SUM_PRESET = Key[str | None]("known_sum")
TERM_COUNT = Key[int]("how_far")
TERM_COUNT_SUM = Key[str]("term_count_sum")  # The sum that the term count belongs to.

# Comparison
RIGHT_EMBEDDING = Key[str]("other")
LEFT_EMBEDDING = Key[str]("left_embedding")  # The embedding in the sidebar at the last run.
COMPARISON_TAB = Key[str]("compare")
COMPARISON_WORDS = Key[str]("compare_words")
COMPARISON_MAP_WORDS = Key[str]("compare_map")
COMPARISON_SUM = Key[str]("compare_sum")
COMPARISON_EXPECTED = Key[str]("compare_expected")

# Evaluation
PARSED_FILES = Key[dict[str, tuple[str, Any]]]("parsed_files")  # File id and content, by widget.


def text_field(name: str) -> Key[str]:
    """Return the key of a text field that the caller of a shared input names."""
    return Key(name)


def component(name: str) -> Key[Any]:
    """Return the key of a component: its value has the triggers as attributes."""
    return Key(name)


def term_weight(i: int) -> Key[float]:
    """Return the key of the weight of a term."""
    return Key(f"weight_{i}")


def term_word(i: int) -> Key[str]:
    """Return the key of the word of a term."""
    return Key(f"term_{i}")


def import_option(option: str, file_id: str) -> Key[Any]:
    """Return the key of an import option of one file."""
    return Key(f"read_{option}_{file_id}")


def shape_option(option: str, side: str) -> Key[int | None]:
    """Return the key of one side of the shape, within the import option."""
    return Key(f"{option}_{side}")


def known_members(option: str) -> Key[list[str]]:
    """Return the key of the archive members that an import option has offered so far."""
    return Key(f"members_{option}")
