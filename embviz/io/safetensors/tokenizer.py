"""Read the tokens of a model: tokenizer.json, vocab.txt or vocab.json."""

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

# The largest in use have 35 MB; parsed, they take ten times the memory.
MAX_FILE_BYTES = 40_000_000
MAX_JSON_PARTS = 4_000_000
MAX_TOKEN_ID = 20_000_000
MAX_CHANCE_TOKENS = 10
PANIC_NAME = "PanicException"
# The space before a word in tokens of byte-level BPE, and of SentencePiece.
SPACE_MARKERS = ("Ġ", "▁")


@dataclass(frozen=True)
class SubwordTokenizer:
    """The tokenizer of a model, for `EmbeddingMatrix.tokenizer`.

    Attributes
    ----------
    tokenizer : tokenizers.Tokenizer
    id_to_row : mapping of int to int
        The row of each id; tokens without a row are left out.
    """

    tokenizer: Tokenizer
    id_to_row: Mapping[int, int] = field(default_factory=dict)

    def __call__(self, text: str) -> Sequence[tuple[int, str]]:
        """Return the row and the substring of each token; an empty list if the tokenizer fails."""
        try:
            encoding = self.tokenizer.encode(text)
        except BaseException as error:
            # A pathological pattern can make the library panic, which is not an Exception.
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
        The name of the file, for messages.
    tokens : mapping of int to str
    tokenizer : SubwordTokenizer or None
    """

    file: str
    tokens: Mapping[int, str]
    tokenizer: SubwordTokenizer | None = None

    def to_labels(self) -> Labels:
        """Return the tokens as labels of rows in the order of the ids."""
        tokens = [self.tokens.get(i, "") for i in range(max(self.tokens, default=-1) + 1)]
        return Labels(self.file, {"token": tokens}, len(tokens))

    def notes(self) -> list[str]:
        """Return notes on the source of the tokens, and on their space markers."""
        notes: list[str] = [Note(f"The tokens are those of {self.file}.")]
        for marker in SPACE_MARKERS:
            if sum(token.startswith(marker) for token in self.tokens.values()) > MAX_CHANCE_TOKENS:
                notes.append(f"In a token {marker} stands for a blank before the word.")
        return notes


def is_vocabulary_json(head: bytes) -> bool:
    """Return whether a file starts like a JSON object, as tokenizer.json and vocab.json do."""
    return head.lstrip().startswith(b"{")


def read_tokens(source: Source) -> Vocabulary | Labels:
    """Read the tokens of a model: a file of its tokenizer, or a table of labels with a header."""
    head = source.head(HEAD_BYTES)
    if not is_vocabulary_json(head):
        reject_non_embeddings(source)
        cells = head.partition(b"\n")[0].decode("utf-8", "replace").strip("\r").split("\t")
        if len(cells) > 1 and any(cell.casefold() in TOKEN_NAMES for cell in cells):
            return read_labels_source(source)
    return read_vocabulary(source)


def read_vocabulary(source: Source) -> Vocabulary:
    """Read tokenizer.json, vocab.json, or a list of tokens, one per line.

    Raises
    ------
    FormatError
        If it is none of them.
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
        # Not splitlines: tokens may contain other line breaks of Unicode.
        lines = content.decode("utf-8", "replace").removesuffix("\n").split("\n")
        return Vocabulary(source.name, dict(enumerate(line.rstrip("\r") for line in lines)))
    if max(content.count(b","), 2 * (content.count(b"[") + content.count(b"{"))) > MAX_JSON_PARTS:
        raise _not_vocabulary_error(source.name, f"it has more than {MAX_JSON_PARTS:,} parts")
    try:
        document = json.loads(content, parse_float=lambda _: 0.0)
        has_model = isinstance(document.get("model"), dict)
        ids = document["model"]["vocab"] if has_model else document
    except (ValueError, KeyError, RecursionError, AttributeError, TypeError) as error:
        raise _not_vocabulary_error(source.name, str(error)) from error
    if not has_model:
        return Vocabulary(source.name, _tokens_by_id(source.name, ids))
    # For another shape the library takes gigabytes before it raises an error.
    if not _has_known_shape(ids) or not _has_known_shape(document["model"].get("merges", [])):
        raise _not_vocabulary_error(source.name, "its tokens or merges are of another shape")
    del document, ids
    tokenizer = _load_tokenizer(source.name, content)
    tokens = _tokens_by_id(source.name, tokenizer.get_vocab(with_added_tokens=True))
    return Vocabulary(source.name, tokens, SubwordTokenizer(tokenizer))


def _has_known_shape(parts: Any) -> bool:
    """Return whether tokens or merges have one of the usual shapes."""
    if isinstance(parts, dict):
        return all(type(number) is int for number in parts.values())
    if not isinstance(parts, list):
        return False
    return all(
        (isinstance(part, str) and " " in part) or (isinstance(part, list) and len(part) == 2)
        for part in parts
    )


def _tokens_by_id(file: str, ids: Mapping[str, Any]) -> dict[int, str]:
    tokens: dict[int, str] = {}
    for token, token_id in ids.items():
        if type(token_id) is not int or not 0 <= token_id < MAX_TOKEN_ID:
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
    # Whole texts are tokenized, whatever the settings of the model.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _not_vocabulary_error(file: str, reason: str) -> FormatError:
    return FormatError(
        file,
        f"It is no list of tokens with their ids ({shorten(reason)}).",
        "Give the tokenizer.json, vocab.txt or vocab.json of the model.",
    )


def find_vocabulary_file(path: Path | None) -> Path | None:
    """Return the file of tokens in the folder of a model, if there is one."""
    if path is None:
        return None
    paths = (path.parent / name for name in VOCABULARY_FILES)
    return next((path for path in paths if path.is_file()), None)
