"""The commands: info, convert, nearest and analogy."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from embviz.analogies import analogy
from embviz.cli.output import (
    escape_unprintable,
    format_fields,
    format_ranking,
    print_json,
    print_message,
    print_result,
)
from embviz.embedding import EmbeddingMatrix, lookup
from embviz.io import save
from embviz.neighbors import Neighbors, most_similar

# Words of the vocabulary that `print_info` shows.
MAX_FIRST_WORDS = 8


class CommandError(Exception):
    """A command cannot be run: a message and an exit code."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        self.exit_code = exit_code
        super().__init__(message)


def print_info(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """Print a summary of a file."""
    lengths = np.quantile(E.norms, [0, 0.5, 1]).tolist()
    summary: dict[str, Any] = {
        "name": E.name,
        "source": E.source,
        "words": len(E),
        "dimensions": E.dim,
        "first_words": list(E.tokens[:MAX_FIRST_WORDS]),
        "row_lengths": dict(zip(("shortest", "median", "longest"), lengths, strict=True)),
        "rows_of_zeros": int(np.count_nonzero(E.norms == 0)),
        "labels": list(E.labels),
        "tokenizer": E.tokenizer is not None,
        "notes": list(E.notes),
    }
    if args.json:
        print_json(summary)
        return
    n_more = len(E) - MAX_FIRST_WORDS
    first_words = "  ".join(map(escape_unprintable, summary["first_words"])) + (
        f"  and {n_more:,} more" * (n_more > 0)
    )
    shortest, median, longest = lengths
    fields = [
        ("name", escape_unprintable(E.name)),
        ("source", escape_unprintable(E.source)),
        ("words", f"{len(E):,}"),
        ("dimensions", f"{E.dim:,}"),
        ("first words", first_words),
        ("row lengths", f"{shortest:.4g} to {longest:.4g}, median {median:.4g}"),
        ("rows of zeros", f"{summary['rows_of_zeros']:,}"),
        ("labels", ", ".join(map(escape_unprintable, E.labels)) or "none"),
        ("tokenizer", "yes" if E.tokenizer else "no"),
        *(("note", escape_unprintable(note)) for note in E.notes),
    ]
    print_result(format_fields(fields))


def convert(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """Write a file in another format; an existing file is replaced only when that is complete."""
    out = Path(os.path.realpath(args.out))
    part = out.with_name(f"{out.stem[:100]}.{uuid4().hex}.part{out.suffix}")
    try:
        save(E, part)
        os.replace(part, out)
    except ValueError as error:
        raise CommandError(f"{args.out.name}: {error}") from error
    except OSError as error:
        error.filename = args.out  # Not the temporary one.
        raise
    finally:
        with suppress(OSError):
            part.unlink()
    for note in E.notes:
        print_message(f"note: {escape_unprintable(note)}")
    size = out.stat().st_size
    if args.json:
        summary = {"out": str(args.out), "words": len(E), "dimensions": E.dim, "bytes": size}
        print_json({**summary, "notes": list(E.notes)})
    else:
        shape = f"{len(E):,} words × {E.dim:,} dimensions"
        print_result(f"{escape_unprintable(str(args.out))}: {shape}, {size:,} bytes")


def print_nearest(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """Print the words nearest to a word."""
    (word,) = _resolve_words(E, [args.word])
    neighbors = most_similar(E, word, k=args.k, metric=args.metric)
    _print_ranking(neighbors, args, {"word": word, "metric": args.metric})


def print_analogy(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """Print the answers to A − B + C."""
    a, b, c = _resolve_words(E, [args.a, args.b, args.c])
    neighbors = analogy(E, positive=[a, c], negative=[b], k=args.k, method=args.method)
    _print_ranking(neighbors, args, {"positive": [a, c], "negative": [b], "method": args.method})


def _print_ranking(neighbors: Neighbors, args: argparse.Namespace, request: dict[str, Any]) -> None:
    if args.json:
        rows = zip(neighbors.tokens, neighbors.token_ids, neighbors.scores, strict=True)
        words = [{"word": word, "token_id": i, "score": score} for word, i, score in rows]
        print_json({**request, "unit": neighbors.metric, "words": words})
    else:
        print_result(format_ranking(neighbors.tokens, neighbors.scores, neighbors.metric))


def _resolve_words(E: EmbeddingMatrix, words: list[str]) -> list[str]:
    """Look up words; print a message for each one that is not found as it was typed."""
    tokens = []
    for word in words:
        result = lookup(E, word)
        if word in E:
            tokens.append(word)
        elif result.token is not None:
            typed, token = (escape_unprintable(repr(text)) for text in (word, result.token))
            print_message(f"{typed} is not there; {token} is taken.")
            tokens.append(result.token)
        else:
            near = ", ".join(map(escape_unprintable, result.suggestions))
            hint = f" Near spellings: {near}." if near else " No spelling is near."
            raise CommandError(f"{word!r} is not in the vocabulary of {E.name!r}.{hint}")
    return tokens
