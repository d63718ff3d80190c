"""Split a typed sum into its terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from embviz.analogies.terms import MAX_WEIGHT, QUOTES, SIGNS, TIMES_SIGNS, SumProblem
from embviz.embedding import EmbeddingMatrix, find_word

# Longer sums are pasted texts.
MAX_TERMS = 24

_NUMBER = r"[0-9]{1,12}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12}"
_SIGN = re.compile(rf"[{SIGNS}]")
# With a space or an end of the text on both sides, a sign or a × is never part of a word.
_SPACED_SIGN = re.compile(rf"(?<!\S)[{SIGNS}](?!\S)")
_SPACED_TIMES = re.compile(rf"(?<!\S)[{TIMES_SIGNS}](?!\S)")
_LEADING_WEIGHT = re.compile(rf"({_NUMBER})\s*[{TIMES_SIGNS}]\s*")
_TRAILING_WEIGHT = re.compile(rf"\s*[{TIMES_SIGNS}]\s*({_NUMBER})(?=\s*(?:[{SIGNS}]|$))")
_QUOTED_WORD = re.compile(r'"((?:[^"]|"")*)"|“([^”]*)”')


@dataclass(frozen=True)
class TermToken:
    """A term as typed: its weight with sign, its word, and the start and end of the term."""

    weight: float
    text: str
    start: int
    end: int


class SumSyntaxError(Exception):
    """A syntax error in a sum, with its `SumProblem`."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.problem = SumProblem(message, position)


def tokenize(E: EmbeddingMatrix, source: str) -> list[TermToken]:
    """Split a text into its terms, whether or not their words are in the vocabulary."""
    terms: list[TermToken] = []
    pos = _skip_spaces(source, 0)
    while pos < len(source):
        sign = 1.0
        start = pos
        # The first token may begin with a sign, unless a space follows the sign.
        is_token = not terms and _is_token(E, source, pos)
        if not is_token and _SIGN.match(source, pos):
            sign = 1.0 if source[pos] == "+" else -1.0
            pos = _skip_spaces(source, pos + 1)
            if pos == len(source):
                raise SumSyntaxError("A word is missing after this sign.", start)
        elif terms:
            raise SumSyntaxError("A + or − is missing before this word.", pos)
        term = _read_term(E, source, pos, sign)
        if len(terms) == MAX_TERMS:
            raise SumSyntaxError(f"A sum can have {MAX_TERMS} words at most.", start)
        terms.append(term)
        pos = _skip_spaces(source, term.end)
    return terms


def _read_term(E: EmbeddingMatrix, source: str, pos: int, sign: float) -> TermToken:
    """Read the term that begins at `pos`, after its sign."""
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
    text, end = _read_word(E, source, pos)
    number = _TRAILING_WEIGHT.match(source, end)
    if number:
        weight *= _parse_weight(number[1], number.start(1))
        end = number.end()
    return TermToken(sign * weight, text, pos, end)


def _read_word(E: EmbeddingMatrix, source: str, pos: int) -> tuple[str, int]:
    """Return the longest known word at `pos`, else the next word, and its end."""
    quoted = _QUOTED_WORD.match(source, pos)
    if quoted:
        text = quoted[2] or (quoted[1] or "").replace('""', '"')
        if not text.strip() and text not in E:
            raise SumSyntaxError("There is no word between these quotation marks.", pos)
        return text, quoted.end()
    ends = _word_ends(source, pos)
    for end in ends:
        text = source[pos:end].rstrip()
        # Longer texts cannot be a token in any Unicode form.
        if 0 < len(text) <= 4 * E.max_token_chars and find_word(E, text).token is not None:
            return text, pos + len(text)
    text = source[pos : ends[-1]].rstrip()
    if not text:
        raise SumSyntaxError("Two signs follow each other: a word is missing here.", pos)
    if text[0] in QUOTES:
        raise SumSyntaxError("This quotation mark has no partner.", pos)
    _check_missing_operator(E, pos, text)
    return text, pos + len(text)


def _word_ends(source: str, pos: int) -> list[int]:
    """Return the possible ends of a word that begins at `pos`, last first."""
    last = _find_stop(source, pos)
    patterns = (_SIGN, _TRAILING_WEIGHT)
    ends = {match.start() for p in patterns for match in p.finditer(source, pos, last)}
    return sorted({last, *ends}, reverse=True)


def _find_stop(source: str, pos: int) -> int:
    """Return the position of the next sign or × with spaces around it, or the end of the text."""
    matches = (pattern.search(source, pos) for pattern in (_SPACED_SIGN, _SPACED_TIMES))
    return min((match.start() for match in matches if match), default=len(source))


def _is_token(E: EmbeddingMatrix, source: str, pos: int) -> bool:
    """Return whether the text from `pos` to the next sign with spaces around it is a token."""
    text = source[pos : _find_stop(source, pos)].rstrip()
    return bool(text) and text in E


def _check_missing_operator(E: EmbeddingMatrix, pos: int, text: str) -> None:
    """Raise SumSyntaxError if only spaces separate two known words of `text`, which is at `pos`."""
    for spaces in re.finditer(r"\s+", text):
        first, rest = text[: spaces.start()], text[spaces.end() :]
        if not any(find_word(E, word).token is not None for word in (rest, rest.split()[0])):
            continue
        if re.fullmatch(_NUMBER, first):
            raise SumSyntaxError(
                f"A × is missing after the weight: {first} × word.", spaces.end() + pos
            )
        if find_word(E, first).token is not None:
            raise SumSyntaxError("A + or − is missing before this word.", spaces.end() + pos)


def _parse_weight(number: str, pos: int) -> float:
    weight = float(number.replace(",", "."))
    if weight > MAX_WEIGHT:
        raise SumSyntaxError(f"A weight can be {MAX_WEIGHT:g} at most.", pos)
    return weight


def _skip_spaces(source: str, pos: int) -> int:
    while pos < len(source) and source[pos].isspace():
        pos += 1
    return pos
