"""What a worker computes, how it gets its work, and what it says meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embviz
from embviz.jobs import MAX_ROWS, N_SEEDS, EtaEstimator, read_result, write_payload
from embviz.jobs import __main__ as process
from embviz.jobs.payload import RESULT_FILE, read_payload, remove_folder, write_result
from embviz.maps import MapSettings, MissingExtraError, compute_map, find_clusters, run_task
from embviz.maps.quality.stability import stability

HEAP = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
TWO_HEAPS = np.concatenate([HEAP[:3], HEAP + 20, [[90, 90]]]).astype(np.float32)
ROWS = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)


class ProgressLog(list):
    """What was reported: shares and steps."""

    def __call__(self, share, step):
        self.append((share, step))

    @property
    def shares(self):
        return [share for share, _ in self]


@pytest.fixture
def folder(request):
    """Return what makes folders of work; they are removed in the end."""
    made = []

    def make(task, vectors, settings):
        made.append(write_payload(task, vectors, settings))
        return made[-1]

    yield make
    for each in made:
        remove_folder(each)


def test_clusters_are_those_of_the_core():
    said = ProgressLog()
    found = run_task("clusters", TWO_HEAPS, {"min_cluster_size": 3}, said)
    assert found.tolist() == find_clusters(TWO_HEAPS, min_cluster_size=3).tolist()
    assert found.max() == 1
    assert said[-1] == (1.0, "Finding clusters")


def test_a_map_is_the_one_that_is_drawn_elsewhere():
    said = ProgressLog()
    settings = {"method": "pca", "n_components": 3, "metric": "euclidean"}
    found = run_task("map", ROWS, settings, said)
    expected = compute_map(ROWS, MapSettings(**settings))
    assert np.array_equal(found.coordinates, expected.coordinates)
    assert np.array_equal(found.recall_counts, expected.recall_counts)
    assert (found.quality, found.settings) == (expected.quality, expected.settings)
    assert said.shares == sorted(said.shares)
    assert said[-1] == (1.0, "Drawing the map")


@pytest.mark.parametrize("dim", [2, 6])
@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_the_first_of_the_maps_compared_is_the_map_that_is_drawn(metric, dim):
    settings = {"metric": metric, "n_components": 3}
    said = ProgressLog()
    found = run_task("stability", ROWS[:, :dim], settings, said)
    drawn = compute_map(ROWS[:, :dim], MapSettings(**settings))
    assert found.maps.shape == (N_SEEDS, 40, 3)
    assert found.maps[0] == pytest.approx(drawn.coordinates, abs=1e-6)
    # PCA draws no random numbers.
    assert found.wobble == pytest.approx(np.zeros(40), abs=1e-6)
    assert said.shares == sorted(said.shares)
    assert said[0] == (0.0, "Drawing map 1 of 5")
    assert said[-1] == (1.0, "Comparing the maps")


def test_the_maps_compared_differ_in_their_seed_only(monkeypatch):
    asked = []
    module = sys.modules["embviz.maps.projection"]
    project = module.project

    def spy(rows, method, n_components, random_state, **others):
        asked.append((method, n_components, random_state, others["start"]))
        return project(rows, "pca", n_components)

    monkeypatch.setattr(module, "project", spy)
    settings = {"method": "tsne", "seed": 7, "start": "random"}
    run_task("stability", ROWS, settings, ProgressLog())
    assert asked == [("tsne", 2, seed, "random") for seed in range(7, 12)]


@pytest.mark.parametrize("task", MAX_ROWS)
def test_too_many_rows_are_refused_before_anything_is_written(task):
    most = MAX_ROWS[task]
    with pytest.raises(ValueError, match=rf"at most {most:,} words; these are {most + 1:,}\."):
        write_payload(task, np.zeros((most + 1, 1), np.float32), {})


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match="no task 'dance'; choose one of map, stability, clusters"):
        run_task("dance", ROWS, {}, ProgressLog())


def test_work_comes_out_of_its_folder_as_it_went_in(folder):
    order = read_payload(
        folder("map", ROWS.astype(np.float64), {"method": "pca", "perplexity": None})
    )
    assert (order.task, order.settings) == ("map", {"method": "pca", "perplexity": None})
    assert order.vectors.dtype == np.float32
    assert np.array_equal(order.vectors, ROWS)


def test_only_its_user_can_read_a_folder(folder):
    if sys.platform != "win32":
        assert folder("clusters", HEAP, {}).stat().st_mode & 0o077 == 0


def test_results_come_back_exactly(folder):
    drawn = compute_map(ROWS, MapSettings())
    place = folder("map", ROWS, {})
    write_result(place, "map", drawn)
    back = read_result(place)
    assert np.array_equal(back.coordinates, drawn.coordinates)
    assert np.array_equal(back.recall_counts, drawn.recall_counts)
    for name in ("trust", "variance_kept", "settings", "seconds"):
        assert getattr(back, name) == getattr(drawn, name)

    other = np.random.default_rng(1).normal(size=(40, 2))
    for maps in ([other, other], [other, np.roll(other, 1, axis=0)]):
        wobbling = stability(maps)
        place = folder("stability", ROWS, {})
        write_result(place, "stability", wobbling)
        back = read_result(place)
        for name in ("mean", "maps", "wobble"):
            assert np.array_equal(getattr(back, name), getattr(wobbling, name))
        assert back.unstable_rows == wobbling.unstable_rows

    place = folder("clusters", HEAP, {})
    write_result(place, "clusters", np.array([0, -1], np.int32))
    assert read_result(place).tolist() == [0, -1]
    with pytest.raises(ValueError, match="read-only"):
        read_result(place)[0] = 1


def test_a_result_that_cannot_be_written_whole_is_not_there(folder, monkeypatch):
    place = folder("clusters", HEAP, {})

    def fill_up(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    with pytest.raises(OSError, match="No space"):
        write_result(place, "clusters", np.zeros(4, np.int32))
    assert not (place / RESULT_FILE).exists()


def run(folder, stdin=subprocess.PIPE):
    """Run a worker to its end; return its code, what it reported and what else it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "embviz.jobs", str(folder)],
        cwd=Path(embviz.__file__).parents[1],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        said = [json.loads(line) for line in worker.stdout]
        log = worker.stderr.read()
    return worker.returncode, said, log


