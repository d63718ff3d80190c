"""Parse a typed axis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from embviz.axes.axis import Axis, axis_along, axis_between
from embviz.embedding import EmbeddingMatrix, ParseProblem, find_word, lookup

# Separators between the two ends of a pair, the least ambiguous first.
END_SEPARATORS = tuple(
    map(re.compile, (r"<->|<=>|->|=>|[↔⟷⇔→⟶⇒]", r"(?<=\s)[-−–—](?=\s)", ",", "/"))
)

_PAIR_SEPARATOR = re.compile(r"[;\n]")
_WORD_JOINER = re.compile(r"[-\s]+")
_EXAMPLE = "man ↔ woman"

# Longer texts are pasted, not axes.
MAX_AXIS_CHARS = 1000
# Unknown words for which near spellings are searched, because the search takes long.
MAX_SUGGESTED_WORDS = 5


def parse_axis(E: EmbeddingMatrix, typed: str) -> Axis | ParseProblem:
    """Parse a typed axis.

    Parameters
    ----------
    E : EmbeddingMatrix
    typed : str
        One word (``poor``), a pair (``man ↔ woman``, ``man -> woman``, ``man - woman``,
        ``man, woman``, ``man/woman``), or several pairs separated by ``;`` or line breaks. The
        first word of a pair is the low end. Tokens in the vocabulary are not split: ``new york``,
        ``vis-a-vis``, ``km/h``.

    Returns
    -------
    Axis or ParseProblem
        The direction of a pair is the difference of its rows at length 1, that of several pairs
        the mean of these differences, that of a single word its row. A text with an unknown word
        is a problem; the message names the word.

    References
    ----------
    Bolukbasi, Chang, Zou, Saligrama and Kalai (2016), Man is to computer programmer as woman is to
    homemaker? Debiasing word embeddings.
    Kozlowski, Taddy and Evans (2019), The geometry of culture: analyzing the meanings of class
    through word embeddings.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["poor", "rich", "king"], [[4, 0], [0, 2], [3, 4]])
    >>> axis = parse_axis(E, "poor - Rich")
    >>> axis.label, axis.end_labels, axis.direction.round(3), axis.notes
    ('poor ↔ rich', ('poor', 'rich'), array([-0.707,  0.707]), ("'Rich' has the row of 'rich'.",))
    >>> parse_axis(E, "poor ↔ ritch").message
    "'ritch' is not in the vocabulary. Near spellings: rich."
    """
    text = typed.strip()
    if len(text) > MAX_AXIS_CHARS:
        return ParseProblem(
            f"This is longer than {MAX_AXIS_CHARS:,} characters: too long for an axis."
        )
    whole = _split_pair(E, text)  # Before splitting at semicolons: a token may contain one.
    if len(whole) <= 2 and all(_is_known_word(E, word) for word in whole):
        pairs = [whole]
    else:
        pairs = [
            _split_pair(E, piece) for piece in map(str.strip, _PAIR_SEPARATOR.split(text)) if piece
        ]
    if not pairs:
        return ParseProblem(f"Type a word, or two: {_EXAMPLE}.")
    for pair in pairs:
        if not all(pair):
            return ParseProblem(f"A word is missing: a pair needs one on each side, {_EXAMPLE}.")
        if len(pair) > 2:
            return ParseProblem(
                f"An axis has two ends, and this names {len(pair)}: {', '.join(pair)}. "
                "Put a semicolon between several pairs."
            )
    words = list(dict.fromkeys(word for pair in pairs for word in pair))
    missing = [word for word in words if not _is_known_word(E, word)]
    if missing:
        return _unknown_words_problem(E, missing)
    if len(pairs) == 1:
        return axis_along(E, words[0]) if len(pairs[0]) == 1 else axis_between(E, pairs)
    single = next((pair[0] for pair in pairs if len(pair) == 1), None)
    if single is not None:
        return ParseProblem(f"Each of several pairs needs two words, and {single!r} stands alone.")
    return axis_between(E, pairs)


def _split_pair(E: EmbeddingMatrix, text: str) -> list[str]:
    """Split a pair between two known words, else at the least ambiguous separator."""
    if _is_known_word(E, text):
        return [text]
    for separator in END_SEPARATORS:
        for left, right in _iter_splits(separator, text):
            if _is_known_word(E, left) and _is_known_word(E, right):
                return [left, right]
    splits = ([end.strip() for end in separator.split(text)] for separator in END_SEPARATORS)
    return next((ends for ends in splits if len(ends) > 1), [text])


def _iter_splits(separator: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    for match in separator.finditer(text):
        yield text[: match.start()].strip(), text[match.end() :].strip()


def _is_known_word(E: EmbeddingMatrix, word: str) -> bool:
    return bool(word) and find_word(E, word).token is not None


def _unknown_words_problem(E: EmbeddingMatrix, missing: Sequence[str]) -> ParseProblem:
    sentences = []
    for i, word in enumerate(missing):
        result = lookup(E, word) if i < MAX_SUGGESTED_WORDS else find_word(E, word)
        sentences.append(f"{result.query!r} is not in the vocabulary.")
        if result.suggestions:
            sentences.append(f"Near spellings: {', '.join(result.suggestions)}.")
        # A hyphen or a space is ambiguous: a separator, or part of a word.
        for left, right in _iter_splits(_WORD_JOINER, result.query):
            if _is_known_word(E, left) and _is_known_word(E, right):
                sentences.append(f"For an axis between two words, write {left} ↔ {right}.")
                break
    return ParseProblem(" ".join(sentences), tuple(missing))
