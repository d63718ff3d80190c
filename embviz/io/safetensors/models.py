"""Read the input embedding of a model: one tensor of a safetensors file, and its tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from embviz.embedding import EmbeddingMatrix, Vectors
from embviz.io.errors import FormatError, shorten
from embviz.io.options import Note
from embviz.io.row_builder import embedding_from_arrays
from embviz.io.safetensors.header import DAMAGED, DAMAGED_HINT, DTYPE_BYTES, TensorInfo, read_header
from embviz.io.safetensors.tokenizer import Vocabulary, find_vocabulary_file, read_vocabulary
from embviz.io.source import Source, open_source
from embviz.io.text.labels import Labels

DTYPES = {"F16": "<f2", "BF16": "<u2", "F32": "<f4", "F64": "<f8"}

# Names of input embeddings without the prefix of the model, the most specific first.
EMBEDDING_NAMES = (
    r"embed_tokens\.weight",
    r"word_embeddings\.weight",
    r"wte\.weight",
    r"tok_embeddings\.weight",
    r"token_embeddings?\.weight",
    r"embed_in\.weight",
    r"shared\.weight",
    r"(word_)?embeddings?\.weight",
    r"word_embeddings?",
    r"embeddings?",
)
NON_TOKEN_NAMES = re.compile(
    r"position|token_type|lm_head|segment|patch|norm|rotary", re.IGNORECASE
)
MAX_LISTED_TENSORS = 40
BLOCK_BYTES = 1 << 23


def read_model(
    source: Source, *, name: str, labels: Labels | Vocabulary | None = None
) -> EmbeddingMatrix:
    """Read the input embedding of a model.

    Parameters
    ----------
    source : Source
    name : str
    labels : Labels or Vocabulary, optional
        The tokens of the rows. The default is the file of tokens in the folder of the model.

    Raises
    ------
    FormatError
        If the file is damaged, no tensor or several could be the embedding, or there are no
        tokens.
    """
    _, tensors = read_header(source)
    vocabulary = labels if isinstance(labels, Vocabulary) else None
    if isinstance(labels, Labels) and len(labels.columns) == 1:
        [tokens] = labels.columns.values()
        vocabulary = Vocabulary(labels.file, dict(enumerate(tokens)))
    if labels is None and (path := find_vocabulary_file(source.path)):
        with open_source(path) as file:
            vocabulary = read_vocabulary(file)
    rows = None
    if vocabulary is not None:
        rows = max(vocabulary.tokens, default=-1) + 1
    elif isinstance(labels, Labels):
        rows = labels.n_rows
    tensor = _choose_tensor(source, tensors, rows)
    notes: list[str] = [
        Note(
            f"The embedding is the tensor {shorten(tensor.name)!r}, {tensor.shape[0]:,} × "
            f"{tensor.shape[1]:,}.",
            choices=("member",),
        )
    ]
    if vocabulary is not None:
        return _name_rows(source, _read_vectors(source, tensor), vocabulary, name, notes)
    if not isinstance(labels, Labels):
        raise FormatError(
            source.name,
            f"It holds a model; its embedding is the tensor {shorten(tensor.name)!r}, but nothing "
            "names the rows.",
            "Give its tokenizer.json or vocab.txt as a second file, or put it into the same "
            "folder.",
        )
    words, other_labels = labels.split_tokens()
    labels.check(source.name, tensor.shape[0])
    notes.append(labels.tokens_note)
    vectors = _read_vectors(source, tensor)
    return embedding_from_arrays(
        source,
        words,
        vectors,
        name=name,
        notes=notes,
        labels=other_labels,
    )


def _name_rows(
    source: Source, vectors: Vectors, vocabulary: Vocabulary, name: str, notes: list[str]
) -> EmbeddingMatrix:
    """Build the embedding of the rows that have a token."""
    notes += vocabulary.notes()
    named = [row for row in range(len(vectors)) if row in vocabulary.tokens]
    n_unnamed, n_unused = len(vectors) - len(named), len(vocabulary.tokens) - len(named)
    if n_unnamed:
        notes.append(f"Rows without a token were left out: {n_unnamed:,}.")
        vectors = vectors[named]
    if n_unused:
        notes.append(f"Tokens without a row were left out: {n_unused:,}.")
    # Filled below: the ids of the tokenizer differ from the row indices if rows are left out.
    rows: dict[int, int] = {}
    E = embedding_from_arrays(
        source,
        [vocabulary.tokens[row] for row in named],
        vectors,
        name=name,
        notes=notes,
        tokenizer=vocabulary.tokenizer and replace(vocabulary.tokenizer, id_to_row=rows),
    )
    if vocabulary.tokenizer:
        rows |= {i: E.token_id(token) for i, token in vocabulary.tokens.items() if token in E}
    return E


def _choose_tensor(source: Source, tensors: Sequence[TensorInfo], rows: int | None) -> TensorInfo:
    matrices = [
        tensor
        for tensor in tensors
        if len(tensor.shape) == 2 and min(tensor.shape) > 0 and tensor.dtype in DTYPES
    ]
    for tensor in matrices:
        if tensor.name == source.options.member:
            return tensor
    if by_name := _find_by_name(source, tensors, rows):
        return by_name
    if len(matrices) == 1:
        return matrices[0]
    fitting = [
        tensor
        for tensor in matrices
        if tensor.shape[0] == rows and not NON_TOKEN_NAMES.search(tensor.name)
    ]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(map(str, matrices[:3]))
    raise FormatError(
        source.name,
        f"None of its {len(tensors):,} tensors is called like an input embedding"
        + (f": {listed} …" if matrices else "")
        + ".",
        "Choose the one that has a row for each token.",
        choices=("member",),
        members=tuple(tensor.name for tensor in matrices[:MAX_LISTED_TENSORS]),
    )


def _find_by_name(
    source: Source, tensors: Sequence[TensorInfo], rows: int | None
) -> TensorInfo | None:
    """Return the tensor with the name of an input embedding, preferably with a row per token."""
    tables = [tensor for tensor in tensors if len(tensor.shape) == 2 and min(tensor.shape) > 0]
    # Some models are padded with more rows than they have tokens.
    fitting = [tensor for tensor in tables if rows is not None and tensor.shape[0] == rows]
    padded = [tensor for tensor in tables if rows is not None and tensor.shape[0] > rows]
    for group in (fitting, padded, tables):
        name = find_embedding_name([tensor.name for tensor in group])
        for tensor in group:
            if tensor.name != name:
                continue
            if tensor.dtype not in DTYPES:
                raise FormatError(
                    source.name,
                    f"Its embedding {tensor} is of type {shorten(tensor.dtype)}; only "
                    f"{', '.join(DTYPES)} can be read.",
                    "Load the model as it was before it was quantized.",
                )
            return tensor
    return None


def find_embedding_name(names: Sequence[str]) -> str | None:
    """Return the most likely name of an input embedding, or None.

    Examples
    --------
    >>> find_embedding_name(["lm_head.weight", "model.embed_tokens.weight", "model.norm.weight"])
    'model.embed_tokens.weight'
    >>> find_embedding_name(["embeddings.position_embeddings.weight"])
    """
    likely = [name for name in names if not NON_TOKEN_NAMES.search(name)]
    for pattern in EMBEDDING_NAMES:
        for name in likely:
            if re.fullmatch(rf"(.*\.)?{pattern}", name):
                return name
    return None


def _read_vectors(source: Source, tensor: TensorInfo) -> Vectors:
    """Read the numbers of one tensor, block by block."""
    rows, dim = tensor.shape
    source.options.limits.check_shape(source.name, rows, dim)
    vectors = np.empty((rows, dim), np.float32)
    width = dim * DTYPE_BYTES[tensor.dtype]
    step = max(BLOCK_BYTES // width, 1)
    source.file.seek(tensor.begin)
    for start in range(0, rows, step):
        block = vectors[start : start + step]
        content = source.file.read(len(block) * width)
        if len(content) < len(block) * width:
            problem = DAMAGED.format("it became shorter while it was read")
            raise FormatError(source.name, problem, DAMAGED_HINT)
        raw = np.frombuffer(content, DTYPES[tensor.dtype]).reshape(block.shape)
        if tensor.dtype == "BF16":
            # A bfloat16 is the first half of a float32.
            np.left_shift(raw, 16, out=block.view(np.uint32), dtype=np.uint32)
        else:
            with np.errstate(over="ignore"):  # Rejected later, with the row.
                block[:] = raw
        source.report_progress(start + len(block), rows)
    return vectors
