"""From a typed word to its token, without ever guessing silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from unicodedata import normalize

from embviz.embedding.matrix import EmbeddingMatrix

LookupStep: TypeAlias = Literal["exact", "case", "unicode", "spelling", "unknown"]

# What tokenizers put in the place of characters that they do not know.
UNKNOWN_TOKENS = ("[UNK]", "<unk>")


@dataclass(frozen=True)
class Lookup:
    """What a search for one word found, and how.

    Attributes
    ----------
    query : str
        The word as typed.
    token : str or None
        The token whose row is meant; None when only suggestions can be made.
    token_id : int or None
        Its row number.
    step : {"exact", "case", "unicode", "spelling", "unknown"}
        ``exact``: as typed. ``case``: other upper or lower case. ``unicode``: another way to write
        the same characters. ``spelling``: not found, but `suggestions` are near. ``unknown``: not
        found, and nothing is near.
    suggestions : tuple of str
        Tokens that may have been meant instead.
    """

    query: str
    token: str | None
    token_id: int | None
    step: LookupStep
    suggestions: tuple[str, ...] = ()


def lookup(E: EmbeddingMatrix, word: str) -> Lookup:
    """Find a word in the vocabulary: as typed, else in other case, else in other Unicode form.

    Parameters
    ----------
    E : EmbeddingMatrix
    word : str
        Blanks around it are dropped.

    Returns
    -------
    Lookup
        With `step` saying how the token was found. A word that is not there has no token: the
        nearest spellings are suggestions, never answers.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", "king"], [[0, 1], [1, 0]])
    >>> lookup(E, "King")
    Lookup(query='King', token='king', token_id=1, step='case', suggestions=())
    >>> lookup(E, "knig").suggestions
    ('king',)
    """
    found = find_word(E, word)
    if found.token is not None:
        return found
    near = E.speller.suggest(word)
    return Lookup(found.query, None, None, "spelling" if near else "unknown", near)


def find_words(E: EmbeddingMatrix, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Look up several words, without suggestions.

    Returns
    -------
    found : list of str
        The tokens, each once, in the order of `words`.
    missing : list of str
        The words that are not in the vocabulary.
    """
    lookups = [find_word(E, word) for word in words]
    found = dict.fromkeys(each.token for each in lookups if each.token is not None)
    return list(found), [each.query for each in lookups if each.token is None]


def select_words(
    E: EmbeddingMatrix, words: Sequence[str], groups: Sequence[str] | None = None, *, name: str
) -> tuple[EmbeddingMatrix | None, list[str]]:
    """Make a vocabulary of one's own from a list of words, with the rows they have in `E`.

    Parameters
    ----------
    E : EmbeddingMatrix
    words : sequence of str
    groups : sequence of str, optional
        The group of each word; becomes the labels ``"group"``.
    name : str
        What to call the new embedding.

    Returns
    -------
    chosen : EmbeddingMatrix or None
        The words that `E` has, each once, in the order given; None when it has none of them.
    missing : list of str
        The words that `E` does not have.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[1, 0], [2, 0], [0, 3]])
    >>> pets, missing = select_words(E, ["Dog", "cat", "cow"], name="pets")
    >>> pets.tokens, pets.notes, missing
    (('dog', 'cat'), ("'Dog' has the row of 'dog'.",), ['cow'])
    """
    lookups = [find_word(E, word) for word in words]
    rows: dict[int, str] = {}
    notes = []
    for found, group in zip(lookups, groups or [""] * len(words), strict=True):
        if found.token_id is None:
            continue
        if found.token_id in rows:
            notes.append(f"{found.query!r} is listed twice; the first place counts.")
        elif found.step != "exact":
            notes.append(f"{found.query!r} has the row of {found.token!r}.")
        rows.setdefault(found.token_id, group)
    missing = [found.query for found in lookups if found.token is None]
    if not rows:
        return None, missing
    labels = {"group": list(rows.values())} if groups else {}
    source = f"{len(rows):,} of {len(lookups):,} listed words, with their rows in {E.name}"
    return E.select(list(rows), name=name, source=source, notes=notes, labels=labels), missing


def find_word(E: EmbeddingMatrix, word: str) -> Lookup:
    """Find a word as `lookup` does, but without searching for suggestions."""
    if word in E:  # Before any trimming: a token may begin or end with a blank.
        return Lookup(word, word, E.token_id(word), "exact")
    query = word.strip()
    for step, token in spelling_variants(query):
        if token in E:
            return Lookup(query, token, E.token_id(token), step)
    return Lookup(query, None, None, "unknown")


def spelling_variants(word: str) -> Iterator[tuple[LookupStep, str]]:
    """Yield a word as typed, in other cases, and in other Unicode forms, each with its step."""
    yield "exact", word
    for token in _case_variants(word):
        yield "case", token
    for form in ("NFC", "NFKC", "NFD"):
        other = normalize(form, word)
        yield "unicode", other
        for token in _case_variants(other):
            yield "unicode", token


def _case_variants(word: str) -> tuple[str, ...]:
    return word.lower(), word.capitalize(), word.title(), word.upper(), word.casefold()
