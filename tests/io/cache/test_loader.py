"""The cache of slow files: complete files, within a limit, written by one process at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from embviz.embedding import EmbeddingMatrix
from embviz.io import CacheDir, FormatError, LoadOptions, load, open_cached, save
from embviz.io.atomic_write import atomic_write
from embviz.io.cache import default_cache_dir, loader
from tests.conftest import random_embedding

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def cache_dir(tmp_path, monkeypatch) -> CacheDir:
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 0)
    monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 0)
    return CacheDir(tmp_path / "cache")


@pytest.fixture
def text(tmp_path) -> Path:
    return write_embedding(tmp_path, "pets", 40)


def write_embedding(folder: Path, name: str, rows: int, seed: int = 0) -> Path:
    path = folder / f"{name}.txt"
    save(random_embedding(rows, 5, seed), path)
    return path


def cached_files(cache_dir: CacheDir) -> list[str]:
    return sorted(path.name for path in cache_dir.folder.glob("*.safetensors"))


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """Return the names of the files that are read, without those from the cache."""
    names: list[str] = []

    def counting_load(path, **settings):
        names.append(path.name)
        return load(path, **settings)

    monkeypatch.setattr(loader, "load", counting_load)
    return names


def test_second_time_from_cache(cache_dir, text, reads):
    first = open_cached(text, cache_dir=cache_dir)
    second = open_cached(text, cache_dir=cache_dir)
    assert reads == ["pets.txt"]
    plain = load(text)
    for E in (first, second):
        assert E.fingerprint == plain.fingerprint
        assert (E.name, E.source, E.notes, E.labels) == ("pets", "pets.txt", plain.notes, {})
    assert open_cached(text, cache_dir=cache_dir, name="mine").name == "mine"
    assert len(cached_files(cache_dir)) == 1


def test_notes_and_labels(cache_dir, tmp_path):
    path = tmp_path / "pets.csv"
    path.write_text("word,group,a,b\ncat,pet,1,2\ncat,pet,3,4\ncar,thing,0,0\n")
    open_cached(path, cache_dir=cache_dir)
    E = open_cached(path, cache_dir=cache_dir)
    assert E.notes == load(path).notes
    assert any("occur again" in note for note in E.notes)
    assert E.labels["group"] == ("pet", "thing")


def test_changed_file_is_read_again_and_replaces_the_old_one(cache_dir, text, reads):
    open_cached(text, cache_dir=cache_dir)
    (old,) = cached_files(cache_dir)
    save(random_embedding(30, 5, seed=1), text)
    os.utime(text, ns=(1, 1))
    assert len(open_cached(text, cache_dir=cache_dir)) == 30
    (new,) = cached_files(cache_dir)
    assert new != old
    assert len(reads) == 2


def test_other_options_are_another_entry(cache_dir, text, reads):
    with_header = LoadOptions()
    without = LoadOptions(header=False, skip_bad=True)
    shares: list[float] = []
    assert len(open_cached(text, cache_dir=cache_dir, options=with_header)) == 40
    open_cached(text, cache_dir=cache_dir, options=without)
    open_cached(text, cache_dir=cache_dir, options=replace(with_header, progress=shares.append))
    assert len(reads) == len(cached_files(cache_dir)) == 2
    assert not shares


def test_progress_of_reading_ends_before_1(cache_dir, text):
    shares: list[float] = []
    open_cached(text, cache_dir=cache_dir, options=LoadOptions(progress=shares.append))
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1


def test_least_recently_used_file_is_evicted(cache_dir, tmp_path, reads):
    files = [write_embedding(tmp_path, name, 40, seed) for seed, name in enumerate("abc")]
    open_cached(files[0], cache_dir=cache_dir)
    size = sum(path.stat().st_size for path in cache_dir.folder.glob("*.safetensors"))
    # The limit is enough for two files and some more.
    cache_dir = replace(cache_dir, max_bytes=3 * size)
    open_cached(files[1], cache_dir=cache_dir)
    times = time.time_ns()
    for age, path in enumerate(
        sorted(cache_dir.folder.glob("*.safetensors"), key=os.path.getmtime)
    ):
        os.utime(path, ns=(times, times + age))
    open_cached(files[0], cache_dir=cache_dir)  # Now the second file is the least recently used.
    open_cached(files[2], cache_dir=cache_dir)
    reads.clear()
    open_cached(files[0], cache_dir=cache_dir)
    assert reads == []
    open_cached(files[1], cache_dir=cache_dir)
    assert reads == ["b.txt"]
    assert sum(path.stat().st_size for path in cache_dir.folder.iterdir()) <= cache_dir.max_bytes


def test_file_above_the_limit_is_not_cached(cache_dir, text):
    warnings: list[str] = []
    E = open_cached(text, cache_dir=replace(cache_dir, max_bytes=100), on_warning=warnings.append)
    assert len(E) == 40
    assert cached_files(cache_dir) == []
    (warning,) = warnings
    assert "pets.txt" in warning
    assert str(text.parent) not in warning


def test_limit_of_0_turns_the_cache_off(cache_dir, text):
    assert len(open_cached(text, cache_dir=replace(cache_dir, max_bytes=0))) == 40
    assert not cache_dir.folder.exists()


def test_folder_that_cannot_be_written(cache_dir, text, tmp_path):
    (tmp_path / "a file").write_text("")
    warnings: list[str] = []
    E = open_cached(
        text, cache_dir=CacheDir(tmp_path / "a file" / "cache"), on_warning=warnings.append
    )
    assert len(E) == 40
    assert len(warnings) == 1
    assert len(open_cached(text, cache_dir=CacheDir(tmp_path / "a file" / "cache"))) == 40


@pytest.mark.parametrize("when", ["before", "while writing"])
def test_full_disk(cache_dir, text, monkeypatch, when):
    def write_to_full_disk(E, path):
        with atomic_write(path):
            raise OSError(28, "No space left on device")

    if when == "before":
        monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 1 << 60)
    else:
        monkeypatch.setattr(loader, "write_native", write_to_full_disk)
    warnings: list[str] = []
    assert len(open_cached(text, cache_dir=cache_dir, on_warning=warnings.append)) == 40
    assert len(warnings) == 1
    assert cached_files(cache_dir) == []
    assert not list(cache_dir.folder.glob("*.part"))


def test_damaged_file_is_written_again(cache_dir, text, reads):
    open_cached(text, cache_dir=cache_dir)
    (path,) = cache_dir.folder.glob("*.safetensors")
    whole = path.read_bytes()
    path.unlink()  # Do not overwrite the file: it may be mapped.
    path.write_bytes(whole[: len(whole) // 2])
    assert len(open_cached(text, cache_dir=cache_dir)) == 40
    assert len(reads) == 2
    assert path.read_bytes() == whole


def test_old_incomplete_files_are_removed(cache_dir, text):
    cache_dir.folder.mkdir()
    old, new = cache_dir.folder / "old.part", cache_dir.folder / "new.part"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (1, 1))
    open_cached(text, cache_dir=cache_dir)
    assert not old.exists()
    assert new.exists()


def test_incomplete_file_is_removed_when_written_again(cache_dir, text):
    open_cached(text, cache_dir=cache_dir)
    (path,) = cache_dir.folder.glob("*.safetensors")
    path.rename(path.with_name(f"{path.name}.0.part"))  # Simulate that the process was killed.
    open_cached(text, cache_dir=cache_dir)
    assert not list(cache_dir.folder.glob("*.part"))
    assert len(cached_files(cache_dir)) == 1


def test_errors_of_load(cache_dir, tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text("cat 1 2\ndog 1 x\n")
    with pytest.raises(FormatError, match=r"bad\.txt, line 2"):
        open_cached(path, cache_dir=cache_dir)
    with pytest.raises(FileNotFoundError):
        open_cached(tmp_path / "none.txt", cache_dir=cache_dir)
    assert cached_files(cache_dir) == []


def test_fast_files_are_not_cached(cache_dir, tmp_path, monkeypatch):
    own = tmp_path / "own.safetensors"
    save(random_embedding(40, 5), own)
    assert len(open_cached(own, cache_dir=cache_dir)) == 40
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 1_000_000)
    assert len(open_cached(write_embedding(tmp_path, "small", 3), cache_dir=cache_dir)) == 3
    assert not cache_dir.folder.exists()


def test_embedding_with_a_tokenizer_is_not_cached(cache_dir, text, monkeypatch):
    E = EmbeddingMatrix(["a"], [[1.0]], tokenizer=lambda text: [(0, text)])
    monkeypatch.setattr(loader, "load", lambda path, **settings: E)
    assert open_cached(text, cache_dir=cache_dir) is E
    assert cached_files(cache_dir) == []


def test_file_that_changes_while_it_is_read_is_not_cached(cache_dir, text, monkeypatch):
    def load_and_change(path, **settings):
        E = load(path, **settings)
        save(random_embedding(30, 5), path)
        os.utime(path, ns=(1, 1))
        return E

    monkeypatch.setattr(loader, "load", load_and_change)
    open_cached(text, cache_dir=cache_dir)
    assert cached_files(cache_dir) == []


OPEN_SCRIPT = """
import sys, time
from pathlib import Path
from embviz.io.cache import CacheDir, loader, open_cached
loader.MIN_CACHED_BYTES = 0
load = loader.load
def slow_load(path, **settings):
    print("read", flush=True)
    time.sleep(0.5)
    return load(path, **settings)
