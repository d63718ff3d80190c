"""Cutting a typed sum into its terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from embviz.analogies.terms import LARGEST_WEIGHT, QUOTES, SIGNS, TIMES, SumProblem
from embviz.embedding import EmbeddingMatrix, find_word

# More words than these are a pasted text, not a sum.
MOST_TERMS = 24

_NUMBER = r"[0-9]{1,12}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12}"
_SIGN = re.compile(rf"[{SIGNS}]")
# With blanks (or an end) on both sides, a sign or a × is never a part of a word.
_SIGN_ALONE = re.compile(rf"(?<!\S)[{SIGNS}](?!\S)")
_TIMES_ALONE = re.compile(rf"(?<!\S)[{TIMES}](?!\S)")
_WEIGHT_FIRST = re.compile(rf"({_NUMBER})\s*[{TIMES}]\s*")
_WEIGHT_LAST = re.compile(rf"\s*[{TIMES}]\s*({_NUMBER})(?=\s*(?:[{SIGNS}]|$))")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”')


@dataclass(frozen=True)
class Word:
    """A term as it was typed, with the places where its word begins and where the term ends."""

    weight: float
    text: str
    begins: int
    ends: int


class Unreadable(Exception):
    """Carries a `SumProblem` out of the reader."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.problem = SumProblem(message, position)


def read(E: EmbeddingMatrix, typed: str) -> list[Word]:
    """Cut a text into its terms, whether or not the vocabulary has their words."""
    words: list[Word] = []
    at = _skip(typed, 0)
    while at < len(typed):
        sign = 1.0
        begins = at
        # A token may begin with a sign, as "-" itself does, unless blanks set the sign apart.
        whole = not words and _whole(E, typed, at)
        if not whole and _SIGN.match(typed, at):
            sign = 1.0 if typed[at] == "+" else -1.0
            at = _skip(typed, at + 1)
            if at == len(typed):
                raise Unreadable("A word is missing after this sign.", begins)
        elif words:
            raise Unreadable("A + or − is missing before this word.", at)
        word = _term(E, typed, at, sign)
        if len(words) == MOST_TERMS:
            raise Unreadable(f"A sum can have {MOST_TERMS} words at most.", begins)
        words.append(word)
        at = _skip(typed, word.ends)
    return words


def _term(E: EmbeddingMatrix, typed: str, at: int, sign: float) -> Word:
    """Read the term that begins at `at`, behind its sign."""
    weight = 1.0
    number = _WEIGHT_FIRST.match(typed, at)
    if number and (_TIMES_ALONE.search(typed, at, number.end()) or not _whole(E, typed, at)):
        weight = _weight(number[1], at)
        at = number.end()
        if at == len(typed):
            raise Unreadable("A word is missing after this weight.", number.start())
    elif typed[at] in TIMES and not _whole(E, typed, at):
        raise Unreadable("A number is missing before this ×: write 2 × word.", at)
    begins, text, ends = _word(E, typed, at)
    number = _WEIGHT_LAST.match(typed, ends)
    if number:
        weight *= _weight(number[1], number.start(1))
        ends = number.end()
    return Word(sign * weight, text, begins, ends)


def _word(E: EmbeddingMatrix, typed: str, at: int) -> tuple[int, str, int]:
    """Return where a word begins, the word, and where it ends: the longest known, else the next."""
    quoted = _QUOTED.match(typed, at)
    if quoted:
        text = quoted[2] or (quoted[1] or "").replace('""', '"')
        if not text.strip() and text not in E:
            raise Unreadable("There is no word between these quotation marks.", at)
        return at, text, quoted.end()
    ends = _ends(typed, at)
    for end in ends:
        text = typed[at:end].rstrip()
        # Longer than any token, however it is written: no need to look.
        if 0 < len(text) <= 4 * E.max_token_chars and find_word(E, text).token is not None:
            return at, text, at + len(text)
    text = typed[at : ends[-1]].rstrip()
    if not text:
        raise Unreadable("Two signs follow each other: a word is missing here.", at)
    if text[0] in QUOTES:
        raise Unreadable("This quotation mark has no partner.", at)
    _check_apart(E, typed, at, text)
    return at, text, at + len(text)


def _ends(typed: str, at: int) -> list[int]:
    """Return where a word that begins at `at` could end, the farthest first."""
    last = _stop(typed, at)
    cuts = {found.start() for found in _SIGN.finditer(typed, at, last)}
    cuts |= {found.start() for found in _WEIGHT_LAST.finditer(typed, at, last)}
    return sorted({last, *cuts}, reverse=True)


def _stop(typed: str, at: int) -> int:
    """Return where the text ends that no sign or × with blanks around it cuts."""
    stops = (alone.search(typed, at) for alone in (_SIGN_ALONE, _TIMES_ALONE))
    return min((stop.start() for stop in stops if stop), default=len(typed))


def _whole(E: EmbeddingMatrix, typed: str, at: int) -> bool:
    """Say whether what stands between `at` and the next sign with blanks around it is a token."""
    text = typed[at : _stop(typed, at)].rstrip()
    return bool(text) and text in E


def _check_apart(E: EmbeddingMatrix, typed: str, at: int, text: str) -> None:
    """Point at the place of a forgotten sign: between two known words that only a blank parts."""
    for blank in re.finditer(r"\s+", text):
        first, rest = text[: blank.start()], text[blank.end() :]
        if not any(find_word(E, each).token is not None for each in (rest, rest.split()[0])):
            continue
        if re.fullmatch(_NUMBER, first):
            raise Unreadable(f"A × is missing after the weight: {first} × word.", blank.end() + at)
        if find_word(E, first).token is not None:
            raise Unreadable("A + or − is missing before this word.", blank.end() + at)


def _weight(number: str, at: int) -> float:
    weight = float(number.replace(",", "."))
    if weight > LARGEST_WEIGHT:
        raise Unreadable(f"A weight can be {LARGEST_WEIGHT:g} at most.", at)
    return weight


def _skip(typed: str, at: int) -> int:
    while at < len(typed) and typed[at].isspace():
        at += 1
    return at
