"""Download published archives that shipped data is made from, and verify their digests."""

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
    """A published file, identified by its digest.

    Parameters
    ----------
    file_name : str
        The published name.
    sha256 : str
        The digest in hexadecimal.
    download_command : tuple of str
        A command that downloads the file into the current folder.
    """

    file_name: str
    sha256: str
    download_command: tuple[str, ...]


def pip_download_command(*arguments: str) -> tuple[str, ...]:
    """Return a command that downloads a wheel without its dependencies."""
    return (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *arguments)


def parse_args(description: str | None, archive: Archive | None = None) -> argparse.Namespace:
    """Parse the arguments that the scripts have in common.

    Parameters
    ----------
    description : str, optional
        The text of ``--help``, which is the docstring of the script.
    archive : Archive, optional
        The archive that the data is made from, if any.

    Returns
    -------
    argparse.Namespace
        ``folder``, the existing folder to write into, and ``archive``, the path of the verified
        archive.
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
            command = shlex.join(archive.download_command)
            sys.exit(
                f"{archive.file_name} could not be fetched with `{command}` ({error}). "
                "Download it by other means and give its path."
            )
    return path


def _verify(path: Path, archive: Archive) -> None:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        sys.exit(f"{path} cannot be read ({error.strerror}). Give the path of {archive.file_name}.")
    if digest != archive.sha256:
        sys.exit(
            f"{path} has the sha256 {digest}, but {archive.file_name} should have "
            f"{archive.sha256}. Delete it and download it again."
        )