def test_a_worker_reports_and_leaves_its_result(folder):
    place = folder("clusters", TWO_HEAPS, {"min_cluster_size": 3})
    code, said, log = run(place)
    assert code == 0, log
    assert said[-1] == {"share": 1.0, "step": "Finding clusters"}
    assert read_result(place).tolist() == find_clusters(TWO_HEAPS, min_cluster_size=3).tolist()


def test_a_worker_that_fails_says_why_in_a_sentence(folder):
    place = folder("clusters", TWO_HEAPS, {"min_cluster_size": 1})
    code, said, log = run(place)
    assert code == 1
    assert said[-1] == {"error": "min_cluster_size is 1: a cluster has at least 2 points."}
    assert "Traceback" in log
    assert not (place / RESULT_FILE).exists()


@pytest.mark.parametrize("temporary", [True, False])
def test_a_worker_that_is_left_alone_ends(folder, temporary):
    place = folder("clusters", TWO_HEAPS, {})
    if not temporary:
        about = json.loads((place / "job.json").read_text())
        (place / "job.json").write_text(json.dumps(about | {"temporary": False}))
    code, _, _ = run(place, stdin=subprocess.DEVNULL)
    assert code == 1
    # What somebody made who runs a worker by hand is his own.
    assert place.exists() != temporary


def test_only_sentences_of_embviz_are_shown_to_people(monkeypatch):
    def sentence(work):
        with pytest.raises(Exception) as caught:
            work()
        error = caught.value
        return process.error_message(error)

    assert sentence(lambda: MapSettings(perplexity="x").nothing) == process.UNEXPECTED_ERROR_MESSAGE
    assert sentence(lambda: np.zeros(2) @ np.zeros(3)) == process.UNEXPECTED_ERROR_MESSAGE
    assert (
        sentence(lambda: find_clusters([1.0, 2.0]))
        == "coordinates must have shape (n, c), not (2,)."
    )

    def lack():
        raise MissingExtraError("Install it.")

    monkeypatch.setitem(lack.__globals__, "__name__", "embviz.maps.projection.umap")
    assert sentence(lack) == "Install it."
    assert process.error_message(MemoryError()) == process.OUT_OF_MEMORY_MESSAGE


def test_a_worker_reports_each_step_but_not_each_little_share(monkeypatch):
    clock, said = [0.0], []
    monkeypatch.setattr(process, "monotonic", lambda: clock[0])
    report = process._throttle(lambda about: said.append((about["share"], about["step"])))
    for hundredth in range(101):
        clock[0] = hundredth / 50  # Each hundredth takes 0.02 s.
        report(hundredth / 100, "one" if hundredth < 50 else "two")
    shares = [share for share, _ in said]
    assert (0.5, "two") in said
    assert said[0] == (0.0, "one")
    assert said[-1] == (1.0, "two")
    assert shares == sorted(shares)
    assert 20 <= len(said) <= 24


@given(
    speed=st.floats(0.002, 0.2),
    late=st.floats(0, 60),
    begin=st.floats(0.001, 0.3),
)
def test_steady_work_is_foretold_rightly(speed, late, begin):
    pace = EtaEstimator()
    assert pace.remaining(late) is None
    share, now = begin, late  # However long it took to get there.
    while share < 1:
        pace.update(share, now)
        left = pace.remaining(now)
        if now - late > 1 and share - begin > 0.01:
            assert left == pytest.approx((1 - share) / speed, rel=1e-6, abs=1e-6)
            assert pace.remaining(now + 0.2) == pytest.approx(max(left - 0.2, 0), abs=0.3)
        share, now = share + speed * 0.7, now + 0.7


def test_nothing_is_foretold_in_the_first_moments():
    pace = EtaEstimator()
    pace.update(0.0, 10.0)
    assert pace.remaining(100.0) is None
    pace.update(0.1, 100.0)
    assert pace.remaining(105.0) is None
    pace.update(0.5, 100.5)
    assert pace.remaining(100.5) is None
    pace.update(0.6, 102.0)
    # 0.5 took 2 s, so 0.4 takes 1.6 s.
    assert pace.remaining(102.0) == pytest.approx(1.6)


def test_work_that_stands_still_is_not_nearly_done():
    pace = EtaEstimator()
    for second in range(11):
        pace.update(0.02 * (second + 1), float(second))
    assert pace.remaining(10.0) == pytest.approx(39)
    # After 90 s more, at 0.22, the same pace would need 390 s.
    assert pace.remaining(100.0) == pytest.approx(390 / 2)


def test_what_is_foretold_does_not_jump():
    pace, said = EtaEstimator(), []
    for tenth in range(1, 200):
        # Ten seconds at one pace, then at a third of it.
        share = 0.005 * tenth if tenth <= 100 else 0.5 + 0.005 * (tenth - 100) / 3
        pace.update(share, tenth / 10)
        said.append(pace.remaining(tenth / 10))
    steps = np.abs(np.diff([left for left in said if left is not None]))
    assert steps.max() < 0.5
