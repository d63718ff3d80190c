"""An axis as somebody types it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from embviz.axes.axis import Axis, AxisProblem, axis_along, axis_between
from embviz.embedding import EmbeddingMatrix, find_word, lookup

# What may stand between the two ends of a pair, the clearest first.
END_SEPARATORS = tuple(
    map(re.compile, (r"<->|<=>|->|=>|[↔⟷⇔→⟶⇒]", r"(?<=\s)[-−–—](?=\s)", ",", "/"))
)

_PAIR_SEPARATOR = re.compile(r"[;\n]")
_WORD_JOINER = re.compile(r"[-\s]+")
_EXAMPLE = "man ↔ woman"

# More than this is a pasted text, not an axis.
MAX_CHARS = 1000
# For how many unknown words near spellings are searched: the search reads the whole vocabulary.
MAX_SUGGESTED_WORDS = 5


def parse_axis(E: EmbeddingMatrix, typed: str) -> Axis | AxisProblem:
    """Read an axis as somebody typed it.

    Parameters
    ----------
    E : EmbeddingMatrix
    typed : str
        One word (``poor``), a pair (``man ↔ woman``, ``man -> woman``, ``man - woman``,
        ``man, woman``, ``man/woman``), or several pairs with ``;`` or line breaks between them.
        The first word of a pair is the low end. What is a token as a whole is taken as a whole, so
        ``new york``, ``vis-a-vis`` and ``km/h`` are single words where the vocabulary has them.

    Returns
    -------
    Axis or AxisProblem
        A pair points along the difference of its rows, each at length 1; several pairs along the
        mean of these differences; a single word along its row. An unknown word is named in the
        problem and never replaced by another one.

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
    >>> axis.label, axis.ends, axis.direction.round(3), axis.notes
    ('poor ↔ rich', ('poor', 'rich'), array([-0.707,  0.707]), ("'Rich' has the row of 'rich'.",))
    >>> parse_axis(E, "poor ↔ ritch").message
    "'ritch' is not in the vocabulary. Near spellings: rich."
    """
    text = typed.strip()
    if len(text) > MAX_CHARS:
        return AxisProblem(f"This is longer than {MAX_CHARS:,} characters: too long for an axis.")
    whole = _split_pair(E, text)  # Before any semicolon cuts it: a token may hold one.
    if len(whole) <= 2 and all(_is_known(E, word) for word in whole):
        pairs = [whole]
    else:
        pairs = [
            _split_pair(E, piece) for piece in map(str.strip, _PAIR_SEPARATOR.split(text)) if piece
        ]
    if not pairs:
        return AxisProblem(f"Type a word, or two: {_EXAMPLE}.")
    for pair in pairs:
        if not all(pair):
            return AxisProblem(f"A word is missing: a pair needs one on each side, {_EXAMPLE}.")
        if len(pair) > 2:
            return AxisProblem(
                f"An axis has two ends, and this names {len(pair)}: {', '.join(pair)}. "
                "Put a semicolon between several pairs."
            )
    words = list(dict.fromkeys(word for pair in pairs for word in pair))
    missing = [word for word in words if not _is_known(E, word)]
    if missing:
        return _unknown_words_problem(E, missing)
    if len(pairs) == 1:
        return axis_along(E, words[0]) if len(pairs[0]) == 1 else axis_between(E, pairs)
    alone = next((pair[0] for pair in pairs if len(pair) == 1), None)
    if alone is not None:
        return AxisProblem(f"Each of several pairs needs two words, and {alone!r} stands alone.")
    return axis_between(E, pairs)


def _split_pair(E: EmbeddingMatrix, text: str) -> list[str]:
    """Cut one pair into its ends: the cut between two known words, else the clearest one."""
    if _is_known(E, text):
        return [text]
    for separator in END_SEPARATORS:
        for left, right in _iter_splits(separator, text):
            if _is_known(E, left) and _is_known(E, right):
                return [left, right]
    cuts = ([end.strip() for end in separator.split(text)] for separator in END_SEPARATORS)
    return next((ends for ends in cuts if len(ends) > 1), [text])


def _iter_splits(separator: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    for found in separator.finditer(text):
        yield text[: found.start()].strip(), text[found.end() :].strip()


def _is_known(E: EmbeddingMatrix, word: str) -> bool:
    return bool(word) and find_word(E, word).token is not None


def _unknown_words_problem(E: EmbeddingMatrix, missing: Sequence[str]) -> AxisProblem:
    searched = [lookup(E, word) for word in missing[:MAX_SUGGESTED_WORDS]]
    unknown = (*searched, *(find_word(E, word) for word in missing[MAX_SUGGESTED_WORDS:]))
    sentences = []
    for each in unknown:
        sentences.append(f"{each.query!r} is not in the vocabulary.")
        if each.suggestions:
            sentences.append(f"Near spellings: {', '.join(each.suggestions)}.")
        # A hyphen or a blank may be meant as ↔, but it may as well be part of a word.
        for left, right in _iter_splits(_WORD_JOINER, each.query):
            if _is_known(E, left) and _is_known(E, right):
                sentences.append(f"For an axis between two words, write {left} ↔ {right}.")
                break
    return AxisProblem(" ".join(sentences), tuple(missing))
