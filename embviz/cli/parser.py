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
from embviz.cli.output import facts, harmless, ranking, say, show, show_json
from embviz.embedding import EmbeddingMatrix, lookup
from embviz.io import save
from embviz.neighbors import Neighbors, most_similar

# How many words `info` shows of a vocabulary.
SHOWN = 8


class Refused(Exception):
    """What cannot be done, in a sentence, and the exit code for it."""

    def __init__(self, why: str, code: int = 1) -> None:
        self.code = code
        super().__init__(why)


def info(E: EmbeddingMatrix, asked: argparse.Namespace) -> None:
    """Say what a file holds."""
    lengths = np.quantile(E.norms, [0, 0.5, 1]).tolist()
    found: dict[str, Any] = {
        "name": E.name,
        "source": E.source,
        "words": len(E),
        "dimensions": E.dim,
        "first_words": list(E.tokens[:SHOWN]),
        "row_lengths": dict(zip(("shortest", "median", "longest"), lengths, strict=True)),
        "rows_of_zeros": int(np.count_nonzero(E.norms == 0)),
        "labels": list(E.labels),
        "tokenizer": E.tokenizer is not None,
        "notes": list(E.notes),
    }
    if asked.json:
        show_json(found)
        return
    rest = len(E) - SHOWN
    first = "  ".join(map(harmless, found["first_words"])) + (f"  and {rest:,} more" * (rest > 0))
    shortest, median, longest = lengths
    lines = [
        ("name", harmless(E.name)),
        ("source", harmless(E.source)),
        ("words", f"{len(E):,}"),
        ("dimensions", f"{E.dim:,}"),
        ("first words", first),
        ("row lengths", f"{shortest:.4g} to {longest:.4g}, median {median:.4g}"),
        ("rows of zeros", f"{found['rows_of_zeros']:,}"),
        ("labels", ", ".join(map(harmless, E.labels)) or "none"),
        ("tokenizer", "yes" if E.tokenizer else "no"),
        *(("note", harmless(note)) for note in E.notes),
    ]
    show(facts(lines))


def convert(E: EmbeddingMatrix, asked: argparse.Namespace) -> None:
    """Write a file anew; a file that is there already stays until the new one is whole."""
    out = Path(os.path.realpath(asked.out))
    part = out.with_name(f"{out.stem[:100]}.{uuid4().hex}.part{out.suffix}")
    try:
        save(E, part)
        os.replace(part, out)
    except ValueError as error:
        raise Refused(f"{asked.out.name}: {error}") from error
    except OSError as error:
        error.filename = asked.out  # Not the one that only lies there meanwhile.
        raise
    finally:
        with suppress(OSError):
            part.unlink()
    for note in E.notes:
        say(f"note: {harmless(note)}")
    size = out.stat().st_size
    if asked.json:
        found = {"out": str(asked.out), "words": len(E), "dimensions": E.dim, "bytes": size}
        show_json({**found, "notes": list(E.notes)})
    else:
        show(f"{harmless(str(asked.out))}: {len(E):,} words × {E.dim:,} dimensions, {size:,} bytes")


def neighbors(E: EmbeddingMatrix, asked: argparse.Namespace) -> None:
    """List the words nearest to a word."""
    (word,) = _known(E, [asked.word])
    found = most_similar(E, word, k=asked.k, metric=asked.metric)
    _rank(found, asked, {"word": word, "metric": asked.metric})


def analogies(E: EmbeddingMatrix, asked: argparse.Namespace) -> None:
    """List the answers to A − B + C."""
    a, b, c = _known(E, [asked.a, asked.b, asked.c])
    found = analogy(E, positive=[a, c], negative=[b], k=asked.k, method=asked.method)
    _rank(found, asked, {"positive": [a, c], "negative": [b], "method": asked.method})


def _rank(found: Neighbors, asked: argparse.Namespace, about: dict[str, Any]) -> None:
    if asked.json:
        rows = zip(found.tokens, found.token_ids, found.scores, strict=True)
        words = [{"word": word, "token_id": i, "score": score} for word, i, score in rows]
        show_json({**about, "unit": found.metric, "words": words})
    else:
        show(ranking(found.tokens, found.scores, found.metric))


def _known(E: EmbeddingMatrix, typed: list[str]) -> list[str]:
    """Return the tokens that are meant; say what was not taken as it was typed."""
    tokens = []
    for word in typed:
        found = lookup(E, word)
        if word in E:
            tokens.append(word)
        elif found.token is not None:
            say(f"{harmless(repr(word))} is not there; {harmless(repr(found.token))} is taken.")
            tokens.append(found.token)
        else:
            near = ", ".join(map(harmless, found.suggestions))
            hint = f" Near spellings: {near}." if near else " No spelling is near."
            raise Refused(f"{word!r} is not in the vocabulary of {E.name!r}.{hint}")
    return tokens
