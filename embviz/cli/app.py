"""Open the app: ``embviz`` and ``embviz FILE ...``."""

from __future__ import annotations

import argparse
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from embviz._version import __version__

DESCRIPTION = """\
Without a command, open the app in the browser; with files, offer the embeddings in
them beside the samples and show the first one.

commands:
  info FILE                what a file holds
  convert FILE OUT         write an embedding in another format
  nearest FILE WORD        the nearest words of a word
  analogy FILE A B C       the answers to A - B + C
Each has --help.
"""

EPILOG = """\
Options with a dot are Streamlit's and are passed on, such as --server.headless=true.
A file is read when a visitor selects it. A large one is stored in a form that opens
at once the next time, in the folder that EMBVIZ_CACHE names, else in the user's
cache folder.
"""


def site_root() -> Path:
    """Return the folder of what Streamlit runs: app.py, pages/ and .streamlit/.

    In an installed package it is ``embviz/app/site``; in a checkout, the top of the repository.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "app" / "site"
    return installed if (installed / "app.py").is_file() else package.parent


def add_app_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the app, the same behind ``embviz`` and ``streamlit run app.py --``."""
    parser.add_argument(
        "--vectors",
        metavar="FILE",
        action="append",
        default=[],
        type=Path,
        help="offer the embedding in this file to all visitors, beside the samples; may be given "
        "more than once",
    )
    for name, users in (("--visit-mb", "one visitor"), ("--uploads-mb", "all visitors together")):
        parser.add_argument(
            name,
            metavar="MB",
            type=_megabytes,
            help=f"how much memory the uploads of {users} may fill",
        )
    parser.add_argument(
        "--embedding",
        metavar="NAME",
        help="the embedding that visitors see first: a sample, or one of the files",
    )
    parser.add_argument(
        "--words",
        metavar="FILE",
        type=Path,
        help="a list of words, one on each line: pages begin with them",
    )
    # By their files: importing the pages would take longer than the help.
    pages = ", ".join(path.stem for path in sorted(site_root().glob("pages/*/[!_]*.py")))
    parser.add_argument(
        "--pages",
        metavar="NAMES",
        help=f"the pages that are open, with commas between them: {pages}",
    )
    parser.add_argument(
        "--class",
        metavar="FILE",
        type=Path,
        dest="class_file",
        help="a TOML file with all of this; options on the command line take precedence",
    )


def streamlit_arguments(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of Streamlit that open the app.

    Parameters
    ----------
    arguments : sequence of str
        Arguments of ``embviz``. Any error in them ends the program with exit code 2.

    Examples
    --------
    >>> streamlit_arguments(["--port", "8600", "pets.txt", "--server.headless=true"])[2:]
    ['--server.fileWatcherType=none', '--server.port=8600', '--server.headless=true', '--', \
'--vectors=pets.txt', '--embedding=pets.txt']
    """
    own = [each for each in arguments if not _is_streamlit_option(each)]
    args = _parser().parse_args(own)
    options = ["--server.fileWatcherType=none"]
    if args.port is not None:
        options.append(f"--server.port={args.port}")
    if args.address is not None:
        options.append(f"--server.address={args.address}")
    options += [each for each in arguments if _is_streamlit_option(each)]
    app = [f"--vectors={path}" for path in [*args.files, *args.vectors]]
    if args.files and args.embedding is None and args.class_file is None:
        args.embedding = str(args.files[0])  # The server gives it a name.
    for name in ("embedding", "words", "pages", "visit_mb", "uploads_mb"):
        if (value := getattr(args, name)) is not None:
            app.append(f"--{name.replace('_', '-')}={value}")
    if args.class_file is not None:
        app.append(f"--class={args.class_file}")
    return ["run", str(site_root() / "app.py"), *options, *(["--", *app] if app else [])]


def run_app(arguments: Sequence[str]) -> None:
    """Start the server and open the browser; returns when the server has ended."""
    sys.argv = ["streamlit", *streamlit_arguments(arguments)]
    runpy.run_module("streamlit", run_name="__main__")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="embviz",
        usage="embviz [FILE ...] [OPTION ...]\n       embviz info|convert|nearest|analogy ...",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"embviz {__version__}")
    parser.add_argument("--port", type=int, help="the port of the server (default: 8501)")
    parser.add_argument(
        "--address",
        help="where the server listens (default: this machine only; 0.0.0.0 lets a class in)",
    )
    add_app_options(parser)
    return parser


def _is_streamlit_option(argument: str) -> bool:
    name = argument.partition("=")[0]
    return name.startswith("--") and "." in name


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of megabytes")
    return int(text)
