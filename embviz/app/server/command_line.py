"""The command line of the server: the options after ``streamlit run app.py --``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from embviz.app.config import (
    ConfigError,
    ConfigValue,
    ServerConfig,
    field_name,
    read_config_file,
)
from embviz.app.server.apply_config import apply
from embviz.cli.app import add_app_options
from embviz.io import FormatError


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:]
        self.exit(2, f"embviz: {sentence.removesuffix('.')}. See streamlit run app.py -- --help\n")


def _build_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="streamlit run app.py --",
        description="Show what word embeddings are.",
        epilog="A file is read when a visitor selects it. A large one is stored in a form that "
        "opens at once the next time, in the folder that EMBVIZ_CACHE names, else in the user's "
        "cache folder.",
        allow_abbrev=False,
    )
    add_app_options(parser)
    return parser


def configure(argv: Sequence[str]) -> None:
    """Apply the command line of the server, or exit with an error of one sentence.

    Parameters
    ----------
    argv : sequence of str
        As in `sys.argv`. Ignored when another program than Streamlit serves the app: then they are
        the arguments of that program.
    """
    if not argv or Path(argv[0]).name != "app.py":
        return
    parser = _build_parser()
    args = parser.parse_args(list(argv[1:]))
    config = ServerConfig(
        **{
            field_name(key): ConfigValue(value, f"--{key}")
            for key in ("vectors", "embedding", "words", "visit-mb", "uploads-mb")
            if (value := getattr(args, key.replace("-", "_")))
        },
        pages=None if args.pages is None else ConfigValue(_split_names(args.pages), "--pages"),
    )
    try:
        if args.class_file:
            config = config.merged_with(read_config_file(args.class_file))
        apply(config)
    except (ConfigError, FormatError) as error:
        parser.exit(2, f"embviz: {error}\n")


def _split_names(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]
