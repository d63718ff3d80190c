"""Cutting a typed sum into its terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from embviz.analogies.terms import MAX_WEIGHT, QUOTES, SIGNS, TIMES_SIGNS, SumProblem
from embviz.embedding import EmbeddingMatrix, find_word

# More words than these are a pasted text, not a sum.
MAX_TERMS = 24

_NUMBER = r"[0-9]{1,12}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12}"
_SIGN = re.compile(rf"[{SIGNS}]")
# With blanks (or an end) on both sides, a sign or a × is never a part of a word.
_SPACED_SIGN = re.compile(rf"(?<!\S)[{SIGNS}](?!\S)")
_SPACED_TIMES = re.compile(rf"(?<!\S)[{TIMES_SIGNS}](?!\S)")
_LEADING_WEIGHT = re.compile(rf"({_NUMBER})\s*[{TIMES_SIGNS}]\s*")
_TRAILING_WEIGHT = re.compile(rf"\s*[{TIMES_SIGNS}]\s*({_NUMBER})(?=\s*(?:[{SIGNS}]|$))")
_QUOTED_WORD = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”')


@dataclass(frozen=True)
class TermToken:
    """A term as it was typed, with the places where its word begins and where the term ends."""

    weight: float
    text: str
    start: int
    end: int


class SumSyntaxError(Exception):
    """Carries a `SumProblem` out of the reader."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.problem = SumProblem(message, position)


def tokenize(E: EmbeddingMatrix, source: str) -> list[TermToken]:
    """Cut a text into its terms, whether or not the vocabulary has their words."""
    words: list[TermToken] = []
    at = _skip_spaces(source, 0)
    while at < len(source):
        sign = 1.0
        begins = at
        # A token may begin with a sign, as "-" itself does, unless blanks set the sign apart.
        whole = not words and _is_token(E, source, at)
        if not whole and _SIGN.match(source, at):
            sign = 1.0 if source[at] == "+" else -1.0
            at = _skip_spaces(source, at + 1)
            if at == len(source):
                raise SumSyntaxError("A word is missing after this sign.", begins)
        elif words:
            raise SumSyntaxError("A + or − is missing before this word.", at)
        word = _read_term(E, source, at, sign)
        if len(words) == MAX_TERMS:
            raise SumSyntaxError(f"A sum can have {MAX_TERMS} words at most.", begins)
        words.append(word)
        at = _skip_spaces(source, word.end)
    return words


def _read_term(E: EmbeddingMatrix, source: str, pos: int, sign: float) -> TermToken:
    """Read the term that begins at `pos`, behind its sign."""
    weight = 1.0
    number = _LEADING_WEIGHT.match(source, pos)
    if number and (
        _SPACED_TIMES.search(source, pos, number.end()) or not _is_token(E, source, pos)
    ):
        weight = _parse_weight(number[1], pos)
        pos = number.end()
        if pos == len(source):
            raise SumSyntaxError("A word is missing after this weight.", number.start())
    elif source[pos] in TIMES_SIGNS and not _is_token(E, source, pos):
        raise SumSyntaxError("A number is missing before this ×: write 2 × word.", pos)
    begins, text, ends = _read_word(E, source, pos)
    number = _TRAILING_WEIGHT.match(source, ends)
    if number:
        weight *= _parse_weight(number[1], number.start(1))
        ends = number.end()
    return TermToken(sign * weight, text, begins, ends)


def _read_word(E: EmbeddingMatrix, source: str, pos: int) -> tuple[int, str, int]:
    """Return where a word begins, the word, and where it ends: the longest known, else the next."""
    quoted = _QUOTED_WORD.match(source, pos)
    if quoted:
        text = quoted[2] or (quoted[1] or "").replace('""', '"')
        if not text.strip() and text not in E:
            raise SumSyntaxError("There is no word between these quotation marks.", pos)
        return pos, text, quoted.end()
    ends = _candidate_ends(source, pos)
    for end in ends:
        text = source[pos:end].rstrip()
        # Longer than any token, however it is written: no need to look.
        if 0 < len(text) <= 4 * E.max_token_chars and find_word(E, text).token is not None:
            return pos, text, pos + len(text)
    text = source[pos : ends[-1]].rstrip()
    if not text:
        raise SumSyntaxError("Two signs follow each other: a word is missing here.", pos)
    if text[0] in QUOTES:
        raise SumSyntaxError("This quotation mark has no partner.", pos)
    _check_missing_operator(E, source, pos, text)
    return pos, text, pos + len(text)


def _candidate_ends(source: str, pos: int) -> list[int]:
    """Return where a word that begins at `pos` could end, the farthest first."""
    last = _find_stop(source, pos)
    cuts = {found.start() for found in _SIGN.finditer(source, pos, last)}
    cuts |= {found.start() for found in _TRAILING_WEIGHT.finditer(source, pos, last)}
    return sorted({last, *cuts}, reverse=True)


def _find_stop(source: str, pos: int) -> int:
    """Return where the text ends that no sign or × with blanks around it cuts."""
    stops = (alone.search(source, pos) for alone in (_SPACED_SIGN, _SPACED_TIMES))
    return min((stop.start() for stop in stops if stop), default=len(source))


def _is_token(E: EmbeddingMatrix, source: str, pos: int) -> bool:
    """Say whether what stands between `pos` and the next sign with blanks around it is a token."""
    text = source[pos : _find_stop(source, pos)].rstrip()
    return bool(text) and text in E


def _check_missing_operator(E: EmbeddingMatrix, source: str, pos: int, text: str) -> None:
    """Point at the place of a forgotten sign: between two known words that only a blank parts."""
    for blank in re.finditer(r"\s+", text):
        first, rest = text[: blank.start()], text[blank.end() :]
        if not any(find_word(E, each).token is not None for each in (rest, rest.split()[0])):
            continue
        if re.fullmatch(_NUMBER, first):
            raise SumSyntaxError(
                f"A × is missing after the weight: {first} × word.", blank.end() + pos
            )
        if find_word(E, first).token is not None:
            raise SumSyntaxError("A + or − is missing before this word.", blank.end() + pos)


def _parse_weight(number: str, pos: int) -> float:
    weight = float(number.replace(",", "."))
    if weight > MAX_WEIGHT:
        raise SumSyntaxError(f"A weight can be {MAX_WEIGHT:g} at most.", pos)
    return weight


def _skip_spaces(source: str, pos: int) -> int:
    while pos < len(source) and source[pos].isspace():
        pos += 1
    return pos
