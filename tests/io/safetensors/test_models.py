"""Models: the choice of the tensor, its tokens, and damaged headers."""

from __future__ import annotations

import io
import json
import pickle
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load as from_bytes
from safetensors.numpy import save as to_bytes
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE, Unigram, WordLevel, WordPiece
from tokenizers.pre_tokenizers import ByteLevel, Split, Whitespace

from embviz import FormatError, load
from embviz.io import Limits, LoadOptions
from embviz.io.safetensors import models
from embviz.io.safetensors.header import read_header
from embviz.io.source import Source
from tests.support.corpus import PETS, ROWS, json_bytes, safetensors_bytes, safetensors_with_offsets

TOKENS_FILE = b"cat\ndog\ncow\n"


def read(content: bytes, tokens_file: bytes | None = TOKENS_FILE, **choices):
    file = io.BytesIO(content)
    file.name = "model.safetensors"
    return load(
        file,
        metadata=None if tokens_file is None else io.BytesIO(tokens_file),
        options=LoadOptions(**choices),
    )


def refused(content: bytes, tokens_file: bytes | None = TOKENS_FILE, **choices) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(content, tokens_file, **choices)
    assert len(str(caught.value)) < 500
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "model.embed_tokens.weight",
        "bert.embeddings.word_embeddings.weight",
        "transformer.wte.weight",
        "shared.weight",
        "tok_embeddings.weight",
        "gpt_neox.embed_in.weight",
        "embedding.weight",
        "embeddings",
    ],
)
def test_find_input_embedding_by_name(name):
    others = {
        "lm_head.weight": ROWS * 2,
        "embeddings.position_embeddings.weight": ROWS * 3,
        "embeddings.token_type_embeddings.weight": ROWS * 4,
        "layer.0.weight": ROWS * 5,
        "bias": ROWS[0],
    }
    E = read(to_bytes({name: ROWS, **others}))
    assert E.vectors.tolist() == ROWS.tolist()
    assert E.notes[0] == f"The embedding is the tensor '{name}', 3 × 2."


def test_choose_tensor_by_shape_or_option():
    content = to_bytes({"a": ROWS, "b": np.ones((4, 2), np.float32)})
    assert read(content).vectors.tolist() == ROWS.tolist()
    content = to_bytes({"a": ROWS, "b": ROWS * 2})
    error = refused(content)
    assert "None of its 2 tensors is called like an input embedding" in str(error)
    assert (error.choices, error.members) == (("member",), ("a", "b"))
    assert read(content, member="b").vectors.tolist() == (ROWS * 2).tolist()


