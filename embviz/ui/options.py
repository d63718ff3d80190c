"""What can be typed after ``streamlit run app.py --``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from embviz.formats import FormatError
from embviz.ui import served
from embviz.ui.budget import ALL_MB, BUDGET, EACH_MB, MB


class _Parser(argparse.ArgumentParser):
    """Ends with one sentence instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:]
        self.exit(2, f"embviz: {sentence.removesuffix('.')}. See streamlit run app.py -- --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="streamlit run app.py --",
        description="Show what word embeddings are.",
        epilog="The files are read when somebody chooses them. A large one is kept in a form that "
        "opens at once the next time, in the folder that EMBVIZ_CACHE names, else where the system "
        "keeps such files.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--vectors",
        metavar="FILE",
        action="append",
        default=[],
        type=_readable,
        help="offer the embedding in this file to all visitors, beside the samples; may be given "
        "more than once",
    )
    for name, default, whom in (
        ("--visit-mb", EACH_MB, "one visitor"),
        ("--uploads-mb", ALL_MB, "all visitors together"),
    ):
        parser.add_argument(
            name,
            metavar="MB",
            default=default,
            type=_megabytes,
            help=f"how much memory the uploads of {whom} may fill (default: {default})",
        )
    return parser


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of megabytes")
    return int(text)


def _readable(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    if not os.access(path, os.R_OK):
        raise argparse.ArgumentTypeError(f"{text} may not be read")
    return path


def obey(arguments: Sequence[str]) -> None:
    """Do what the command line of the server asks for, or end it with one sentence.

    Parameters
    ----------
    arguments : sequence of str
        As in `sys.argv`. Another program than Streamlit that serves the app has its own.
    """
    if not arguments or Path(arguments[0]).name != "app.py":
        return
    asked = _parser().parse_args(list(arguments[1:]))
    BUDGET.each, BUDGET.all = asked.visit_mb * MB, asked.uploads_mb * MB
    try:
        for path in asked.vectors:
            served.offer(path)
    except FormatError as error:
        sys.exit(str(error))
