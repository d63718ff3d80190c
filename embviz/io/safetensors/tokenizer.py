"""What gives the rows of a model their tokens: tokenizer.json, vocab.txt or vocab.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embviz.io.archives.members import VOCABULARY_FILES
from embviz.io.errors import FormatError, shorten
from embviz.io.magic import HEAD_BYTES, reject_non_embeddings
from embviz.io.options import Note
from embviz.io.source import Source
from embviz.io.text.columns import TOKEN_NAMES
from embviz.io.text.labels import Labels, read_labels_source

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# The largest in use have 35 MB; as objects they take ten times as much.
MAX_FILE_BYTES = 40_000_000
MAX_JSON_PARTS = 4_000_000
MAX_TOKEN_ID = 20_000_000
MAX_CHANCE_TOKENS = 10
PANIC_NAME = "PanicException"
# How a byte-level tokenizer writes a blank before a word, and SentencePiece.
SPACE_MARKERS = ("Ġ", "▁")


@dataclass(frozen=True)
class SubwordTokenizer:
    """Cuts a text as the tokenizer of a model does; see `EmbeddingMatrix.tokenizer`.

    Attributes
    ----------
    tokenizer : tokenizers.Tokenizer
    id_to_row : mapping of int to int
        The row of each id; an id without a row is passed over.
    """

    tokenizer: Tokenizer
    id_to_row: Mapping[int, int] = field(default_factory=dict)

    def __call__(self, text: str) -> Sequence[tuple[int, str]]:
        """Return the row and the piece of the text of each token."""
        try:
            encoding = self.tokenizer.encode(text)
        except BaseException as error:
            # A pattern in its file can be such that the library panics, which is no Exception.
            if not isinstance(error, Exception) and type(error).__name__ != PANIC_NAME:
                raise
            return []
        return [
            (self.id_to_row[token_id], text[start:end])
            for token_id, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
            if token_id in self.id_to_row
        ]


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by their ids.

    Attributes
    ----------
    file : str
        Where they are from, for messages.
    tokens : mapping of int to str
    tokenizer : Pieces or None
    """

    file: str
    tokens: Mapping[int, str]
    tokenizer: SubwordTokenizer | None = None

    def to_labels(self) -> Labels:
        """Return the tokens as labels, for a file whose rows are in the order of the ids."""
        tokens = [self.tokens.get(i, "") for i in range(max(self.tokens, default=-1) + 1)]
        return Labels(self.file, {"token": tokens}, len(tokens))

    def notes(self) -> list[str]:
        """Say where the tokens are from, and what signs of the tokenizer mean."""
        notes: list[str] = [Note(f"The tokens are those of {self.file}.")]
        for sign in SPACE_MARKERS:
            if sum(token.startswith(sign) for token in self.tokens.values()) > MAX_CHANCE_TOKENS:
                notes.append(f"In a token {sign} stands for a blank before the word.")
        return notes


def is_vocabulary_json(head: bytes) -> bool:
    """Tell whether a file starts like a JSON object, as tokenizer.json and vocab.json do."""
    return head.lstrip().startswith(b"{")


def read_tokens(source: Source) -> Vocabulary | Labels:
    """Read the tokens of a model: a file of its tokenizer, or a table of labels with a header."""
    head = source.head(HEAD_BYTES)
    if not is_vocabulary_json(head):
        reject_non_embeddings(source.name, head)
        cells = head.partition(b"\n")[0].decode("utf-8", "replace").strip("\r").split("\t")
        if len(cells) > 1 and any(cell.casefold() in TOKEN_NAMES for cell in cells):
            return read_labels_source(source)
    return read_vocabulary(source)


def read_vocabulary(source: Source) -> Vocabulary:
    """Read tokenizer.json, vocab.json, or a list of tokens, one a line.

    Raises
    ------
    FormatError
        When it is none of them.
    """
    size = source.size()
    if size > MAX_FILE_BYTES:
        raise FormatError(
            source.name,
            f"It has {size:,} bytes; a file of tokens may have {MAX_FILE_BYTES:,}.",
            "Give the tokenizer.json or vocab.txt of the model.",
        )
    content = source.head(-1)
    if not is_vocabulary_json(content[:100]):
        # Not splitlines: a token may hold what Python calls a line break.
        lines = content.decode("utf-8", "replace").removesuffix("\n").split("\n")
        return Vocabulary(source.name, dict(enumerate(line.rstrip("\r") for line in lines)))
    if max(content.count(b","), 2 * (content.count(b"[") + content.count(b"{"))) > MAX_JSON_PARTS:
        raise _not_vocabulary_error(source.name, f"it has more than {MAX_JSON_PARTS:,} parts")
    try:
        whole = json.loads(content, parse_float=lambda _: 0.0)
        ids = whole["model"]["vocab"] if isinstance(whole.get("model"), dict) else whole
    except (ValueError, KeyError, RecursionError, AttributeError, TypeError) as error:
        raise _not_vocabulary_error(source.name, str(error)) from error
    if ids is whole:
        return Vocabulary(source.name, _tokens_by_id(source.name, whole.items()))
    # Another shape would cost the library gigabytes before it says so.
    if not _has_known_shape(ids) or not _has_known_shape(whole["model"].get("merges", [])):
        raise _not_vocabulary_error(source.name, "its tokens or merges are of another shape")
    del whole, ids
    tokenizer = _load_tokenizer(source.name, content)
    found = tokenizer.get_vocab(with_added_tokens=True).items()
    return Vocabulary(source.name, _tokens_by_id(source.name, found), SubwordTokenizer(tokenizer))


def _has_known_shape(parts: Any) -> bool:
    """Tell whether tokens or merges are as every tokenizer writes them."""
    if isinstance(parts, dict):
        return all(type(number) is int for number in parts.values())
    if not isinstance(parts, list):
        return False
    return all(
        (isinstance(part, str) and " " in part) or (isinstance(part, list) and len(part) == 2)
        for part in parts
    )


def _tokens_by_id(file: str, pairs: Any) -> dict[int, str]:
    tokens: dict[int, str] = {}
    for token, token_id in pairs:
        whole = isinstance(token_id, int) and not isinstance(token_id, bool)
        if not whole or not 0 <= token_id < MAX_TOKEN_ID:
            raise _not_vocabulary_error(file, f"{token!r} has the id {token_id!r}")
        tokens[token_id] = token
    if not tokens:
        raise _not_vocabulary_error(file, "it names no token")
    return tokens


def _load_tokenizer(file: str, content: bytes) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_buffer(content)
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != PANIC_NAME:
            raise
        raise _not_vocabulary_error(file, str(error)) from error
    # All of the text counts, however the model was trained.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _not_vocabulary_error(file: str, why: str) -> FormatError:
    return FormatError(
        file,
        f"It is no list of tokens with their ids ({shorten(why)}).",
        "Give the tokenizer.json, vocab.txt or vocab.json of the model.",
    )


def find_vocabulary_file(path: Path | None) -> Path | None:
    """Return the file of tokens that lies in the folder of a model, if there is one."""
    if path is None:
        return None
    return next(
        (path.parent / name for name in VOCABULARY_FILES if (path.parent / name).is_file()), None
    )
