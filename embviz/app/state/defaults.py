"""The words that text fields contain before anyone types."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from embviz.app.config import settings
from embviz.app.state import keys
from embviz.app.state.compute import cached
from embviz.embedding import EmbeddingMatrix, find_words, split_words
from embviz.lesson import LessonWords, lesson_words

# Default words of each list; only those in the embedding are used.
DEFAULT_WORDS = {
    "matrix": "king queen man woman prince princess dog cat horse bird paris london berlin rome "
    "one two three four happy sad",
    "map": "cat dog horse car truck bus king queen prince princess",
    "pairs": "king queen man woman cat dog horse car truck bus",
    "odd": "cat dog horse rabbit car",
    "axis": "doctor nurse teacher professor lawyer engineer scientist architect carpenter farmer "
    "journalist musician painter poet dentist surgeon librarian programmer mechanic photographer",
}
# Number of first tokens shown when the embedding lacks the default words.
N_FALLBACK_WORDS = {"matrix": 20, "map": 30, "pairs": 10, "odd": 5, "axis": 20}
# Number of one-word fields, by purpose.
FIELD_COUNTS = {"two": 2, "trio": 3, "analogy": 3}


def default_words(E: EmbeddingMatrix, purpose: str) -> list[str]:
    """Return the default words of a list or of a row of fields.

    If the server has a word list and the embedding any of its words, return the whole list, so that
    the page can name the missing words.

    Parameters
    ----------
    E : EmbeddingMatrix
    purpose : str
        A key of `DEFAULT_WORDS` or `FIELD_COUNTS`.
    """
    if purpose in FIELD_COUNTS:
        lesson = cached_lesson_words(E)
        words = lesson.terms if purpose == "analogy" else lesson.trio
        n = FIELD_COUNTS[purpose]
        others = (token for token in E.tokens if token not in words)
        return [*words, *islice(others, n), *[""] * n][:n]
    if settings.current().available_groups(E):
        return list(settings.current().words)
    known = [word for word in DEFAULT_WORDS[purpose].split() if word in E]
    return known if len(known) > 3 else list(E.tokens[: N_FALLBACK_WORDS[purpose]])


def cached_lesson_words(E: EmbeddingMatrix) -> LessonWords:
    """Return the words that the lesson shows on an embedding."""
    return cached(E, "lesson words", lambda: lesson_words(E))


def has_all_words(E: EmbeddingMatrix, text: str) -> bool:
    """Return whether an embedding has each word of a text."""
    return not find_words(E, text.split())[1]


def remember_default(key: str, default: str) -> str:
    """Return the default of a text field, and remember it to know later whether it was changed."""
    keys.DEFAULT_TEXTS.setdefault({})[key] = default
    return default


def reset_unchanged(fields: Iterable[str]) -> None:
    """Give new defaults to those of the text fields that still contain the old ones."""
    defaults = keys.DEFAULT_TEXTS.get({})
    for name in fields:
        field = keys.text_field(name)
        if name in defaults and field.get() == defaults[name]:
            field.pop()


def reset_missing(E: EmbeddingMatrix) -> None:
    """Give new defaults to text fields that are unchanged, or most of whose words `E` lacks."""
    reset_unchanged(keys.DEFAULT_TEXTS.get({}))
    for name in keys.DEFAULT_TEXTS.get({}):
        field = keys.text_field(name)
        if (text := field.get()) is None:
            continue
        known, missing = find_words(E, split_words(text))
        if not known or len(known) < len(missing):
            field.pop()
