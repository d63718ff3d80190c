"""Files that are read once: kept whole or not at all, for one person, within a bound."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embviz.embedding import EmbeddingMatrix
from embviz.io import CacheDir, FormatError, LoadOptions, load, open_cached, save
from embviz.io.cache import default_cache_dir, loader
from embviz.io.cache.lock import file_lock
from tests.conftest import random_embedding

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def place(tmp_path, monkeypatch) -> CacheDir:
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 0)
    monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 0)
    return CacheDir(tmp_path / "kept")


@pytest.fixture
def text(tmp_path) -> Path:
    return written(tmp_path, "pets", 40)


def written(folder: Path, name: str, rows: int, seed: int = 0) -> Path:
    path = folder / f"{name}.txt"
    save(random_embedding(rows, 5, seed), path)
    return path


def cached_files(place: CacheDir) -> list[str]:
    return sorted(path.name for path in place.folder.glob("*.safetensors"))


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """Remember which files were read the slow way."""
    names: list[str] = []

    def counted(path, **settings):
        names.append(path.name)
        return load(path, **settings)

    monkeypatch.setattr(loader, "load", counted)
    return names


def test_the_second_time_nothing_is_read_again(place, text, reads):
    first = open_cached(text, cache_dir=place)
    second = open_cached(text, cache_dir=place)
    assert reads == ["pets.txt"]
    plain = load(text)
    for E in (first, second):
        assert E.fingerprint == plain.fingerprint
        assert (E.name, E.source, E.notes, E.labels) == ("pets", "pets.txt", plain.notes, {})
    assert open_cached(text, cache_dir=place, name="mine").name == "mine"
    assert len(cached_files(place)) == 1


def test_notes_and_labels_are_kept(place, tmp_path):
    path = tmp_path / "pets.csv"
    path.write_text("word,group,a,b\ncat,pet,1,2\ncat,pet,3,4\ncar,thing,0,0\n")
    open_cached(path, cache_dir=place)
    E = open_cached(path, cache_dir=place)
    assert E.notes == load(path).notes
    assert any("occur again" in note for note in E.notes)
    assert E.labels["group"] == ("pet", "thing")


def test_a_changed_file_is_read_again_and_takes_the_place_of_the_old(place, text, reads):
    open_cached(text, cache_dir=place)
    (old,) = cached_files(place)
    save(random_embedding(30, 5, seed=1), text)
    os.utime(text, ns=(1, 1))
    assert len(open_cached(text, cache_dir=place)) == 30
    (new,) = cached_files(place)
    assert new != old
    assert len(reads) == 2


def test_other_choices_are_another_file(place, text, reads):
    with_header = LoadOptions()
    without = LoadOptions(header=False, skip_bad=True)
    told: list[float] = []
    assert len(open_cached(text, cache_dir=place, options=with_header)) == 40
    open_cached(text, cache_dir=place, options=without)
    open_cached(text, cache_dir=place, options=replace(with_header, progress=told.append))
    assert len(reads) == len(cached_files(place)) == 2
    assert not told  # It was there at once.


def test_progress_of_reading_leaves_room_for_writing(place, text):
    told: list[float] = []
    open_cached(text, cache_dir=place, options=LoadOptions(progress=told.append))
    assert told == sorted(told)
    assert 0 < told[-1] < 1


def test_the_bound_is_held_and_what_was_used_last_stays(place, tmp_path, reads):
    files = [written(tmp_path, name, 40, seed) for seed, name in enumerate("abc")]
    open_cached(files[0], cache_dir=place)
    size = sum(path.stat().st_size for path in place.folder.glob("*.safetensors"))
    # A little more than the estimate for a third file.
    place = replace(place, largest=3 * size)
    open_cached(files[1], cache_dir=place)
    times = time.time_ns()
    for age, path in enumerate(sorted(place.folder.glob("*.safetensors"), key=os.path.getmtime)):
        os.utime(path, ns=(times, times + age))
    open_cached(files[0], cache_dir=place)  # Now the second is the one used longest ago.
    open_cached(files[2], cache_dir=place)
    reads.clear()
    open_cached(files[0], cache_dir=place)
    assert reads == []
    open_cached(files[1], cache_dir=place)
    assert reads == ["b.txt"]
    assert sum(path.stat().st_size for path in place.folder.iterdir()) <= place.max_bytes


def test_a_file_above_the_bound_is_not_kept(place, text):
    remarks: list[str] = []
    E = open_cached(text, cache_dir=replace(place, largest=100), on_warning=remarks.append)
    assert len(E) == 40
    assert cached_files(place) == []
    (remark,) = remarks
    assert "pets.txt" in remark
    assert str(text.parent) not in remark


def test_a_bound_of_nothing_keeps_nothing(place, text):
    assert len(open_cached(text, cache_dir=replace(place, largest=0))) == 40
    assert not place.folder.exists()


def test_a_folder_that_cannot_be_written_costs_time_only(place, text, tmp_path):
    (tmp_path / "a file").write_text("")
    remarks: list[str] = []
    E = open_cached(
        text, cache_dir=CacheDir(tmp_path / "a file" / "kept"), on_warning=remarks.append
    )
    assert len(E) == 40
    assert len(remarks) == 1
    assert len(open_cached(text, cache_dir=CacheDir(tmp_path / "a file" / "kept"))) == 40


@pytest.mark.parametrize("when", ["before", "while writing"])
def test_a_full_disk_costs_time_only(place, text, monkeypatch, when):
    def full(E, path):
        with opening_file(path):
            raise OSError(28, "No space left on device")

    if when == "before":
        monkeypatch.setattr(loader, "RESERVED_DISK_BYTES", 1 << 60)
    else:
        from embviz.io.atomic_write import atomic_write as opening_file

        monkeypatch.setattr(loader, "write_native", full)
    remarks: list[str] = []
    assert len(open_cached(text, cache_dir=place, on_warning=remarks.append)) == 40
    assert len(remarks) == 1
    assert cached_files(place) == []
    assert not list(place.folder.glob("*.part"))


def test_a_damaged_file_is_made_again(place, text, reads):
    open_cached(text, cache_dir=place)
    (path,) = place.folder.glob("*.safetensors")
    whole = path.read_bytes()
    path.unlink()  # Not written to in place: it may be mapped.
    path.write_bytes(whole[: len(whole) // 2])
    assert len(open_cached(text, cache_dir=place)) == 40
    assert len(reads) == 2
    assert path.read_bytes() == whole


def test_what_a_crash_left_is_cleared_away_after_a_day(place, text):
    place.folder.mkdir()
    old, young = place.folder / "old.part", place.folder / "young.part"
    for part in (old, young):
        part.write_bytes(b"half")
    os.utime(old, (1, 1))
    open_cached(text, cache_dir=place)
    assert not old.exists()
    assert young.exists()


def test_the_half_of_a_file_is_cleared_away_when_it_is_written_again(place, text):
    open_cached(text, cache_dir=place)
    (path,) = place.folder.glob("*.safetensors")
    path.rename(path.with_name(f"{path.name}.0.part"))  # As if it had ended a moment sooner.
    open_cached(text, cache_dir=place)
    assert not list(place.folder.glob("*.part"))
    assert len(cached_files(place)) == 1


def test_a_file_that_cannot_be_read_is_refused_as_ever(place, tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text("cat 1 2\ndog 1 x\n")
    with pytest.raises(FormatError, match=r"bad\.txt, line 2"):
        open_cached(path, cache_dir=place)
    with pytest.raises(FileNotFoundError):
        open_cached(tmp_path / "none.txt", cache_dir=place)
    assert cached_files(place) == []


def test_what_opens_at_once_is_not_kept(place, tmp_path, monkeypatch):
    own = tmp_path / "own.safetensors"
    save(random_embedding(40, 5), own)
    assert len(open_cached(own, cache_dir=place)) == 40
    monkeypatch.setattr(loader, "MIN_CACHED_BYTES", 1_000_000)
    assert len(open_cached(written(tmp_path, "small", 3), cache_dir=place)) == 3
    assert not place.folder.exists()


def test_an_embedding_with_a_tokenizer_is_not_kept(place, text, monkeypatch):
    E = EmbeddingMatrix(["a"], [[1.0]], tokenizer=lambda text: [(0, text)])
    monkeypatch.setattr(loader, "load", lambda path, **settings: E)
    assert open_cached(text, cache_dir=place) is E
    assert cached_files(place) == []


def test_a_file_that_changes_while_it_is_read_is_not_kept(place, text, monkeypatch):
    def slow(path, **settings):
        E = load(path, **settings)
        save(random_embedding(30, 5), path)
        os.utime(path, ns=(1, 1))
        return E

    monkeypatch.setattr(loader, "load", slow)
    open_cached(text, cache_dir=place)
    assert cached_files(place) == []


OPEN_SCRIPT = """
import sys, time
from pathlib import Path
from embviz.io.cache import Room, open_cached, loader
loader.WORTH_IT = 0
load = loader.load
def slow(path, **settings):
    print("read", flush=True)
    time.sleep(0.5)
    return load(path, **settings)
