"""Models: the right tensor, its tokens, and headers that lie."""

from __future__ import annotations

import io
import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save as to_bytes
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace

from embviz import FormatError, load
from embviz.formats import Limits, Reading
from tests.corpus import PETS, ROWS, _framed, _header, _json

LIST = b"cat\ndog\ncow\n"


def read(content: bytes, beside: bytes | None = LIST, **choices):
    file = io.BytesIO(content)
    file.name = "model.safetensors"
    return load(
        file,
        metadata=None if beside is None else io.BytesIO(beside),
        reading=Reading(**choices),
    )


def refused(content: bytes, beside: bytes | None = LIST, **choices) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(content, beside, **choices)
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
def test_the_input_embedding_is_found_by_its_name(name):
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


def test_without_a_name_the_shape_decides_or_somebody_chooses():
    content = to_bytes({"a": ROWS, "b": np.ones((4, 2), np.float32)})
    assert read(content).vectors.tolist() == ROWS.tolist()
    content = to_bytes({"a": ROWS, "b": ROWS * 2})
    error = refused(content)
    assert "None of its 2 tensors is called like an input embedding" in str(error)
    assert (error.choices, error.options) == (("member",), ("a", "b"))
    assert read(content, member="b").vectors.tolist() == (ROWS * 2).tolist()


def test_bfloat16_by_hand():
    # 1.0 is 0x3F80, −2.5 is 0xC020, 0.00781… (2⁻⁷) is 0x3C00; a float32 begins with these bytes.
    body = np.array([0x3F80, 0xC020, 0x3C00, 0], "<u2").tobytes()
    about = {"wte.weight": {"dtype": "BF16", "shape": [2, 2], "data_offsets": [0, 8]}}
    E = read(_framed(_json(about), body), b"a\nb\n")
    assert E.vectors.tolist() == [[1, -2.5], [2**-7, 0]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_other_floats(dtype):
    assert read(to_bytes({"x": ROWS.astype(dtype)})).vectors.tolist() == ROWS.tolist()


def test_integers_are_no_embedding():
    error = refused(to_bytes({"embedding.weight": np.ones((3, 2), np.int8)}))
    assert "None of its 1 tensors" in str(error)


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordPiece({"[UNK]": 0, "cat": 1, "##s": 2, "dog": 3}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    made.add_special_tokens(["[PAD]"])
    return made


def test_a_tokenizer_names_the_rows_and_cuts_texts():
    rows = np.arange(12, dtype=np.float32).reshape(6, 2) + 1
    E = read(to_bytes({"wte.weight": rows}), tokenizer().to_str().encode())
    assert E.tokens == ("[UNK]", "cat", "##s", "dog", "[PAD]")
    assert E["##s"].tolist() == [5, 6]
    assert "Rows without a token were left out: 1." in E.notes
    assert E.tokenizer is not None
    assert list(E.tokenizer("cats")) == [(1, "cat"), (2, "s")]


def test_ids_with_gaps_have_no_tokenizer():
    E = read(to_bytes({"wte.weight": ROWS}), _json({"cat": 0, "cow": 2}))
    assert E.tokens == ("cat", "cow")
    assert E["cow"].tolist() == ROWS[2].tolist()
    assert E.tokenizer is None


def test_tokens_without_a_row_are_noted():
    E = read(to_bytes({"wte.weight": ROWS}), LIST + b"bee\nant\n")
    assert E.tokens == PETS
    assert "Tokens without a row were left out: 2." in E.notes


def test_signs_of_a_tokenizer_are_explained():
    tokens = {f"Ġ{word}": i for i, word in enumerate("abcdefghijklmn")}
    E = read(to_bytes({"wte.weight": np.eye(14, dtype=np.float32)}), _json(tokens))
    assert "In a token Ġ stands for a blank before the word." in E.notes


def test_a_folder_opens_as_one_thing(tmp_path):
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(to_bytes({"wte.weight": ROWS}))
    with pytest.raises(FormatError, match="nothing names the rows"):
        load(folder)
    (folder / "vocab.txt").write_bytes(LIST)
    E = load(folder)
    assert (E.name, E.tokens) == ("my-model", PETS)
    assert "The tokens are those of vocab.txt." in E.notes
    # The file alone finds its tokens, too.
    assert load(folder / "model.safetensors").tokens == PETS
    (folder / "tokenizer.json").write_text(tokenizer().to_str())
    assert load(folder).tokens == ("[UNK]", "cat", "##s")


def test_a_model_in_several_files(tmp_path):
    (tmp_path / "a.safetensors").write_bytes(to_bytes({"layer.weight": ROWS * 9}))
    (tmp_path / "b.safetensors").write_bytes(to_bytes({"model.embed_tokens.weight": ROWS}))
    (tmp_path / "vocab.txt").write_bytes(LIST)
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


def test_a_folder_of_a_pair_and_any_other_folder(tmp_path):
    with pytest.raises(FormatError, match="neither"):
        load(tmp_path)
    (tmp_path / "vectors.tsv").write_bytes(b"0.5\t1\n-2\t3\n0.25\t-1\n")
    (tmp_path / "metadata.tsv").write_bytes(LIST)
    assert load(tmp_path).tokens == PETS


@pytest.mark.parametrize(
    "content",
    [
        _header([(0, 24), (8, 32)]),
        _header([(0, 24), (24, 480)]),
        _header([(0, 20), (20, 48)]),
        _header([(24, 48), (24, 48)]),
        _header([(0, 24)]),
        _framed(b'{"t": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0]}}', bytes(24)),
        _framed(b'{"t": {"dtype": "F32", "shape": [-3, -2], "data_offsets": [0, 24]}}', bytes(24)),
        _framed(b'{"t": {"dtype": "F32", "shape": [3.0, 2], "data_offsets": [0, 24]}}', bytes(24)),
        _framed(b'{"t": 5}'),
        _framed(b"[1, 2]  "),
        _framed(b'{"a":' * 50_000),
        b"\xff" * 7 + b"\x00{}",
    ],
)
def test_headers_that_lie(content):
    assert "is not a whole safetensors file" in str(refused(content)) or content[7:8] == b"\0"


def test_limits_come_before_the_numbers():
    assert "too many" in str(refused(to_bytes({"wte": ROWS}), limits=Limits(numbers=5)))


@pytest.mark.parametrize(
    "beside", [b"{", b"{}", b'{"a": "b"}', b'{"a": -1}', b'{"a": 1.5}', b'{"model": {"vocab": 5}}']
)
def test_what_is_no_vocabulary(beside):
    assert "It is no list of tokens with their ids" in str(
        refused(to_bytes({"wte.weight": ROWS}), beside)
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
