"""Safetensors files of embviz: exact round trips, atomic writes, and invalid files."""

import io
import json
import os

import numpy as np
import pytest
from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

from embviz.embedding import EmbeddingMatrix
from embviz.io import FormatError, load, save
from embviz.io.atomic_write import atomic_write
from embviz.io.safetensors.native import read_native
from embviz.neighbors import most_similar


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


def native_bytes(**changes) -> bytes:
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


def test_the_library_reads_the_file(pets, tmp_path):
    path = tmp_path / "pets.safetensors"
    save(pets, path)
    tensors = load_file(path)
    assert {key: array.dtype.name for key, array in tensors.items()} == {
        "vectors": "float32",
        "norms": "float32",
        "tokens": "uint8",
        "token_ends": "int64",
    }
    assert np.array_equal(tensors["vectors"], pets.vectors)
    header = path.read_bytes()[8:]
    assert path.read_bytes() == to_bytes(tensors, {"embviz": _metadata(header)})


def _metadata(header: bytes) -> str:
    return json.JSONDecoder().raw_decode(header.decode(errors="replace"))[0]["__metadata__"][
        "embviz"
    ]


def test_save_over_the_mapped_file(pets, tmp_path):
    path = tmp_path / "pets.safetensors"
    save(pets, path)
    E = load(path)
    save(E, path)
    save(E.select([0, 1]), path)  # Truncating the mapped file would crash.
    assert E.fingerprint == pets.fingerprint
    assert load(path).tokens == pets.tokens[:2]


def test_failed_write_keeps_the_old_file(pets, tmp_path):
    path = tmp_path / "pets.safetensors"
    save(pets, path)
    with pytest.raises(OSError, match="full"), atomic_write(path) as file:
        file.write(b"half")
        raise OSError("The disk is full.")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert load(path).fingerprint == pets.fingerprint


@pytest.mark.parametrize("suffix", [".txt", ".bin", ".csv", ".tsv", ".npz", ".parquet"])
def test_every_format_is_written_atomically(tiny, tmp_path, suffix, monkeypatch):
    path = tmp_path / f"tiny{suffix}"
    save(tiny, path)

    def full(*_):
        raise OSError("The disk is full.")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="full"):
        save(tiny.select([0, 1]), path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert load(path).tokens == tiny.tokens


def test_symbolic_link_is_kept(pets, tmp_path):
    link, file = tmp_path / "link.safetensors", tmp_path / "folder" / "pets.safetensors"
    file.parent.mkdir()
    link.symlink_to(file)
    save(pets, link)
    assert link.is_symlink()
    assert load(file).fingerprint == pets.fingerprint


@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_round_trip(pets, tmp_path, opened):
    path = tmp_path / "other.safetensors"
    save(pets, path)
    E = load(io.BytesIO(path.read_bytes()) if opened else path)
    assert E.fingerprint == pets.fingerprint
    assert (E.name, E.source, E.notes) == (pets.name, pets.source, pets.notes)
    assert not E.vectors.flags.writeable


def test_overridden_settings(pets, tmp_path):
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


def test_native_bytes_are_valid():
    assert load(io.BytesIO(native_bytes())).tokens == ("cat", "dog")


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
def test_invalid_parts(tmp_path, changes, opened):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(native_bytes(**changes))
    with pytest.raises(FormatError) as caught:
        load(io.BytesIO(path.read_bytes()) if opened else path)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_other_safetensors(tmp_path, opened):
    path = tmp_path / "model.safetensors"
    path.write_bytes(to_bytes({"wte": np.ones((2, 3), np.float32)}))
    with pytest.raises(FormatError, match="nothing names the rows"):
        load(io.BytesIO(path.read_bytes()) if opened else path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FormatError, match="not a whole safetensors file"):
        load(io.BytesIO(path.read_bytes()) if opened else path)


def test_wrong_norms_are_recomputed(tmp_path):
    path = tmp_path / "pets.safetensors"
    E = EmbeddingMatrix(["cat", "dog"], [[3, 4], [6, 8]])
    save(E, path)
    correct = np.array([5, 10], "<f4").tobytes()
    content = path.read_bytes()
    assert content.count(correct) == 1
    for norms in ([5, 11], [5, 0], [np.nan, 10], [-5, 10]):
        path.write_bytes(content.replace(correct, np.array(norms, "<f4").tobytes()))
        assert load(path).norms.tolist() == [5, 10]
        assert load(io.BytesIO(path.read_bytes())).norms.tolist() == [5, 10]


def test_slightly_wrong_norms_change_no_ranking():
    angles = np.arccos(0.99 + 2e-7 * np.arange(20))  # Nearly equal cosines, the best last.
    rows = np.array([[1, 0], *zip(np.cos(angles), np.sin(angles), strict=True)], np.float32)
    tokens = [f"w{i}" for i in range(len(rows))]
    wrong = np.linalg.norm(rows, axis=1) * np.linspace(1 - 9e-6, 1 + 9e-6, len(rows))
    E = EmbeddingMatrix(tokens, rows, norms=wrong.astype(np.float32))
    assert np.array_equal(E.norms, wrong.astype(np.float32))
    exact = EmbeddingMatrix(tokens, rows)
    assert most_similar(E, "w0", k=5) == most_similar(exact, "w0", k=5)
    assert most_similar(exact, "w0", k=1).tokens == ("w20",)


def test_mapped_arrays_are_read_only(tmp_path):
    path = tmp_path / "pets.safetensors"
    save(EmbeddingMatrix(["cat", "dog"], [[3, 4], [6, 8]]), path)
    E = load(path)
    save(E, path)
    assert load(path).fingerprint == E.fingerprint
    assert not E.vectors.flags.writeable and not E.norms.flags.writeable