def test_bfloat16():
    # 1.0 is 0x3F80, −2.5 is 0xC020 and 2⁻⁷ is 0x3C00: the upper half of the float32.
    body = np.array([0x3F80, 0xC020, 0x3C00, 0], "<u2").tobytes()
    header = {"wte.weight": {"dtype": "BF16", "shape": [2, 2], "data_offsets": [0, 8]}}
    E = read(safetensors_bytes(json_bytes(header), body), b"a\nb\n")
    assert E.vectors.tolist() == [[1, -2.5], [2**-7, 0]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_float_types(dtype):
    assert read(to_bytes({"x": ROWS.astype(dtype)})).vectors.tolist() == ROWS.tolist()


def test_integers_are_rejected():
    error = refused(to_bytes({"x": np.ones((3, 2), np.int8)}))
    assert "None of its 1 tensors" in str(error)


def tokenizer() -> Tokenizer:
    model_tokenizer = Tokenizer(
        WordPiece({"[UNK]": 0, "cat": 1, "##s": 2, "dog": 3}, unk_token="[UNK]")
    )
    model_tokenizer.pre_tokenizer = Whitespace()
    model_tokenizer.add_special_tokens(["[PAD]"])
    return model_tokenizer


def test_tokenizer():
    rows = np.arange(12, dtype=np.float32).reshape(6, 2) + 1
    E = read(to_bytes({"wte.weight": rows}), tokenizer().to_str().encode())
    assert E.tokens == ("[UNK]", "cat", "##s", "dog", "[PAD]")
    assert E["##s"].tolist() == [5, 6]
    assert "Rows without a token were left out: 1." in E.notes
    assert E.tokenizer is not None
    assert list(E.tokenizer("cats")) == [(1, "cat"), (2, "s")]


def test_ids_with_gaps():
    E = read(to_bytes({"wte.weight": ROWS}), json_bytes({"cat": 0, "cow": 2}))
    assert E.tokens == ("cat", "cow")
    assert E["cow"].tolist() == ROWS[2].tolist()
    assert E.tokenizer is None


def test_tokens_without_a_row():
    E = read(to_bytes({"wte.weight": ROWS}), TOKENS_FILE + b"bee\nant\n")
    assert E.tokens == PETS
    assert "Tokens without a row were left out: 2." in E.notes


def test_note_on_space_markers():
    tokens = {f"Ġ{word}": i for i, word in enumerate("abcdefghijklmn")}
    E = read(to_bytes({"wte.weight": np.eye(14, dtype=np.float32)}), json_bytes(tokens))
    assert "In a token Ġ stands for a blank before the word." in E.notes


def test_folder_of_a_model(tmp_path):
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(to_bytes({"wte.weight": ROWS}))
    with pytest.raises(FormatError, match="nothing names the rows"):
        load(folder)
    (folder / "vocab.txt").write_bytes(TOKENS_FILE)
    E = load(folder)
    assert (E.name, E.tokens) == ("my-model", PETS)
    assert "The tokens are those of vocab.txt." in E.notes
    # The tokens are also found for the file alone.
    assert load(folder / "model.safetensors").tokens == PETS
    (folder / "tokenizer.json").write_text(tokenizer().to_str())
    assert load(folder).tokens == ("[UNK]", "cat", "##s")


def test_model_in_several_files(tmp_path):
    (tmp_path / "a.safetensors").write_bytes(to_bytes({"layer.weight": ROWS * 9}))
    (tmp_path / "b.safetensors").write_bytes(to_bytes({"model.embed_tokens.weight": ROWS}))
    (tmp_path / "vocab.txt").write_bytes(TOKENS_FILE)
    index = tmp_path / "model.safetensors.index.json"
    places = {"layer.weight": "a.safetensors", "model.embed_tokens.weight": "b.safetensors"}
    index.write_text(json.dumps({"weight_map": places}))
    assert load(tmp_path).vectors.tolist() == ROWS.tolist()
    secret = tmp_path.parent / "secret.safetensors"
    shutil.copy(tmp_path / "b.safetensors", secret)
    for place in ("../secret.safetensors", str(secret), "missing.safetensors", 5, None):
        index.write_text(json.dumps({"weight_map": {"model.embed_tokens.weight": place}}))
        with pytest.raises(FormatError, match=r"index\.json"):
            load(tmp_path)
    for content in ("{", "[]", '{"weight_map": 5}', "[" * 100_000):
        index.write_text(content)
        with pytest.raises(FormatError, match=r"index\.json"):
            load(tmp_path)


def test_folder_of_tensorboard_files_and_other_folders(tmp_path):
    with pytest.raises(FormatError, match="neither"):
        load(tmp_path)
    (tmp_path / "vectors.tsv").write_bytes(b"0.5\t1\n-2\t3\n0.25\t-1\n")
    (tmp_path / "metadata.tsv").write_bytes(TOKENS_FILE)
    assert load(tmp_path).tokens == PETS


@pytest.mark.parametrize(
    "content",
    [
        safetensors_with_offsets([(0, 24), (8, 32)]),
        safetensors_with_offsets([(0, 24), (24, 480)]),
        safetensors_with_offsets([(0, 20), (20, 48)]),
        safetensors_with_offsets([(24, 48), (24, 48)]),
        safetensors_with_offsets([(0, 24)]),
        safetensors_bytes(
            b'{"t": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0]}}', bytes(24)
        ),
        safetensors_bytes(
            b'{"t": {"dtype": "F32", "shape": [-3, -2], "data_offsets": [0, 24]}}', bytes(24)
        ),
        safetensors_bytes(
            b'{"t": {"dtype": "F32", "shape": [3.0, 2], "data_offsets": [0, 24]}}', bytes(24)
        ),
        safetensors_bytes(b'{"t": 5}'),
        safetensors_bytes(b"[1, 2]  "),
        safetensors_bytes(b'{"a":' * 50_000),
        b"\xff" * 7 + b"\x00{}",
    ],
)
def test_damaged_headers(content):
    assert "is not a whole safetensors file" in str(refused(content)) or content[7:8] == b"\0"


def test_limits():
    assert "too many" in str(refused(to_bytes({"wte": ROWS}), limits=Limits(numbers=5)))


@pytest.mark.parametrize(
    "tokens_file",
    [b"{", b"{}", b'{"a": "b"}', b'{"a": -1}', b'{"a": 1.5}', b'{"model": {"vocab": 5}}'],
)
def test_rejected_vocabularies(tokens_file):
    assert "It is no list of tokens with their ids" in str(
        refused(to_bytes({"wte.weight": ROWS}), tokens_file)
    )


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4))
def test_damaged_models(damages):
    content = bytearray(to_bytes({"wte.weight": ROWS, "lm_head.weight": ROWS}))
    for place, value in damages:
        content[place % len(content)] = value
    try:
        read(bytes(content))
    except FormatError as error:
        assert len(str(error)) < 500


