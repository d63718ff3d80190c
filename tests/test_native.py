"""embviz's own safetensors file: exact, and safe against files that only look like one."""

import io
import json

import numpy as np
import pytest
from safetensors.numpy import save as to_bytes

from embviz.embedding import EmbeddingMatrix
from embviz.formats import FormatError, load, save
from embviz.formats.native import read_native


@pytest.fixture
def pets() -> EmbeddingMatrix:
    return EmbeddingMatrix(
        ["cat", "", "a\nb\0", "\U0001f984"],
        [[0.1, 0.2], [0, 0], [-0.0, 1e15], [1e-45, 3]],
        name="pets",
        source="made by hand",
        notes=["A note."],
        labels={"group": ["a", "b", "c", "d"]},
    )


def content_of(**changes) -> bytes:
    header = {"version": 1, "name": "n", "source": "", "notes": [], "labels": {}} | changes
    tensors = {
        "vectors": np.ones((2, 3), np.float32),
        "tokens": np.frombuffer(b"catdog", np.uint8),
        "token_ends": np.array([3, 6]),
    }
    for key in [key for key in changes if key in tensors]:
        tensors[key] = header.pop(key)
    return to_bytes(
        {key: value for key, value in tensors.items() if value is not None},
        {"embviz": json.dumps({key: value for key, value in header.items() if value is not None})},
    )


@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_round_trip(pets, tmp_path, opened):
    path = tmp_path / "other.safetensors"
    save(pets, path)
    E = load(io.BytesIO(path.read_bytes()) if opened else path)
    assert E.fingerprint == pets.fingerprint
    assert (E.name, E.source, E.notes) == (pets.name, pets.source, pets.notes)
    assert not E.vectors.flags.writeable


def test_settings_from_outside(pets, tmp_path):
    path = tmp_path / "pets.safetensors"
    save(pets, path)
    assert load(path, name="mine").name == "mine"
    assert read_native(path, tokenizer=len).tokenizer is len


def test_metadata(pets, tmp_path):
    path = tmp_path / "pets.safetensors"
    save(pets, path)
    E = load(path, metadata=io.BytesIO(b"1\n2\n3\n4\n"))
    assert E.labels["label"] == ("1", "2", "3", "4")
    assert E.labels["group"] == pets.labels["group"]
    with pytest.raises(FormatError, match="labels for 2 rows, but pets"):
        load(path, metadata=io.BytesIO(b"1\n2\n"))


def test_the_sample_of_these_tests_is_sound():
    assert load(io.BytesIO(content_of())).tokens == ("cat", "dog")


@pytest.mark.parametrize(
    "changes",
    [
        {"version": None},
        {"version": 2},
        {"version": "9" * 9999},
        {"labels": None},
        {"labels": ["a", "b"]},
        {"labels": {"group": [1, 2]}},
        {"labels": {"x" * 9999: ["a"]}},
        {"notes": 3},
        {"name": 5},
        {"vectors": None},
        {"vectors": np.ones(3, np.float32)},
        {"vectors": np.full((2, 3), np.nan, np.float32)},
        {"vectors": np.ones((3, 3), np.float32)},
        {"tokens": np.frombuffer(b"\xff\xff\xffdog", np.uint8)},
        {"tokens": np.frombuffer(b"catcat", np.uint8)},
        {"token_ends": np.array([6, 3])},
        {"token_ends": np.array([3, 5])},
        {"token_ends": np.array([-1, 6])},
        {"token_ends": np.array(6)},
        {"token_ends": np.array([[3], [6]])},
        {"token_ends": np.array([3.0, 6.0])},
    ],
)
@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_odd_parts_are_refused(tmp_path, changes, opened):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(content_of(**changes))
    with pytest.raises(FormatError) as caught:
        load(io.BytesIO(path.read_bytes()) if opened else path)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_other_safetensors_are_refused(tmp_path, opened):
    path = tmp_path / "model.safetensors"
    path.write_bytes(to_bytes({"wte": np.ones((2, 3), np.float32)}))
    with pytest.raises(FormatError, match="nothing names the rows"):
        load(io.BytesIO(path.read_bytes()) if opened else path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FormatError, match="not a whole safetensors file"):
        load(io.BytesIO(path.read_bytes()) if opened else path)