loader.load = slow_load
E = open_cached(sys.argv[1], cache_dir=CacheDir(Path(sys.argv[2])))
print(E.fingerprint)
"""


def test_only_one_of_two_processes_reads(cache_dir, text):
    command = [sys.executable, "-c", OPEN_SCRIPT, str(text), str(cache_dir.folder)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    outputs = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(map(len, outputs)) == [1, 2]
    assert {output[-1] for output in outputs} == {load(text).fingerprint}
    assert len(cached_files(cache_dir)) == 1


def test_only_one_of_two_threads_reads(cache_dir, text, monkeypatch):
    reads = []

    def slow_load(path, **settings):
        reads.append(path)
        time.sleep(0.3)
        return load(path, **settings)

    monkeypatch.setattr(loader, "load", slow_load)
    with ThreadPoolExecutor(2) as pool:
        a, b = pool.map(lambda _: open_cached(text, cache_dir=cache_dir), range(2))
    assert a.fingerprint == b.fingerprint
    assert len(reads) == 1


def test_lock_of_a_killed_process_is_released(cache_dir, text):
    command = [sys.executable, "-c", OPEN_SCRIPT, str(text), str(cache_dir.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == "read\n"  # The other process has the lock now.
        process.kill()
    started = time.monotonic()
    assert len(open_cached(text, cache_dir=cache_dir)) == 40
    assert time.monotonic() - started < 5
    assert len(cached_files(cache_dir)) == 1


def test_default_cache_dir(monkeypatch, tmp_path):
    for variable in ("EMBVIZ_CACHE", "EMBVIZ_CACHE_GB"):
        monkeypatch.delenv(variable, raising=False)
    assert default_cache_dir().folder == platformdirs.user_cache_path("embviz")
    assert default_cache_dir().max_bytes == 20e9
    monkeypatch.setenv("EMBVIZ_CACHE", str(tmp_path))
    assert default_cache_dir().folder == tmp_path
    monkeypatch.setenv("EMBVIZ_CACHE", "~/embviz")
    assert default_cache_dir().folder == Path.home() / "embviz"


@pytest.mark.parametrize(("value", "max_bytes"), [("0", 0), ("0.5", 5e8), ("many", 20e9)])
def test_limit_from_the_environment(monkeypatch, value, max_bytes):
    monkeypatch.setenv("EMBVIZ_CACHE_GB", value)
    assert default_cache_dir().max_bytes == max_bytes


def test_vectors_are_exact_and_mapped(cache_dir, text):
    open_cached(text, cache_dir=cache_dir)
    E = open_cached(text, cache_dir=cache_dir)
    assert np.array_equal(E.vectors, load(text).vectors)
    assert not E.vectors.flags.owndata