def test_prefer_the_tensor_with_one_row_per_token():
    content = to_bytes(
        {"vision.embeddings.weight": np.ones((9, 2), np.float32), "text.embeddings.weight": ROWS}
    )
    assert read(content).vectors.tolist() == ROWS.tolist()


def test_quantized_model():
    content = to_bytes({"embed_tokens.weight": np.ones((3, 2), np.int8), "other": ROWS})
    assert "is of type I8" in str(refused(content))


def test_only_one_tensor_is_read():
    class Counting(io.BytesIO):
        read_bytes = 0

        def read(self, size=-1):
            content = super().read(size)
            self.read_bytes += len(content)
            return content

    large = np.zeros((1000, 1000), np.float32)
    file = Counting(to_bytes({"a": large, "wte.weight": ROWS, "z": large}))
    load(file, metadata=io.BytesIO(TOKENS_FILE))
    assert file.read_bytes < 50_000


@pytest.mark.parametrize("dtype", ["F16", "BF16", "F32", "F64"])
def test_many_blocks(monkeypatch, dtype):
    monkeypatch.setattr(models, "BLOCK_BYTES", 100)
    rows = (np.arange(300) - 150).reshape(100, 3).astype(np.float32)
    kinds = {"F16": np.float16, "F32": np.float32, "F64": np.float64}
    if dtype == "BF16":
        body = (rows.view(np.uint32) >> 16).astype("<u2").tobytes()
    else:
        body = rows.astype(kinds[dtype]).tobytes()
    header = {"wte.weight": {"dtype": dtype, "shape": [100, 3], "data_offsets": [0, len(body)]}}
    words = "".join(f"w{i}\n" for i in range(100)).encode()
    assert (
        read(safetensors_bytes(json_bytes(header), body), words).vectors.tolist() == rows.tolist()
    )


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.tuples(
            st.sampled_from(["F32", "F16", "BF16", "I8", "U8"]),
            st.lists(st.integers(-1, 4), max_size=3),
            st.integers(0, 40),
            st.integers(0, 40),
        ),
        max_size=3,
    ),
    st.integers(0, 40),
)
def test_headers_that_the_library_rejects(parts, length):
    header = {
        name: {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
        for name, (dtype, shape, begin, end) in parts.items()
    }
    content = safetensors_bytes(json_bytes(header), bytes(length))
    try:
        names = set(from_bytes(content))
    except Exception:
        names = None
    try:
        _, tensors = read_header(Source(io.BytesIO(content), "model"))
    except FormatError:
        return
    assert names is None or {tensor.name for tensor in tensors} == names
    if names is None:
        # The library does not convert bfloat16 to NumPy.
        assert any(tensor.dtype == "BF16" for tensor in tensors)


@pytest.mark.parametrize(
    "header",
    [
        b'{"a": {"dtype": "F32", "shape": [0, 2], "data_offsets": [0, 0]}, "a": {"dtype": "F32", '
        b'"shape": [0, 2], "data_offsets": [0, 0]}}',
        b'{"\\ud800": {"dtype": "F32", "shape": [0, 2], "data_offsets": [0, 0]}}',
        b'{"a": {"dtype": "F32", "shape": [' + b"2, " * 100_000 + b'2], "data_offsets": [0, 0]}}',
        b'{"a": {"dtype": "F32", "shape": [' + b"9" * 5000 + b'], "data_offsets": [0, 0]}}',
        b'{"a": [' + b"[]," * 600_000 + b"[]]}",
        b'{"__metadata__": {"a": 5}}',
        b'{"__metadata__": [5]}',
        b'{"a": {"dtype": "F32", "shape": "ab", "data_offsets": [0, 0]}}',
        b'{"a": {"dtype": ["F32"], "shape": [0], "data_offsets": [0, 0]}}',
        b'{"a\xff": 5}',
    ],
)
def test_invalid_headers(header):
    assert "is not a whole safetensors file" in str(refused(safetensors_bytes(header)))


def test_header_that_is_too_long():
    error = refused(safetensors_bytes(b"{" + b" " * 10_000_001 + b"}"))
    assert "10,000,000 are the limit" in str(error)


def test_tokenizer_with_other_ids_than_rows():
    model_tokenizer = Tokenizer(WordPiece({"[UNK]": 0, "cat": 2, "dog": 3}, unk_token="[UNK]"))
    model_tokenizer.pre_tokenizer = Whitespace()
    model_tokenizer.enable_truncation(1)
    model_tokenizer.enable_padding(length=9)
    E = read(to_bytes({"wte.weight": ROWS}), model_tokenizer.to_str().encode())
    assert E.tokens == ("[UNK]", "cat")
    assert E["cat"].tolist() == ROWS[2].tolist()
    # Row 1 has no token, "dog" no row.
    assert list(E.tokenizer("cat cow dog cat")) == [(1, "cat"), (0, "cow"), (1, "cat")]
    again = pickle.loads(pickle.dumps(E.tokenizer))
    assert list(again("cat")) == [(1, "cat")]


def test_byte_level_tokenizer():
    vocabulary = {"a": 0, "b": 1, "Ġ": 2, "Ġa": 3}
    model_tokenizer = Tokenizer(BPE(vocabulary, [("Ġ", "a")]))
    model_tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    rows = np.eye(4, dtype=np.float32)
    E = read(to_bytes({"wte.weight": rows}), model_tokenizer.to_str().encode())
    assert E.tokens == ("a", "b", "Ġ", "Ġa")
    assert [i for i, _ in E.tokenizer("b a")] == [1, 3]


def test_pathological_pattern():
    model_tokenizer = Tokenizer(WordLevel({"a": 0, "b": 1, "c": 2}, unk_token="a"))
    model_tokenizer.pre_tokenizer = Split(Regex("(a+)+$"), "isolated")
    E = read(to_bytes({"wte.weight": ROWS}), model_tokenizer.to_str().encode())
    assert list(E.tokenizer("b")) == [(1, "b")]
    assert list(E.tokenizer("a" * 60 + "b")) == []


@pytest.mark.parametrize("word", [",", "a,b", '"', "\t", "a;b", "1 2", "{", "\u2028", "\u00a0"])
def test_list_of_tokens_is_not_a_table(tmp_path, word):
    tokens_file = f"cat\n{word}\ncow\n".encode()
    assert read(to_bytes({"wte.weight": ROWS}), tokens_file).tokens == ("cat", word, "cow")
    (tmp_path / "vocab.txt").write_bytes(tokens_file)
    (tmp_path / "model.safetensors").write_bytes(to_bytes({"wte.weight": ROWS}))
    assert load(tmp_path).tokens == ("cat", word, "cow")


def test_table_of_labels_with_tokens():
    E = read(to_bytes({"wte.weight": ROWS}), b"kind\ttoken\npet\tcat\npet\tdog\nfarm\tcow\n")
    assert (E.tokens, E.labels["kind"]) == (PETS, ("pet", "pet", "farm"))


def test_rejected_files_of_tokens():
    assert "pickle" in str(refused(to_bytes({"wte.weight": ROWS}), pickle.dumps({"cat": 1})))
    many = b'{"a": [' + b"1," * 4_100_000 + b"1]}"
    assert "more than 4,000,000 parts" in str(refused(to_bytes({"wte.weight": ROWS}), many))
    odd = b'{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [1, 2]}}'
    assert "of another shape" in str(refused(to_bytes({"wte.weight": ROWS}), odd))


def test_unigram_tokenizer():
    model_tokenizer = Tokenizer(Unigram([("<unk>", 0.0), ("▁a", -1.0), ("b", -2.0)], 0, False))
    E = read(to_bytes({"wte.weight": ROWS}), model_tokenizer.to_str().encode())
    assert E.tokens == ("<unk>", "▁a", "b")
