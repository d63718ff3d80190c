"""Fuzz the file readers, guided by code coverage (libFuzzer through atheris).

``pip install atheris``, then ``python -m scripts.fuzz FOLDER -max_total_time=1800``

The folder has the inputs so far; it is initialized with the test corpus. The run stops at an input
that raises anything but FormatError, or takes more than 5 seconds or 2 GB. That input is written
next to the folder.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["embviz"]):
    from embviz.io import (
        FormatError,
        Limits,
        LoadOptions,
        inspect_file,
        is_word_list,
        load,
        read_word_list,
    )

from tests.support.corpus import all_cases

LIMITS = Limits(numbers=2_000_000, tokens=50_000, unpacked_bytes=20_000_000)
LOAD_OPTIONS = (
    LoadOptions(limits=LIMITS),
    LoadOptions(limits=LIMITS, skip_bad=True),
    LoadOptions(limits=LIMITS, header=True, token_column=2),
    LoadOptions(limits=LIMITS, header=False, delimiter="space"),
    LoadOptions(limits=LIMITS, delimiter=";", member="a.txt"),
    LoadOptions(limits=LIMITS, shape=(3, 2)),
)
LABELS = b"cat\ndog\ncow\n"
MAX_MESSAGE_CHARS = 500


def fuzz_one_input(data: bytes) -> None:
    """Read bytes by all readers; the first byte selects the options."""
    if not data:
        return
    selector, content = data[0], data[1:]
    options = LOAD_OPTIONS[selector % len(LOAD_OPTIONS)]
    metadata = io.BytesIO(LABELS) if selector & 64 else None
    for read in (
        lambda: load(io.BytesIO(content), options=options, metadata=metadata),
        lambda: load(io.BytesIO(b"1 2\n3 4\n5 6\n"), metadata=io.BytesIO(content)),
        lambda: read_word_list(io.BytesIO(content)),
    ):
        try:
            read()
        except FormatError as error:
            assert len(str(error)) < MAX_MESSAGE_CHARS, error
    is_word_list(io.BytesIO(content))
    inspect_file(io.BytesIO(content), options)


def main() -> None:
    """Write the corpus and start fuzzing."""
    folder = Path(sys.argv.pop(1))
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in all_cases().items():
        if len(case.content) < 100_000:
            (folder / name).write_bytes(bytes([64 * (case.metadata is not None)]) + case.content)
    flags = [f"-artifact_prefix={folder.parent}/", "-timeout=5", "-rss_limit_mb=2000"]
    atheris.Setup([sys.argv[0], str(folder), *flags, *sys.argv[1:]], fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
