"""Run the command line, with the exit codes of a shell program."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path

from embviz.cli.app import run_app
from embviz.cli.commands import CommandError, convert, print_analogy, print_info, print_nearest
from embviz.cli.output import ProgressBar, escape_unprintable, print_message
from embviz.cli.parser import build_parser, load_options
from embviz.embedding import EmbeddingMatrix
from embviz.io import WRITERS, FormatError, load, open_cached

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED, EXIT_BROKEN_PIPE = 0, 1, 2, 130, 141

COMMANDS: dict[str, Callable[[EmbeddingMatrix, argparse.Namespace], None]] = {
    "info": print_info,
    "convert": convert,
    "nearest": print_nearest,
    "analogy": print_analogy,
}


def main(argv: Sequence[str] | None = None) -> int:
    r"""Run a command, or open the app when the first argument is none.

    Parameters
    ----------
    argv : sequence of str, optional
        ``sys.argv[1:]`` by default.

    Returns
    -------
    int
        The exit code: 0 for success, 1 if the file cannot be read or a word is not in it, 130 if
        interrupted, 141 if stdout is closed. Usage errors raise SystemExit with 2.

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
        if isinstance(stream, TextIOWrapper):  # The encoding may lack characters.
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if not arguments or arguments[0] not in COMMANDS:
            run_app(arguments)
            return EXIT_OK
        code = _run_command(build_parser().parse_args(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Otherwise Python flushes stdout at exit, and fails again.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    return code


def _run_command(args: argparse.Namespace) -> int:
    try:
        if args.command == "convert":
            _check_output_path(args)
        COMMANDS[args.command](_open_embedding(args), args)
    except CommandError as error:
        print_message(escape_unprintable(str(error)))
        return error.exit_code
    except FormatError as error:
        print_message(escape_unprintable(str(error)))
        if error.members:
            print_message("--member can be: " + ", ".join(map(escape_unprintable, error.members)))
        return EXIT_FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        name = error.filename or args.file
        print_message(escape_unprintable(f"{name}: {error.strerror or error}."))
        return EXIT_FAILED
    except MemoryError:
        name = escape_unprintable(args.file)
        print_message(f"{name}: This machine has not enough memory for it.")
        return EXIT_FAILED
    return EXIT_OK


def _check_output_path(args: argparse.Namespace) -> None:
    out: Path = args.out
    if out.suffix.lower() not in WRITERS:
        raise CommandError(
            f"{out.name}: no format has the suffix {out.suffix!r}; choose one of "
            f"{', '.join(WRITERS)}.",
            EXIT_USAGE,
        )
    if out.exists() and not args.force:
        raise CommandError(f"{out}: it is there already; --force replaces it.", EXIT_USAGE)


def _open_embedding(args: argparse.Namespace) -> EmbeddingMatrix:
    bar = ProgressBar(f"Reading {Path(args.file).name}")
    options = replace(load_options(args), progress=bar)
    try:
        if args.metadata or args.no_cache or args.command == "convert":
            return load(args.file, metadata=args.metadata, options=options)
        warnings: list[str] = []
        E = open_cached(args.file, options=options, on_warning=warnings.append)
    finally:
        bar.clear()
    for warning in warnings:
        print_message(escape_unprintable(warning))
    return E
