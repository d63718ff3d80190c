"""Recognize by their first bytes files that are not embeddings, and say how to convert them."""

from __future__ import annotations

import re

from embviz.io.errors import FormatError
from embviz.io.source import Source

# Enough to see past a comment before <html>, and to the names in a zip's first entries.
HEAD_BYTES = 4096

EXPORT_HINT = "Export the vectors as text, CSV or TSV, and load that."
UNPACK_HINT = "Unpack it and load the file inside."
CSV_HINT = "Save the sheet as CSV (UTF-8), and load that."

# The first match counts: formats based on zip come before the plain zip archive.
SIGNATURES: tuple[tuple[re.Pattern[bytes], str, str], ...] = tuple(
    (re.compile(start, re.DOTALL), kind, hint)
    for start, kind, hint in (
        (
            rb"version https://git-lfs",
            "a Git LFS pointer, which stands in for the real file",
            "Fetch the real file with git lfs pull, or download it from the project's page.",
        ),
        (
            rb"(?i)\s*(<!--.*?-->\s*)?<(!doctype html|html)[\s>]",
            "a web page",
            "Download the file that the page speaks of.",
        ),
        (rb"\s*<\?xml", "an XML file", EXPORT_HINT),
        (rb"%PDF-", "a PDF", EXPORT_HINT),
        # A brace or a bracket alone may be a token.
        (
            rb"\s*(\{\s*\"[^\"\n]*\"\s*:|\[\s*(\"[^\"\n]*\"\s*,|\{\s*\"|\[[-\d\"]))",
            "a JSON file",
            EXPORT_HINT,
        ),
        (
            # Binary protocols by their first byte, protocol 0 by the opcodes of the first line.
            rb"\x80[\x02-\x05]|\([dl]p?\d*\n|[}\])]q[\x00-\x08]|c[\w.]+\n\w+\n(\(|p\d+\n)",
            "a pickle (.pkl, .model, .kv, .pt), which can run any program when it is opened",
            "Where you trust it, open it there and export text with save_word2vec_format.",
        ),
        (rb"PK\x03\x04.*(xl/|\[Content_Types\]\.xml)", "a spreadsheet (.xlsx)", CSV_HINT),
        (rb"PK\x03\x04.*opendocument\.spreadsheet", "a spreadsheet (.ods)", CSV_HINT),
        (
            rb"PK\x03\x04.*data\.pkl",
            "a PyTorch file, which is a pickle and can run any program when it is opened",
            "Where you trust it, open it there and export the vectors as text.",
        ),
        (rb"PK\x03\x04.*\.npy", "a NumPy archive (.npz)", EXPORT_HINT),
        (rb"PK(\x03\x04|\x05\x06)", "a zip archive", UNPACK_HINT),
        (rb"\xd0\xcf\x11\xe0", "an old Microsoft Office file (.xls)", CSV_HINT),
        (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK_HINT),
        (rb"\x93NUMPY", "a NumPy array (.npy), which holds no words", EXPORT_HINT),
        (rb"\x89HDF", "an HDF5 file", EXPORT_HINT),
        (rb"PAR1\x15", "a Parquet file", EXPORT_HINT),
        (rb"ARROW1|\xff\xff\xff\xff.{3}\x00\x10", "an Arrow file", EXPORT_HINT),
        (rb"GGUF.\x00", "a GGUF model", EXPORT_HINT),
        (
            rb"\xba\x16\x4f\x2f",
            "a fastText model (.bin)",
            "Load its .vec file, which holds the words with their vectors.",
        ),
        (rb"SQLite format 3", "a database", EXPORT_HINT),
        (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP", "a picture", "Load a file of vectors."),
        (
            rb"\xff\xfe|\xfe\xff|\x00\x00\xfe\xff",
            "text in UTF-16 or UTF-32",
            "Save it again in UTF-8.",
        ),
    )
)
SAFETENSORS_START = re.compile(rb".{4}\x00{4}\{", re.DOTALL)


def is_safetensors(head: bytes) -> bool:
    """Return whether a file starts like safetensors: a length of eight bytes, then JSON."""
    return bool(SAFETENSORS_START.match(head))


def reject_non_embeddings(source: Source) -> None:
    """Raise FormatError for a file of a known kind that is not an embedding.

    Examples
    --------
    >>> import io
    >>> reject_non_embeddings(Source(io.BytesIO(b"cat 0.8 0.2"), "words.txt"))
    >>> reject_non_embeddings(Source(io.BytesIO(b"%PDF-1.7"), "cats.pdf"))
    Traceback (most recent call last):
    embviz.io.errors.FormatError: cats.pdf: This looks like a PDF. Export the vectors ...
    """
    head = source.head(HEAD_BYTES)
    for start, kind, hint in SIGNATURES:
        if start.match(head):
            raise FormatError(source.name, f"This looks like {kind}.", hint)
    if b"\r" in head and b"\n" not in head:
        raise FormatError(
            source.name,
            "Its lines end with a carriage return alone.",
            "Save it again with the line ends of Unix or Windows.",
        )
