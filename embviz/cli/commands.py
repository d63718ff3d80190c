"""Doing what was asked for, and ending as a program of the shell does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path

from embviz.cli.output import Bar, harmless, say
from embviz.cli.parser import Refused, analogies, convert, info, neighbors
from embviz.cli.queries import parser, reading
from embviz.embedding import EmbeddingMatrix
from embviz.io import WRITERS, FormatError, load, open_cached

DONE, FAILED, MISUSED, INTERRUPTED, NOBODY_READS = 0, 1, 2, 130, 141

COMMANDS: dict[str, Callable[[EmbeddingMatrix, argparse.Namespace], None]] = {
    "info": info,
    "convert": convert,
    "nearest": neighbors,
    "analogy": analogies,
}


def main(arguments: Sequence[str] | None = None) -> int:
    r"""Do what the command line asks for.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of this process.

    Returns
    -------
    int
        The exit code: 0 done, 1 the file cannot be read or a word is not in it, 130 interrupted,
        141 nobody reads the results any more. What was not asked rightly exits with 2.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "pets.txt")
    ...     _ = file.write_text("cat 4 0\ndog 3 4\ncar 0 2\n")
    ...     main(["nearest", str(file), "dog"])
         cosine  word
    1    0.8000  car
    2    0.6000  cat
    0
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # A terminal may not have all letters.
            stream.reconfigure(errors="backslashreplace")
    try:
        asked = parser().parse_args(arguments)
        code = _run(asked)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python would write what is left when it ends, and complain.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    return code


def _run(asked: argparse.Namespace) -> int:
    try:
        if asked.command == "convert":
            _check_out(asked)
        COMMANDS[asked.command](_open(asked), asked)
    except Refused as refused:
        say(harmless(str(refused)))
        return refused.code
    except FormatError as error:
        say(harmless(str(error)))
        if error.members:
            say("--member can be: " + ", ".join(map(harmless, error.members)))
        return FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        name = error.filename or asked.file
        say(harmless(f"{name}: {error.strerror or error}."))
        return FAILED
    except MemoryError:
        say(harmless(f"{asked.file}: This machine has not enough memory for it."))
        return FAILED
    return DONE


def _check_out(asked: argparse.Namespace) -> None:
    out: Path = asked.out
    if out.suffix.lower() not in WRITERS:
        raise Refused(
            f"{out.name}: no format has the suffix {out.suffix!r}; choose one of "
            f"{', '.join(WRITERS)}.",
            MISUSED,
        )
    if out.exists() and not asked.force:
        raise Refused(f"{out}: it is there already; --force replaces it.", MISUSED)


def _open(asked: argparse.Namespace) -> EmbeddingMatrix:
    bar = Bar(f"Reading {Path(asked.file).name}")
    how = replace(reading(asked), progress=bar)
    try:
        if asked.metadata or asked.no_cache or asked.command == "convert":
            return load(asked.file, metadata=asked.metadata, options=how)
        remarks: list[str] = []
        E = open_cached(asked.file, options=how, on_warning=remarks.append)
    finally:
        bar.clear()
    for remark in remarks:
        say(harmless(remark))
    return E
