"""Guess files that break the readers, guided by what code they reach (libFuzzer through atheris).

``pip install atheris``, then ``python -m scripts.fuzz FOLDER -max_total_time=1800``

The folder holds what was guessed so far; it begins with the corpus. Whatever is not a FormatError,
takes longer than 5 seconds or more than 400 MB stops the run, and its bytes are left beside it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["embviz"]):
    from embviz.io import FormatError, Limits, Reading, load, look, looks_like_words, read_word_list

from tests.corpus import cases

LIMITS = Limits(numbers=2_000_000, tokens=50_000, unpacked=20_000_000)
READINGS = (
    Reading(limits=LIMITS),
    Reading(limits=LIMITS, skip_bad=True),
    Reading(limits=LIMITS, header=True, words=2),
    Reading(limits=LIMITS, header=False, delimiter="space"),
    Reading(limits=LIMITS, delimiter=";", member="a.txt"),
    Reading(limits=LIMITS, shape=(3, 2)),
)
LABELS = b"cat\ndog\ncow\n"
LONGEST_MESSAGE = 500


def one_file(data: bytes) -> None:
    """Read some bytes in every way there is; the first byte chooses among the choices."""
    if not data:
        return
    choice, content = data[0], data[1:]
    reading = READINGS[choice % len(READINGS)]
    beside = io.BytesIO(LABELS) if choice & 64 else None
    for read in (
        lambda: load(io.BytesIO(content), reading=reading, metadata=beside),
        lambda: load(io.BytesIO(b"1 2\n3 4\n5 6\n"), metadata=io.BytesIO(content)),
        lambda: read_word_list(io.BytesIO(content)),
    ):
        try:
            read()
        except FormatError as error:
            assert len(str(error)) < LONGEST_MESSAGE, error
    looks_like_words(io.BytesIO(content))
    look(io.BytesIO(content), reading)


def main() -> None:
    """Write the corpus, and begin."""
    folder = Path(sys.argv.pop(1))
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in cases().items():
        if len(case.content) < 100_000:
            (folder / name).write_bytes(bytes([64 * (case.beside is not None)]) + case.content)
    flags = [f"-artifact_prefix={folder.parent}/", "-timeout=5", "-rss_limit_mb=2000"]
    atheris.Setup([sys.argv[0], str(folder), *flags, *sys.argv[1:]], one_file)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
