"""Work beside the server: who waits, who watches, and what happens when nobody does."""

from __future__ import annotations

import gc
import sys
import time
import weakref

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.caching import clear_session_resource_cache
from streamlit.testing.v1 import AppTest

from embviz.app.components import jobs
from embviz.jobs import EtaEstimator, JobHandle, JobQueue, cpu_count, queue, write_payload
from embviz.jobs.payload import write_result
from embviz.jobs.process import PROCESS_DIED_MESSAGE

# A worker that reports once, and then does what the test tells it through a file.
SCRIPTED_WORKER = """
import json, pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
print("not a report", flush=True)
print(json.dumps({"share": 0.25, "step": "Thinking"}), flush=True)
while not (folder / "go").exists():
    time.sleep(0.01)
orders = (folder / "go").read_text()
if orders == "fail":
    print(json.dumps({"error": "It rains [today](x)."}), flush=True)
sys.exit(orders != "end")
"""
COMMAND = (sys.executable, "-S", "-c", SCRIPTED_WORKER)
LABELS = [0, 0, 1, -1]


def wait_until(condition):
    """Wait until something is true; it is a failure when it never becomes so."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def send_order(run, orders):
    """Tell an obedient worker to end, with its result when it is to end well."""
    if orders == "end":
        write_result(run.folder, "clusters", np.array(LABELS, np.int32))
    (run.folder / "go.part").write_text(orders)
    (run.folder / "go.part").rename(run.folder / "go")


def fake_progress(run):
    """Make believe that half of the work is done, and that a 40th of it takes a second."""
    now = time.monotonic()
    run.eta = EtaEstimator()
    run.eta.update(0.25, now - 10)
    run.eta.update(0.5, now)


@pytest.fixture
def line():
    line = JobQueue(1, COMMAND)
    yield line
    line.close()


def submit(line, name, *, shared=True):
    run, watcher = line.subscribe(
        name, lambda: write_payload("clusters", np.eye(4), {}), shared=shared
    )
    return JobHandle(line, "clusters", run, watcher)


def run_of(job):
    return job._worker


def is_gone(run):
    """Tell whether nothing is left of a piece of work."""
    ended = run.process is None or run.process.poll() is not None
    return ended and not run.folder.exists()


def test_a_job_runs_to_its_end(line):
    job = submit(line, "a")
    wait_until(lambda: job.step)
    assert (job.state, job.progress, job.step) == ("running", 0.25, "Thinking")
    assert (job.is_active, job.result, job.message) == (True, None, "")
    assert job.remaining_seconds is None
    before = job.elapsed_seconds
    assert before > 0
    send_order(run_of(job), "end")
    wait_until(lambda: not job.is_active)
    assert (job.state, job.progress) == ("done", 1.0)
    assert job.result.tolist() == LABELS
    assert job.elapsed_seconds == job.elapsed_seconds > before
    wait_until(lambda: is_gone(run_of(job)))


def test_the_time_left_comes_from_the_pace(line):
    job = submit(line, "a")
    wait_until(lambda: job.step)
    fake_progress(run_of(job))
    assert job.remaining_seconds == pytest.approx(20, abs=2)


def test_who_asks_for_the_same_gets_the_same(line):
    asked = []

    def order():
        asked.append(1)
        return write_payload("clusters", np.eye(4), {})

    one, _ = line.subscribe("a", order, shared=True)
    two, _ = line.subscribe("a", order, shared=True)
    assert one is two
    send_order(one, "end")
    wait_until(lambda: one.state == "done")
    assert line.subscribe("a", order, shared=True)[0] is one
    assert len(asked) == 1


def test_what_is_not_for_all_is_not_kept_for_others(line):
    one = submit(line, "a", shared=False)
    send_order(run_of(one), "end")
    wait_until(lambda: one.state == "done")
    assert one.result.tolist() == LABELS
    assert run_of(submit(line, "a", shared=False)) is not run_of(one)


def test_only_the_last_results_are_kept(line, monkeypatch):
    monkeypatch.setattr(queue, "MAX_CACHED_RESULTS", 2)
    runs = {}
    for name in "abc":
        job = submit(line, name)
        runs[name] = run_of(job)
        send_order(runs[name], "end")
        wait_until(lambda job=job: job.state == "done")
    assert [run_of(submit(line, name)) is runs[name] for name in "cba"] == [True, True, False]


def test_work_waits_in_order(line):
    first, *others = [submit(line, name) for name in "abcd"]
    assert first.state == "running"
    assert [job.state for job in others] == ["waiting"] * 3
    assert [job.n_ahead for job in others] == [0, 1, 2]
    assert others[0].elapsed_seconds == 0
    others[1].stop()
    assert [job.n_ahead for job in (others[0], others[2])] == [0, 1]
    assert is_gone(run_of(others[1]))
    for job, following in ((first, others[0]), (others[0], others[2])):
        assert following.state == "waiting"
        send_order(run_of(job), "end")
        wait_until(lambda following=following: following.state == "running")
        assert job.state == "done"


def test_as_many_run_at_once_as_there_is_room_for():
    line = JobQueue(2, COMMAND)
    try:
        states = [submit(line, name).state for name in "abc"]
        kept = [submit(line, name) for name in "abc"]
    finally:
        line.close()
    assert states[:2] == ["running", "running"]
    assert all(job.state == "stopped" for job in kept)
    assert JobQueue(0).max_processes == 1
    assert jobs.QUEUE.max_processes == cpu_count() >= 1


def test_a_line_does_not_grow_without_end(line, monkeypatch):
    monkeypatch.setattr(queue, "MAX_WAITING", 1)
    held = [submit(line, name) for name in "abc"]
    assert [job.state for job in held] == ["running", "waiting", "failed"]
    assert held[2].message == queue.QUEUE_FULL_MESSAGE
    assert is_gone(run_of(held[2]))


def test_stop_ends_the_process(line):
    job, following = submit(line, "a"), submit(line, "b")
    run = run_of(job)
    assert run.process.poll() is None
    job.stop()
    assert (job.state, job.is_released) == ("stopped", False)
    wait_until(lambda: is_gone(run))
    assert run.process.poll() != 0
    wait_until(lambda: following.state == "running")


def test_work_goes_on_as_long_as_somebody_watches(line):
    one, two = submit(line, "a"), submit(line, "a")
    run = run_of(one)
    one.stop()
    one.stop()
    assert (one.state, two.state) == ("stopped", "running")
    assert run.process.poll() is None
    two.stop()
    wait_until(lambda: is_gone(run))


def test_who_stopped_watching_may_watch_again(line):
    one, two = submit(line, "a"), submit(line, "a")
    one.stop()
    again = submit(line, "a")
    assert run_of(again) is run_of(two)
    two.stop()
    assert again.state == "running"


def test_who_stopped_watching_has_the_result_if_others_waited_for_it(line):
    one, two = submit(line, "a"), submit(line, "a")
    one.stop()
    send_order(run_of(two), "end")
    wait_until(lambda: two.state == "done")
    assert one.result.tolist() == LABELS
    assert one.state == "done"


@pytest.mark.parametrize(
    ("orders", "message"), [("fail", "It rains [today](x)."), ("crash", PROCESS_DIED_MESSAGE)]
)
def test_a_failed_job_says_why_and_the_next_has_its_turn(line, orders, message):
    job, following = submit(line, "a"), submit(line, "b")
    send_order(run_of(job), orders)
    wait_until(lambda: not job.is_active)
    assert (job.state, job.message, job.result) == ("failed", message, None)
    wait_until(lambda: following.state == "running")
    wait_until(lambda: is_gone(run_of(job)))
    following.stop()
    assert run_of(submit(line, "a")) is not run_of(job)


def test_a_result_that_cannot_be_read_is_a_failure(line):
    job = submit(line, "a")
    (run_of(job).folder / "result.safetensors").write_bytes(b"nonsense")
    (run_of(job).folder / "go").write_text("end")
    wait_until(lambda: not job.is_active)
    assert (job.state, job.message) == ("failed", PROCESS_DIED_MESSAGE)


@pytest.mark.parametrize(
    ("error", "message"),
    [(ValueError("Too many."), "Too many."), (OSError("disk full"), queue.DISK_FULL_MESSAGE)],
)
def test_work_that_cannot_be_written_fails(line, error, message):
    def order():
        raise error

    run, _ = line.subscribe("a", order, shared=True)
    assert (run.state, run.message) == ("failed", message)


def test_a_process_that_cannot_be_started_is_a_failure(tmp_path):
    line = JobQueue(1, (str(tmp_path / "nothing"),))
    job = submit(line, "a")
    assert (job.state, job.message) == ("failed", PROCESS_DIED_MESSAGE)
    assert is_gone(run_of(job))


def test_a_job_that_is_forgotten_ends(line):
    job, other = submit(line, "a"), submit(line, "b")
    run, waiting = run_of(job), run_of(other)
    del other
    gc.collect()
    wait_until(lambda: waiting.state == "stopped")
    assert run.state == "running"
    del job
    gc.collect()
    wait_until(lambda: is_gone(run) and is_gone(waiting))
    assert run.state == "stopped"


def test_a_line_that_is_closed_leaves_nothing_behind(line):
    held = [submit(line, name) for name in "ab"]
    line.close()
    assert all(is_gone(run_of(job)) for job in held)


def test_a_job_that_is_let_go_of_ends_a_moment_later(line):
    job = submit(line, "a")
    run = run_of(job)
    job.release(0.05)
    assert (job.state, job.is_released, run.state) == ("stopped", True, "running")
    wait_until(lambda: is_gone(run))


def test_a_job_that_is_taken_up_again_in_time_goes_on(line):
    job = submit(line, "a")
    run = run_of(job)
    job.release(0.05)
    job.hold(*line.subscribe("a", None, shared=True))
    wait_until(lambda: len(run.watchers) == 1)
    time.sleep(0.1)
    assert (job.state, run_of(job)) == ("running", run)


def test_a_real_worker_is_found_and_does_its_work(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    line = JobQueue(1)
    heaps = np.repeat([[0.0, 0], [9, 9]], 5, axis=0) + np.random.default_rng(0).random((10, 2))
    run, _ = line.subscribe("a", lambda: write_payload("clusters", heaps, {}), share_result=True)
    wait_until(lambda: not run.is_active)
    assert (run.message, run.result.tolist()) == ("", [0] * 5 + [1] * 5)
    assert run.step == "Finding clusters"


def page():
    import numpy as np
    import streamlit as st

    from embviz import EmbeddingMatrix
    from embviz.app.components import jobs
    from embviz.app.state import session

    if st.session_state.get("own"):
        E = st.session_state.setdefault("E", EmbeddingMatrix(list("abcd"), np.eye(4), name="mine"))
    else:
        E = session.sample("tutorial")
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    job = jobs.start(E, st.session_state.get("key", "one"), "clusters", lambda: np.eye(4))
    st.session_state["job"] = job
    if job.state == "done":
        st.write(f"Labels: {job.result.tolist()}")
    else:
        jobs.show_live(job)


@pytest.fixture
def app(line, monkeypatch):
    """Return an app whose jobs stand in a line of their own."""
    st.cache_resource.clear()
    monkeypatch.setattr(jobs, "QUEUE", line)
    return AppTest.from_function(page, default_timeout=20)


def job_of(app):
    return app.session_state["job"]


def written(app):
    assert not app.exception
    bars = [each.proto.text for each in app.get("progress")]
    parts = [*app.markdown, *app.caption, *app.error]
    return [*bars, *(part.value for part in parts)]


def test_a_page_shows_progress_and_then_the_result(app):
    app.run()
    job = job_of(app)
    wait_until(lambda: job.step)
    app.run()
    assert job_of(app) is job
    assert written(app) == ["Thinking"]
    assert app.get("progress")[0].proto.value == 25
    fake_progress(run_of(job))
    app.run()
    assert written(app) == ["Thinking · about 20 s left"]
    send_order(run_of(job), "end")
    wait_until(lambda: not job.is_active)
    app.run()
    assert written(app) == [f"Labels: {LABELS}"]
    assert not app.button


def test_the_whole_page_runs_once_when_a_job_has_ended(app):
    """Else the page would go on showing what it showed before, or would run for ever."""
    app.run()
    send_order(run_of(job_of(app)), "fail")
    wait_until(lambda: not job_of(app).is_active)
    runs = app.session_state["runs"]
    app.run()
    assert app.session_state["runs"] == runs + 2
    app.run()
    assert app.session_state["runs"] == runs + 3


def test_a_page_says_why_a_job_failed_and_tries_again(app):
    app.run()
    send_order(run_of(job_of(app)), "fail")
    wait_until(lambda: not job_of(app).is_active)
    app.run()
    assert written(app) == [r"It rains \[today\](x)."]
    app.run()  # It does not begin again by itself.
    assert job_of(app).state == "failed"
    app.button[0].click().run()
    wait_until(lambda: job_of(app).step)
    app.run()
    assert written(app) == ["Thinking"]


def test_a_visitor_stops_a_job_and_starts_it_again(app):
    app.run()
    run = run_of(job_of(app))
    assert app.button[0].label == "Stop"
    app.button[0].click().run()
    wait_until(lambda: is_gone(run))
    assert written(app) == [":material/stop_circle: Stopped."]
    app.run()
    assert job_of(app).state == "stopped"
    assert app.button[0].label == "Start again"
    app.button[0].click().run()
    assert job_of(app).is_active
    assert run_of(job_of(app)) is not run
    wait_until(lambda: job_of(app).state == "running")


def test_a_page_says_how_many_are_before(app, line):
    held = [submit(line, name) for name in "xyz"]
    app.run()
    most = "This server computes 1 at a time."
    assert written(app) == [f":material/hourglass_empty: Waiting, 2 before you. {most}"]
    held[1].stop()
    held[2].stop()
    app.run()
    assert written(app) == [f":material/hourglass_empty: Waiting, you are next. {most}"]


def test_asking_for_something_else_lets_go_of_what_was_asked_before(app):
    app.run()
    first = run_of(job_of(app))
    app.session_state["key"] = "two"
    app.run()
    wait_until(lambda: is_gone(first))
    assert job_of(app).is_active
    app.session_state["key"] = "one"
    app.run()
    assert job_of(app).is_active
    assert run_of(job_of(app)) is not first
    assert len(app.session_state["jobs"].jobs) == 2


def test_a_visit_remembers_only_so_many_jobs(app, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_FINISHED_JOBS", 2)
    for key in "abcde":
        app.session_state["key"] = key
        app.run()
    assert len(app.session_state["jobs"].jobs) == 3


def test_jobs_on_a_sample_are_for_all_and_jobs_on_an_upload_for_the_visit(app, line):
    app.run()
    other = AppTest.from_function(page, default_timeout=20).run()
    assert job_of(other) is not job_of(app)
    assert run_of(job_of(other)) is run_of(job_of(app))
    for each in (app, other):
        each.session_state["own"] = True
        each.run()
    assert run_of(job_of(other)) is not run_of(job_of(app))


def test_work_ends_with_the_connection_of_its_visitor(app, monkeypatch):
    monkeypatch.setattr(jobs, "GRACE_SECONDS", 0.05)
    app.session_state["own"] = True
    app.run()
    run = run_of(job_of(app))
    clear_session_resource_cache("test session id")
    wait_until(lambda: is_gone(run))
    # Who comes back finds it begun anew, and is watched over again.
    app.run()
    assert job_of(app).is_active
    run = run_of(job_of(app))
    clear_session_resource_cache("test session id")
    wait_until(lambda: is_gone(run))


def test_work_goes_on_when_somebody_clears_all_caches(app):
    app.run()
    job, run = job_of(app), run_of(job_of(app))
    st.cache_resource.clear()
    assert job.is_released
    app.run()
    assert (job_of(app), run_of(job), job.is_active) == (job, run, True)
    send_order(run, "end")
    wait_until(lambda: job.state == "done")
    st.cache_resource.clear()
    app.run()
    assert written(app) == [f"Labels: {LABELS}"]


def test_a_job_does_not_keep_what_it_was_made_of(app):
    app.session_state["own"] = True
    app.run()
    job = job_of(app)
    kept = weakref.ref(app.session_state["E"].vectors)
    assert kept() is not None
    del app.session_state["E"]
    gc.collect()
    assert kept() is None
    assert job.is_active


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds left"),
        (5.1, "about 5 s left"),
        (22, "about 20 s left"),
        (54, "about 55 s left"),
        (58, "about 1 min left"),
        (100, "about 2 min left"),
        (4000, "about 67 min left"),
    ],
)
def test_time_left_in_words(seconds, words):
    assert jobs.format_eta(seconds) == words
