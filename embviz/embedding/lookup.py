"""Find the token of a typed word; near spellings are only suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from unicodedata import normalize

from embviz.embedding.matrix import EmbeddingMatrix

LookupStep: TypeAlias = Literal["exact", "case", "unicode", "spelling", "unknown"]

# Tokens that tokenizers substitute for unknown characters.
UNKNOWN_TOKENS = ("[UNK]", "<unk>")


@dataclass(frozen=True)
class Lookup:
    """Result of the search for one word.

    Attributes
    ----------
    query : str
        The word as typed.
    token : str or None
        The token found; None if the word is not in the vocabulary.
    token_id : int or None
        Row number of the token.
    step : {"exact", "case", "unicode", "spelling", "unknown"}
        ``exact``: as typed. ``case``: other upper or lower case. ``unicode``: another Unicode form
        of the same characters. ``spelling``: not found, but there are `suggestions`. ``unknown``:
        not found, and there are none.
    suggestions : tuple of str
        Tokens with a near spelling.
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
        Spaces around it are ignored.

    Returns
    -------
    Lookup
        A word that is not in the vocabulary has no token, only suggestions.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", "king"], [[0, 1], [1, 0]])
    >>> lookup(E, "King")
    Lookup(query='King', token='king', token_id=1, step='case', suggestions=())
    >>> lookup(E, "knig").suggestions
    ('king',)
    """
    result = find_word(E, word)
    if result.token is not None:
        return result
    near = E.speller.suggest(word)
    return Lookup(result.query, None, None, "spelling" if near else "unknown", near)


def find_words(E: EmbeddingMatrix, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Look up several words, without suggestions.

    Returns
    -------
    tokens : list of str
        Each once, in the order of `words`.
    missing : list of str
        The words that are not in the vocabulary.
    """
    lookups = [find_word(E, word) for word in words]
    tokens = dict.fromkeys(result.token for result in lookups if result.token is not None)
    return list(tokens), [result.query for result in lookups if result.token is None]


def respelling_notes(lookups: Iterable[Lookup]) -> tuple[str, ...]:
    """Return a sentence for each word whose token is spelled differently, each sentence once.

    Examples
    --------
    >>> respelling_notes([Lookup("King", "king", 1, "case"), Lookup("the", "the", 0, "exact")])
    ("'King' has the row of 'king'.",)
    """
    notes = dict.fromkeys(
        f"{result.query!r} has the row of {result.token!r}."
        for result in lookups
        if result.token is not None and result.step != "exact"
    )
    return tuple(notes)


def select_words(
    E: EmbeddingMatrix, words: Sequence[str], groups: Sequence[str] | None = None, *, name: str
) -> tuple[EmbeddingMatrix | None, list[str]]:
    """Select the rows of a list of words.

    Parameters
    ----------
    E : EmbeddingMatrix
    words : sequence of str
    groups : sequence of str, optional
        The group of each word; becomes the labels ``"group"``.
    name : str
        Name of the new embedding.

    Returns
    -------
    selection : EmbeddingMatrix or None
        The words that are in `E`, each once, in the given order; None if there are none.
    missing : list of str
        The words that are not in `E`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[1, 0], [2, 0], [0, 3]])
    >>> pets, missing = select_words(E, ["Dog", "cat", "cow"], name="pets")
    >>> pets.tokens, pets.notes, missing
    (('dog', 'cat'), ("'Dog' has the row of 'dog'.",), ['cow'])
    """
    lookups = [find_word(E, word) for word in words]
    group_of_id: dict[int, str] = {}
    notes: list[str] = []
    for result, group in zip(lookups, groups or [""] * len(words), strict=True):
        if result.token_id is None:
            continue
        if result.token_id in group_of_id:
            notes.append(f"{result.query!r} is listed twice; the first place counts.")
        else:
            notes += respelling_notes([result])
        group_of_id.setdefault(result.token_id, group)
    missing = [result.query for result in lookups if result.token is None]
    if not group_of_id:
        return None, missing
    labels = {"group": list(group_of_id.values())} if groups else {}
    source = f"{len(group_of_id):,} of {len(lookups):,} listed words, with their rows in {E.name}"
    selection = E.select(list(group_of_id), name=name, source=source, notes=notes, labels=labels)
    return selection, missing


def find_word(E: EmbeddingMatrix, word: str) -> Lookup:
    """Find a word as `lookup` does, but without suggestions."""
    if word in E:  # Before stripping, because a token may begin or end with a space.
        return Lookup(word, word, E.token_id(word), "exact")
    query = word.strip()
    for step, token in spelling_variants(query):
        if token in E:
            return Lookup(query, token, E.token_id(token), step)
    return Lookup(query, None, None, "unknown")


def spelling_variants(word: str) -> Iterator[tuple[LookupStep, str]]:
    """Yield a word as typed, in other cases and in other Unicode forms, each with its step."""
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
