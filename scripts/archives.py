"""The published archives that shipped data is made from, each known by its digest."""

from __future__ import annotations

import argparse
import hashlib
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = ROOT / "embviz" / "data"
DOWNLOADS_DIR = ROOT / "downloads"


@dataclass(frozen=True)
class Archive:
    """A published file that is either exactly the expected one or refused.

    Parameters
    ----------
    file_name : str
        The name it is published under.
    sha256 : str
        Its digest, in hexadecimal.
    download_command : tuple of str
        The command that fetches it into the current folder.
    """

    file_name: str
    sha256: str
    download_command: tuple[str, ...]


def pip_download_command(*arguments: str) -> tuple[str, ...]:
    """Return the command that fetches a wheel, without what it depends on."""
    return (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *arguments)


def parse_args(description: str | None, archive: Archive | None = None) -> argparse.Namespace:
    """Read the arguments that all scripts share.

    Parameters
    ----------
    description : str, optional
        What ``--help`` says, the docstring of the script.
    archive : Archive, optional
        What the data is made from, if it is made from a download.

    Returns
    -------
    argparse.Namespace
        ``folder``, the existing folder to write into, and ``archive``, the path of an archive
        that is exactly the expected one.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if archive:
        parser.add_argument(
            "archive",
            type=Path,
            nargs="?",
            help=f"path of {archive.file_name}; without it, the file is fetched into downloads/",
        )
    parser.add_argument(
        "--folder", type=Path, default=DATA_DIR, help="where to write (default: embviz/data)"
    )
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if archive:
        arguments.archive = arguments.archive or _download(archive)
        _verify(arguments.archive, archive)
    return arguments


def _download(archive: Archive) -> Path:
    path = DOWNLOADS_DIR / archive.file_name
    if not path.exists():
        DOWNLOADS_DIR.mkdir(exist_ok=True)
        try:
            subprocess.run(archive.download_command, cwd=DOWNLOADS_DIR, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(
                f"{archive.file_name} could not be fetched with `{shlex.join(archive.download_command)}` "
                f"({error}). Download it by other means and give its path."
            )
    return path


def _verify(path: Path, archive: Archive) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        sys.exit(f"{path} cannot be read ({error.strerror}). Give the path of {archive.file_name}.")
    if found != archive.sha256:
        sys.exit(
            f"{path} has the sha256 {found}, but {archive.file_name} should have {archive.sha256}. "
            "Delete it and download it again."
        )
