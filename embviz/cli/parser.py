"""The command line parser and its help."""

from __future__ import annotations

import argparse
from pathlib import Path

from embviz.io import WRITERS, LoadOptions
from embviz.neighbors import METRICS

EPILOG = """\
examples:
  embviz info glove.6B.100d.txt
  embviz convert glove.6B.100d.txt glove.safetensors
  embviz nearest glove.6B.100d.txt king -k 5
  embviz analogy glove.6B.100d.txt king man woman

A large file is read once and kept in a form that opens at once, in the folder that
EMBVIZ_CACHE names (else ~/.cache/embviz, or where the system keeps such files), of at most
EMBVIZ_CACHE_GB gigabytes (20). A word that the file contains only in another case is replaced
by the one in the file, and a line says so.

exit codes: 0 done; 1 the file cannot be read, or a word is not in it; 2 usage error
"""

ANALOGY_DESCRIPTION = """\
A - B + C: each row is brought to length 1, the rows of A and C are added, that of B is taken
away, and the words nearest to the sum are listed, without A, B and C. So "king man woman"
asks for king - man + woman: what is to woman as king is to man.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="embviz",
        description="Look at a file of word embeddings, whatever its format.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    info = commands.add_parser("info", help="say what a file holds")
    _add_file_arguments(info)

    convert = commands.add_parser(
        "convert",
        help="write a file anew, in another format",
        description="Read a file and write it in the format that the suffix of OUT names: "
        f"{', '.join(WRITERS)}. Only .safetensors keeps everything and opens at once.",
    )
    _add_file_arguments(convert, "IN")
    convert.add_argument("out", metavar="OUT", type=Path, help="the file to write")
    convert.add_argument("--force", action="store_true", help="replace OUT if it is there already")

    nearest = commands.add_parser("nearest", help="list the words nearest to a word")
    _add_file_arguments(nearest)
    nearest.add_argument("word", metavar="WORD")
    nearest.add_argument(
        "--metric", choices=METRICS, default="cosine", help="what near means (cosine)"
    )
    _add_count_argument(nearest)

    analogy = commands.add_parser(
        "analogy",
        help="answer A - B + C, as in king - man + woman",
        description=ANALOGY_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_file_arguments(analogy)
    for letter, sign in (("A", "added"), ("B", "taken away"), ("C", "added")):
        analogy.add_argument(letter.lower(), metavar=letter, help=f"the word that is {sign}")
    analogy.add_argument(
        "--method", choices=("3cosadd", "3cosmul"), default="3cosadd", help="how (3cosadd)"
    )
    _add_count_argument(analogy)
    return parser


def _add_file_arguments(command: argparse.ArgumentParser, name: str = "FILE") -> None:
    command.add_argument("file", metavar=name, help="a file of vectors, or a model's folder")
    command.add_argument("--json", action="store_true", help="print JSON")
    group = command.add_argument_group("options where the content is ambiguous")
    group.add_argument(
        "--metadata", metavar="FILE", help="labels or words for the rows; a model's tokenizer"
    )
    group.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether the first line names the columns or counts the rows",
    )
    group.add_argument(
        "--delimiter",
        choices=(",", ";", "tab", "space"),
        metavar="MARK",
        help='what stands between the fields: "," or ";" or tab or space',
    )
    group.add_argument(
        "--words", type=_positive_int, metavar="COLUMN", help="the column of the words, from 1"
    )
    group.add_argument("--skip-bad", action="store_true", help="leave out rows that cannot be read")
    group.add_argument("--member", metavar="NAME", help="what to read of an archive or a model")
    group.add_argument(
        "--shape",
        nargs=2,
        type=_positive_int,
        metavar=("ROWS", "DIM"),
        help="of raw numbers: rows, and numbers a row",
    )
    group.add_argument("--no-cache", action="store_true", help="read the file itself, keep nothing")


def _add_count_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-k", type=_positive_int, default=10, metavar="N", help="how many words to list (10)"
    )


def _positive_int(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


_positive_int.__name__ = "number"  # What argparse calls it: "invalid number value: 'x'".


def load_options(args: argparse.Namespace) -> LoadOptions:
    """Return how the file is to be read."""
    return LoadOptions(
        header=args.header,
        delimiter=args.delimiter,
        token_column=args.words,
        skip_bad=args.skip_bad,
        member=args.member,
        shape=None if args.shape is None else (args.shape[0], args.shape[1]),
    )
