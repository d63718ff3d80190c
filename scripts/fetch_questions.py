"""Fetch embviz/data/questions-words.txt: 19,544 analogy questions in 14 sections.

Run from the root of the project:

    python -m scripts.fetch_questions [path of the archive]
"""

from __future__ import annotations

from zipfile import ZipFile

from scripts.archives import Archive, parse_args, pip_download_command

# Every wheel of this release has the same file; one platform is chosen to pin one digest.
ARCHIVE = Archive(
    file_name="gensim-4.4.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl",
    sha256="91a7fa5e814e7b1bad4b2dffa8d62c1e55410d5cbdf930714c1997ffb4404db8",
    download_command=pip_download_command(
        "--only-binary=:all:",
        "--python-version=3.11",
        "--platform=manylinux_2_28_x86_64",
        "gensim==4.4.0",
    ),
)
MEMBER = "gensim/test/test_data/questions-words.txt"


def main() -> None:
    """Read the archive named on the command line and write the questions, unchanged."""
    arguments = parse_args(__doc__, ARCHIVE)
    with ZipFile(arguments.archive) as wheel:
        (arguments.folder / "questions-words.txt").write_bytes(wheel.read(MEMBER))


if __name__ == "__main__":
    main()
