"""The queue of jobs, handles on them, and how pages show them."""

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
from embviz.jobs import JobHandle, JobQueue, JobResult, cpu_count, queue, write_payload
from embviz.jobs.eta import EtaEstimator
from embviz.jobs.payload import write_result
from embviz.jobs.process import PROCESS_DIED_MESSAGE
from embviz.maps import CLUSTERS_TASK

# A worker that reports once, and then follows the order in a file that the test writes.
SCRIPTED_WORKER = """
import json, pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
print("not a report", flush=True)
print(json.dumps({"share": 0.25, "step": "Thinking"}), flush=True)
while not (folder / "order").exists():
    time.sleep(0.01)
order = (folder / "order").read_text()
if order == "fail":
    print(json.dumps({"error": "It rains [today](x)."}), flush=True)
sys.exit(order != "end")
"""
COMMAND = (sys.executable, "-S", "-c", SCRIPTED_WORKER)
LABELS = [0, 0, 1, -1]


def wait_until(condition):
    """Wait until a condition is true; fail after a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def send_order(worker, order):
    """Let a scripted worker ``end`` with a result, ``fail`` with a message or ``crash``."""
    if order == "end":
        write_result(worker.folder, JobResult({"labels": np.array(LABELS, np.int32)}, {}))
    (worker.folder / "order.part").write_text(order)
    (worker.folder / "order.part").rename(worker.folder / "order")


def fake_progress(worker):
    """Pretend that half of the work is done, and that a 40th of it takes a second."""
    now = time.monotonic()
    worker.eta = EtaEstimator()
    worker.eta.update(0.25, now - 10)
    worker.eta.update(0.5, now)


@pytest.fixture
def job_queue():
    job_queue = JobQueue(1, COMMAND)
    yield job_queue
    job_queue.close()


def write_input():
    return write_payload(CLUSTERS_TASK, {"coordinates": np.eye(4)}, {})


def submit(job_queue, name, *, share_result=True):
    worker, subscriber = job_queue.subscribe(
        name, CLUSTERS_TASK, write_input, share_result=share_result
    )
    return JobHandle(job_queue, CLUSTERS_TASK, worker, subscriber)


def worker_of(job):
    return job._worker


def is_gone(worker):
    """Whether the process has ended and the folder is removed."""
    ended = worker.process is None or worker.process.poll() is not None
    return ended and not worker.folder.exists()


def test_a_job_runs_to_its_end(job_queue):
    job = submit(job_queue, "a")
    wait_until(lambda: job.step)
    assert (job.state, job.progress, job.step) == ("running", 0.25, "Thinking")
    assert (job.is_active, job.result, job.message) == (True, None, "")
    assert job.remaining_seconds is None
    send_order(worker_of(job), "end")
    wait_until(lambda: not job.is_active)
    assert (job.state, job.progress) == ("done", 1.0)
    assert job.result.tolist() == LABELS
    wait_until(lambda: is_gone(worker_of(job)))


def test_remaining_seconds_come_from_the_progress(job_queue):
    job = submit(job_queue, "a")
    wait_until(lambda: job.step)
    fake_progress(worker_of(job))
    assert job.remaining_seconds == pytest.approx(20, abs=2)


def test_equal_identities_share_one_job(job_queue):
    calls = []

    def write():
        calls.append(1)
        return write_input()

    one, _ = job_queue.subscribe("a", CLUSTERS_TASK, write, share_result=True)
    two, _ = job_queue.subscribe("a", CLUSTERS_TASK, write, share_result=True)
    assert one is two
    send_order(one, "end")
    wait_until(lambda: one.state == "done")
    assert job_queue.subscribe("a", CLUSTERS_TASK, write, share_result=True)[0] is one
    assert len(calls) == 1


def test_a_result_is_cached_only_when_it_is_shared(job_queue):
    one = submit(job_queue, "a", share_result=False)
    send_order(worker_of(one), "end")
    wait_until(lambda: one.state == "done")
    assert one.result.tolist() == LABELS
    assert worker_of(submit(job_queue, "a", share_result=False)) is not worker_of(one)


def test_only_the_newest_results_are_cached(job_queue, monkeypatch):
    monkeypatch.setattr(queue, "MAX_CACHED_RESULTS", 2)
    workers = {}
    for name in "abc":
        job = submit(job_queue, name)
        workers[name] = worker_of(job)
        send_order(workers[name], "end")
        wait_until(lambda job=job: job.state == "done")
    assert [worker_of(submit(job_queue, name)) is workers[name] for name in "cba"] == [
        True,
        True,
        False,
    ]


def test_jobs_wait_in_order(job_queue):
    first, *others = [submit(job_queue, name) for name in "abcd"]
    assert first.state == "running"
    assert [job.state for job in others] == ["waiting"] * 3
    assert [job.n_ahead for job in others] == [0, 1, 2]
    others[1].stop()
    assert [job.n_ahead for job in (others[0], others[2])] == [0, 1]
    assert is_gone(worker_of(others[1]))
    for job, following in ((first, others[0]), (others[0], others[2])):
        assert following.state == "waiting"
        send_order(worker_of(job), "end")
        wait_until(lambda following=following: following.state == "running")
        assert job.state == "done"


def test_the_number_of_processes_is_limited():
    job_queue = JobQueue(2, COMMAND)
    try:
        states = [submit(job_queue, name).state for name in "abc"]
        handles = [submit(job_queue, name) for name in "abc"]
    finally:
        job_queue.close()
    assert states[:2] == ["running", "running"]
    assert all(job.state == "stopped" for job in handles)
    assert JobQueue(0).max_processes == 1
    assert jobs.QUEUE.max_processes == cpu_count() >= 1


def test_the_number_of_waiting_jobs_is_limited(job_queue, monkeypatch):
    monkeypatch.setattr(queue, "MAX_WAITING", 1)
    handles = [submit(job_queue, name) for name in "abc"]
    assert [job.state for job in handles] == ["running", "waiting", "failed"]
    assert handles[2].message == queue.QUEUE_FULL_MESSAGE
    assert is_gone(worker_of(handles[2]))


def test_stop_ends_the_process(job_queue):
    job, following = submit(job_queue, "a"), submit(job_queue, "b")
    worker = worker_of(job)
    assert worker.process.poll() is None
    job.stop()
    assert (job.state, job.is_released) == ("stopped", False)
    wait_until(lambda: is_gone(worker))
    assert worker.process.poll() != 0
    wait_until(lambda: following.state == "running")


def test_a_job_runs_while_it_has_a_subscriber(job_queue):
    one, two = submit(job_queue, "a"), submit(job_queue, "a")
    worker = worker_of(one)
    one.stop()
    one.stop()
    assert (one.state, two.state) == ("stopped", "running")
    assert worker.process.poll() is None
    two.stop()
    wait_until(lambda: is_gone(worker))


def test_a_released_job_can_be_subscribed_to_again(job_queue):
    one, two = submit(job_queue, "a"), submit(job_queue, "a")
    one.stop()
    again = submit(job_queue, "a")
    assert worker_of(again) is worker_of(two)
    two.stop()
    assert again.state == "running"


def test_a_stopped_handle_has_the_result_when_others_waited_for_it(job_queue):
    one, two = submit(job_queue, "a"), submit(job_queue, "a")
    one.stop()
    send_order(worker_of(two), "end")
    wait_until(lambda: two.state == "done")
    assert one.result.tolist() == LABELS
    assert one.state == "done"


@pytest.mark.parametrize(
    ("order", "message"), [("fail", "It rains [today](x)."), ("crash", PROCESS_DIED_MESSAGE)]
)
def test_a_failed_job_has_a_message_and_the_next_one_starts(job_queue, order, message):
    job, following = submit(job_queue, "a"), submit(job_queue, "b")
    send_order(worker_of(job), order)
    wait_until(lambda: not job.is_active)
    assert (job.state, job.message, job.result) == ("failed", message, None)
    wait_until(lambda: following.state == "running")
    wait_until(lambda: is_gone(worker_of(job)))
    following.stop()
    assert worker_of(submit(job_queue, "a")) is not worker_of(job)


def test_a_job_fails_when_its_result_cannot_be_read(job_queue):
    job = submit(job_queue, "a")
    (worker_of(job).folder / "result.safetensors").write_bytes(b"nonsense")
    (worker_of(job).folder / "order").write_text("end")
    wait_until(lambda: not job.is_active)
    assert (job.state, job.message) == ("failed", PROCESS_DIED_MESSAGE)


@pytest.mark.parametrize(
    ("error", "message"),
    [(ValueError("Too many."), "Too many."), (OSError("disk full"), queue.DISK_FULL_MESSAGE)],
)
def test_a_job_fails_when_its_input_cannot_be_written(job_queue, error, message):
    def write():
        raise error

    worker, _ = job_queue.subscribe("a", CLUSTERS_TASK, write, share_result=True)
    assert (worker.state, worker.message) == ("failed", message)


def test_a_job_fails_when_its_process_cannot_be_started(tmp_path):
    job_queue = JobQueue(1, (str(tmp_path / "nothing"),))
    job = submit(job_queue, "a")
    assert (job.state, job.message) == ("failed", PROCESS_DIED_MESSAGE)
    assert is_gone(worker_of(job))


def test_a_job_ends_when_its_handle_is_garbage_collected(job_queue):
    job, other = submit(job_queue, "a"), submit(job_queue, "b")
    worker, waiting = worker_of(job), worker_of(other)
    del other
    gc.collect()
    wait_until(lambda: waiting.state == "stopped")
    assert worker.state == "running"
    del job
    gc.collect()
    wait_until(lambda: is_gone(worker) and is_gone(waiting))
    assert worker.state == "stopped"


def test_close_stops_all_jobs(job_queue):
    handles = [submit(job_queue, name) for name in "ab"]
    job_queue.close()
    assert all(is_gone(worker_of(job)) for job in handles)


def test_a_job_released_with_a_delay_ends_later(job_queue):
    job = submit(job_queue, "a")
    worker = worker_of(job)
    job.release(0.05)
    assert (job.state, job.is_released, worker.state) == ("stopped", True, "running")
    wait_until(lambda: is_gone(worker))


def test_a_job_goes_on_when_it_is_attached_within_the_delay(job_queue):
    job = submit(job_queue, "a")
    worker = worker_of(job)
    job.release(0.05)
    job.attach(*job_queue.subscribe("a", CLUSTERS_TASK, write_input, share_result=True))
    wait_until(lambda: len(worker.subscribers) == 1)
    time.sleep(0.1)
    assert (job.state, worker_of(job)) == ("running", worker)


def test_a_real_worker_runs_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    job_queue = JobQueue(1)
    points = np.repeat([[0.0, 0], [9, 9]], 5, axis=0) + np.random.default_rng(0).random((10, 2))
    worker, _ = job_queue.subscribe(
        "a",
        CLUSTERS_TASK,
        lambda: write_payload(CLUSTERS_TASK, {"coordinates": points}, {}),
        share_result=True,
    )
    wait_until(lambda: not worker.is_active)
    assert (worker.message, worker.result.tolist()) == ("", [0] * 5 + [1] * 5)
    assert worker.step == "Finding clusters"


def page():
    import numpy as np
    import streamlit as st

    from embviz import EmbeddingMatrix
    from embviz.app.components import jobs
    from embviz.app.state import embeddings
    from embviz.maps import CLUSTERS_TASK

    if st.session_state.get("own"):
        E = st.session_state.setdefault("E", EmbeddingMatrix(list("abcd"), np.eye(4), name="mine"))
    else:
        E = embeddings.sample("tutorial")
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    key = st.session_state.get("key", "one")
    job = jobs.start(E, key, CLUSTERS_TASK, lambda: {"coordinates": np.eye(4)})
    st.session_state["job"] = job
    if job.state == "done":
        st.write(f"Labels: {job.result.tolist()}")
    else:
        jobs.show_live(job)


@pytest.fixture
def app(job_queue, monkeypatch):
    """Return an app with a queue of its own."""
    st.cache_resource.clear()
    monkeypatch.setattr(jobs, "QUEUE", job_queue)
    return AppTest.from_function(page, default_timeout=20)


def job_of(app):
    return app.session_state["job"]


def visible_text(app):
    assert not app.exception
    bars = [bar.proto.text for bar in app.get("progress")]
    parts = [*app.markdown, *app.caption, *app.error]
    return [*bars, *(part.value for part in parts)]


def test_a_page_shows_progress_and_then_the_result(app):
    app.run()
    job = job_of(app)
    wait_until(lambda: job.step)
    app.run()
    assert job_of(app) is job
    assert visible_text(app) == ["Thinking"]
    assert app.get("progress")[0].proto.value == 25
    fake_progress(worker_of(job))
    app.run()
    assert visible_text(app) == ["Thinking · about 20 s left"]
    send_order(worker_of(job), "end")
    wait_until(lambda: not job.is_active)
    app.run()
    assert visible_text(app) == [f"Labels: {LABELS}"]
    assert not app.button


def test_the_whole_page_is_rerun_once_when_a_job_ends(app):
    """The page must neither keep its old content nor rerun forever."""
    app.run()
    send_order(worker_of(job_of(app)), "fail")
    wait_until(lambda: not job_of(app).is_active)
    runs = app.session_state["runs"]
    app.run()
    assert app.session_state["runs"] == runs + 2
    app.run()
    assert app.session_state["runs"] == runs + 3


def test_a_failed_job_shows_its_message_and_a_retry_button(app):
    app.run()
    send_order(worker_of(job_of(app)), "fail")
    wait_until(lambda: not job_of(app).is_active)
    app.run()
    assert visible_text(app) == [r"It rains \[today\](x)."]
    app.run()  # The job does not start again by itself.
    assert job_of(app).state == "failed"
    app.button[0].click().run()
    wait_until(lambda: job_of(app).step)
    app.run()
    assert visible_text(app) == ["Thinking"]


def test_a_visitor_stops_a_job_and_starts_it_again(app):
    app.run()
    worker = worker_of(job_of(app))
    assert app.button[0].label == "Stop"
    app.button[0].click().run()
    wait_until(lambda: is_gone(worker))
    assert visible_text(app) == [":material/stop_circle: Stopped."]
    app.run()
    assert job_of(app).state == "stopped"
    assert app.button[0].label == "Start again"
    app.button[0].click().run()
    assert job_of(app).is_active
    assert worker_of(job_of(app)) is not worker
    wait_until(lambda: job_of(app).state == "running")


def test_a_waiting_job_shows_how_many_are_ahead(app, job_queue):
    handles = [submit(job_queue, name) for name in "xyz"]
    app.run()
    limit = "This server computes 1 at a time."
    assert visible_text(app) == [f":material/hourglass_empty: Waiting, 2 before you. {limit}"]
    handles[1].stop()
    handles[2].stop()
    app.run()
    assert visible_text(app) == [f":material/hourglass_empty: Waiting, you are next. {limit}"]


def test_a_new_job_of_a_task_releases_the_previous_one(app):
    app.run()
    first = worker_of(job_of(app))
    app.session_state["key"] = "two"
    app.run()
    wait_until(lambda: is_gone(first))
    assert job_of(app).is_active
    app.session_state["key"] = "one"
    app.run()
    assert job_of(app).is_active
    assert worker_of(job_of(app)) is not first
    assert len(app.session_state["jobs"].jobs) == 2


def test_a_session_remembers_a_limited_number_of_jobs(app, monkeypatch):
    monkeypatch.setattr(jobs, "MAX_FINISHED_JOBS", 2)
    for key in "abcde":
        app.session_state["key"] = key
        app.run()
    assert len(app.session_state["jobs"].jobs) == 3


def test_jobs_on_a_sample_are_shared_and_jobs_on_an_upload_are_not(app, job_queue):
    app.run()
    other = AppTest.from_function(page, default_timeout=20).run()
    assert job_of(other) is not job_of(app)
    assert worker_of(job_of(other)) is worker_of(job_of(app))
    for session in (app, other):
        session.session_state["own"] = True
        session.run()
    assert worker_of(job_of(other)) is not worker_of(job_of(app))


def test_a_job_ends_after_a_disconnect(app, monkeypatch):
    monkeypatch.setattr(jobs, "GRACE_SECONDS", 0.05)
    app.session_state["own"] = True
    app.run()
    worker = worker_of(job_of(app))
    clear_session_resource_cache("test session id")
    wait_until(lambda: is_gone(worker))
    # A visitor who comes back gets a new job, which ends with the connection as well.
    app.run()
    assert job_of(app).is_active
    worker = worker_of(job_of(app))
    clear_session_resource_cache("test session id")
    wait_until(lambda: is_gone(worker))


def test_a_job_survives_when_all_caches_are_cleared(app):
    app.run()
    job, worker = job_of(app), worker_of(job_of(app))
    st.cache_resource.clear()
    assert job.is_released
    app.run()
    assert (job_of(app), worker_of(job), job.is_active) == (job, worker, True)
    send_order(worker, "end")
    wait_until(lambda: job.state == "done")
    st.cache_resource.clear()
    app.run()
    assert visible_text(app) == [f"Labels: {LABELS}"]


def test_a_job_does_not_keep_its_input_alive(app):
    app.session_state["own"] = True
    app.run()
    job = job_of(app)
    vectors = weakref.ref(app.session_state["E"].vectors)
    assert vectors() is not None
    del app.session_state["E"]
    gc.collect()
    assert vectors() is None
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
def test_format_eta(seconds, words):
    assert jobs.format_eta(seconds) == words