loader.load = slow
E = open_cached(sys.argv[1], place=Room(Path(sys.argv[2])))
print(E.fingerprint)
"""


def test_of_two_processes_one_reads(place, text):
    command = [sys.executable, "-c", OPEN_SCRIPT, str(text), str(place.folder)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    said = [each.communicate(timeout=60)[0].split() for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert sorted(map(len, said)) == [1, 2]
    assert {each[-1] for each in said} == {load(text).fingerprint}
    assert len(cached_files(place)) == 1


def test_a_process_that_dies_holds_nobody_up(place, text):
    command = [sys.executable, "-c", OPEN_SCRIPT, str(text), str(place.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as dying:
        assert dying.stdout
        assert dying.stdout.readline() == "read\n"  # It holds the lock now.
        dying.kill()
    begun = time.monotonic()
    assert len(open_cached(text, cache_dir=place)) == 40
    assert time.monotonic() - begun < 5
    assert len(cached_files(place)) == 1


def test_threads_wait_for_each_other(tmp_path):
    from threading import Thread

    order: list[str] = []

    def second() -> None:
        with file_lock(tmp_path / "lock"):
            order.append("second")

    with file_lock(tmp_path / "lock"):
        thread = Thread(target=second)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_where_files_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache_dir({}).folder == tmp_path / ".cache" / "embviz"
    assert default_cache_dir({}).max_bytes == 20e9
    assert default_cache_dir({"XDG_CACHE_HOME": "/x"}).folder == Path("/x/embviz")
    assert default_cache_dir({"XDG_CACHE_HOME": "x"}).folder == tmp_path / ".cache" / "embviz"
    assert default_cache_dir({"EMBVIZ_CACHE": "/x", "XDG_CACHE_HOME": "/y"}).folder == Path("/x")
    assert default_cache_dir({"EMBVIZ_CACHE_GB": "0"}).max_bytes == 0
    assert default_cache_dir({"EMBVIZ_CACHE_GB": "many"}).max_bytes == 20e9
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_cache_dir({}).folder == tmp_path / "Library" / "Caches" / "embviz"
    monkeypatch.setattr(sys, "platform", "win32")
    assert default_cache_dir({"LOCALAPPDATA": "/local"}).folder == Path("/local/embviz")


def test_numbers_come_back_to_the_last_bit(place, text):
    open_cached(text, cache_dir=place)
    E = open_cached(text, cache_dir=place)
    assert np.array_equal(E.vectors, load(text).vectors)
    assert not E.vectors.flags.owndata  # It is mapped.
