"""What gives the rows of a model their tokens: tokenizer.json, vocab.txt or vocab.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embviz.formats.errors import FormatError, shorten
from embviz.formats.labels import Labels
from embviz.formats.reading import Note
from embviz.formats.source import Source

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Taken by themselves where they lie beside a model, in this order.
NAMES = ("tokenizer.json", "vocab.txt", "vocab.json")
LARGEST = 100_000_000
LARGEST_ID = 20_000_000
# How a byte-level tokenizer writes a blank before a word, and SentencePiece.
BLANKS = {"Ġ": "a blank before the word", "▁": "a blank before the word"}


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by their ids.

    Attributes
    ----------
    file : str
        Where they are from, for messages.
    tokens : mapping of int to str
    tokenizer : callable or None
        As `EmbeddingMatrix.tokenizer`.
    """

    file: str
    tokens: Mapping[int, str]
    tokenizer: Callable[[str], Sequence[tuple[int, str]]] | None = None

    def labels(self) -> Labels:
        """Return the tokens as labels, for a file whose rows are in the order of the ids."""
        tokens = [self.tokens.get(i, "") for i in range(max(self.tokens, default=-1) + 1)]
        return Labels(self.file, {"token": tokens}, len(tokens))

    def notes(self) -> list[str]:
        """Say where the tokens are from, and what signs of the tokenizer mean."""
        notes: list[str] = [Note(f"The tokens are those of {self.file}.")]
        for sign, meaning in BLANKS.items():
            if sum(token.startswith(sign) for token in self.tokens.values()) > 10:
                notes.append(f"In a token {sign} stands for {meaning}.")
        return notes


def is_vocabulary(head: bytes) -> bool:
    """Tell whether a file starts like a JSON object, as tokenizer.json and vocab.json do."""
    return head.lstrip().startswith(b"{")


def read_vocabulary(source: Source) -> Vocabulary:
    """Read tokenizer.json, vocab.json, or a list of tokens, one a line.

    Raises
    ------
    FormatError
        When it is none of them.
    """
    size = source.size()
    if size > LARGEST:
        raise FormatError(
            source.name,
            f"It has {size:,} bytes; a file of tokens may have {LARGEST:,}.",
            "Give the tokenizer.json or vocab.txt of the model.",
        )
    content = source.head(-1)
    if not is_vocabulary(content[:100]):
        # Not splitlines: a token may hold what Python calls a line break.
        lines = content.decode("utf-8", "replace").removesuffix("\n").split("\n")
        return Vocabulary(source.name, dict(enumerate(line.rstrip("\r") for line in lines)))
    try:
        whole = json.loads(content)
        ids = whole["model"]["vocab"] if isinstance(whole.get("model"), dict) else whole
    except (ValueError, KeyError, RecursionError, AttributeError, TypeError) as error:
        raise _unknown(source.name, str(error)) from error
    if ids is whole:
        return Vocabulary(source.name, _by_id(source.name, whole.items()))
    tokenizer = _tokenizer(source.name, content)
    found = tokenizer.get_vocab(with_added_tokens=True).items()
    return Vocabulary(source.name, _by_id(source.name, found), _pieces(tokenizer))


def _by_id(file: str, pairs: Any) -> dict[int, str]:
    tokens: dict[int, str] = {}
    for token, token_id in pairs:
        whole = isinstance(token_id, int) and not isinstance(token_id, bool)
        if not whole or not 0 <= token_id < LARGEST_ID:
            raise _unknown(file, f"{token!r} has the id {token_id!r}")
        tokens[token_id] = token
    if not tokens:
        raise _unknown(file, "it names no token")
    return tokens


def _tokenizer(file: str, content: bytes) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_buffer(content)
    except BaseException as error:
        # The library raises bare exceptions, and its panics are no Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise _unknown(file, str(error)) from error


def _pieces(tokenizer: Tokenizer) -> Callable[[str], Sequence[tuple[int, str]]]:
    def pieces(text: str) -> Sequence[tuple[int, str]]:
        encoding = tokenizer.encode(text)
        return [
            (token_id, text[start:end])
            for token_id, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
        ]

    return pieces


def _unknown(file: str, why: str) -> FormatError:
    return FormatError(
        file,
        f"It is no list of tokens with their ids ({shorten(why)}).",
        "Give the tokenizer.json, vocab.txt or vocab.json of the model.",
    )


def beside(path: Path | None) -> Path | None:
    """Return the file of tokens that lies in the folder of a model, if there is one."""
    if path is None:
        return None
    return next((path.parent / name for name in NAMES if (path.parent / name).is_file()), None)
