"""What each command finds out, and how it is written."""

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

# How many words `print_info` shows of a vocabulary.
MAX_FIRST_WORDS = 8


class CommandError(Exception):
    """What cannot be done, in a sentence, and the exit code for it."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        self.exit_code = exit_code
        super().__init__(message)


def print_info(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """Say what a file holds."""
    lengths = np.quantile(E.norms, [0, 0.5, 1]).tolist()
    found: dict[str, Any] = {
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
        print_json(found)
        return
    rest = len(E) - MAX_FIRST_WORDS
    first = "  ".join(map(escape_unprintable, found["first_words"])) + (
        f"  and {rest:,} more" * (rest > 0)
    )
    shortest, median, longest = lengths
    lines = [
        ("name", escape_unprintable(E.name)),
        ("source", escape_unprintable(E.source)),
        ("words", f"{len(E):,}"),
        ("dimensions", f"{E.dim:,}"),
        ("first words", first),
        ("row lengths", f"{shortest:.4g} to {longest:.4g}, median {median:.4g}"),
        ("rows of zeros", f"{found['rows_of_zeros']:,}"),
        ("labels", ", ".join(map(escape_unprintable, E.labels)) or "none"),
        ("tokenizer", "yes" if E.tokenizer else "no"),
        *(("note", escape_unprintable(note)) for note in E.notes),
    ]
    print_result(format_fields(lines))


def convert(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """Write a file anew; a file that is there already stays until the new one is whole."""
    out = Path(os.path.realpath(args.out))
    part = out.with_name(f"{out.stem[:100]}.{uuid4().hex}.part{out.suffix}")
    try:
        save(E, part)
        os.replace(part, out)
    except ValueError as error:
        raise CommandError(f"{args.out.name}: {error}") from error
    except OSError as error:
        error.filename = args.out  # Not the one that only lies there meanwhile.
        raise
    finally:
        with suppress(OSError):
            part.unlink()
    for note in E.notes:
        print_message(f"note: {escape_unprintable(note)}")
    size = out.stat().st_size
    if args.json:
        found = {"out": str(args.out), "words": len(E), "dimensions": E.dim, "bytes": size}
        print_json({**found, "notes": list(E.notes)})
    else:
        print_result(
            f"{escape_unprintable(str(args.out))}: {len(E):,} words × {E.dim:,} dimensions, {size:,} bytes"
        )


def print_nearest(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """List the words nearest to a word."""
    (word,) = _resolve_words(E, [args.word])
    found = most_similar(E, word, k=args.k, metric=args.metric)
    _print_ranking(found, args, {"word": word, "metric": args.metric})


def print_analogy(E: EmbeddingMatrix, args: argparse.Namespace) -> None:
    """List the answers to A − B + C."""
    a, b, c = _resolve_words(E, [args.a, args.b, args.c])
    found = analogy(E, positive=[a, c], negative=[b], k=args.k, method=args.method)
    _print_ranking(found, args, {"positive": [a, c], "negative": [b], "method": args.method})


def _print_ranking(found: Neighbors, args: argparse.Namespace, request: dict[str, Any]) -> None:
    if args.json:
        rows = zip(found.tokens, found.token_ids, found.scores, strict=True)
        words = [{"word": word, "token_id": i, "score": score} for word, i, score in rows]
        print_json({**request, "unit": found.metric, "words": words})
    else:
        print_result(format_ranking(found.tokens, found.scores, found.metric))


def _resolve_words(E: EmbeddingMatrix, words: list[str]) -> list[str]:
    """Return the tokens that are meant; say what was not taken as it was typed."""
    tokens = []
    for word in words:
        found = lookup(E, word)
        if word in E:
            tokens.append(word)
        elif found.token is not None:
            print_message(
                f"{escape_unprintable(repr(word))} is not there; {escape_unprintable(repr(found.token))} is taken."
            )
            tokens.append(found.token)
        else:
            near = ", ".join(map(escape_unprintable, found.suggestions))
            hint = f" Near spellings: {near}." if near else " No spelling is near."
            raise CommandError(f"{word!r} is not in the vocabulary of {E.name!r}.{hint}")
    return tokens
