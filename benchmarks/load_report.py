"""Results of the load test as tables, and checks of thresholds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

# Thresholds. 95th percentile of rerun times, with one action per second in each session.
MAX_P95_SECONDS = {"lookup": 1.0, "similarity": 1.0, "analogy": 1.0, "map": 1.5, "matrix": 1.5}
MAX_P95_SECONDS_CALM = 0.5  # With 100 sessions and ten seconds between actions.
MAX_CPU_MS = {"lookup": 15.0, "similarity": 15.0, "analogy": 15.0}
MAX_MB_PER_SESSION = 2.0
MAX_MB_LEFT = 100.0
# Fewer actions than expected mean that the server is too slow, whatever the rerun times.
MIN_SHARE_DONE = 0.95


@dataclass
class Phase:
    """A phase of the load test.

    Attributes
    ----------
    times : dict of str to list of float
        Seconds of each rerun, by page.
    page_loads : list of float
        Seconds to open a page.
    page_loads_before : int
        Number of page loads before the measurement.
    actions, expected_actions : number
        Number of actions done, and of those expected.
    seconds, cpu, client_cpu : float
        Duration, and CPU seconds of the server and of the clients.
    """

    name: str
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    page_loads: list[float] = field(default_factory=list)
    page_loads_before: int = 0
    actions: int = 0
    expected_actions: float = 0
    seconds: float = 0
    cpu: float = 0
    client_cpu: float = 0

    @property
    def reruns(self) -> int:
        """Number of script runs that `cpu` covers."""
        return sum(map(len, self.times.values())) + len(self.page_loads) - self.page_loads_before

    def cpu_ms_per_rerun(self) -> float:
        """Return the CPU time of the server per rerun, in ms."""
        return 1000 * self.cpu / max(1, self.reruns)

    def all_times(self) -> list[float]:
        """Return the seconds of each rerun, of all pages."""
        return [seconds for times in self.times.values() for seconds in times]

    def share_done(self) -> float:
        """Return the share of the expected actions that were done."""
        steps = self.actions + len(self.page_loads) - self.page_loads_before
        return steps / max(1.0, self.expected_actions)

    def to_markdown(self) -> str:
        """Return a row of the table."""
        p50, p95 = np.percentile(self.all_times(), [50, 95]) if self.actions else (0, 0)
        return (
            f"| {self.name} | {self.reruns:,} | {self.reruns / self.seconds:.0f} | {p50:.3f} | "
            f"{p95:.3f} | {self.cpu_ms_per_rerun():.1f} | {self.cpu / self.seconds:.0%} | "
            f"{self.client_cpu / self.seconds:.0%} | {self.share_done():.0%} |"
        )


@dataclass
class MemoryUse:
    """Resident memory of the server, in MB, at several times of the load test."""

    started: float = 0
    base: float = 0
    n_sessions: int = 1
    with_sessions: float = 0
    uploaded: float = 0
    after: float = 0
    seconds: float = 0

    def per_session(self) -> float:
        """Return the memory of a session without uploads."""
        return (self.with_sessions - self.base) / self.n_sessions


def load_report(phases: Sequence[Phase], memory: MemoryUse) -> str:
    """Return the phases and the memory as tables in Markdown."""
    lines = [
        "| | reruns | /s | p50, s | p95, s | CPU per rerun, ms | server | clients | done |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(phase.to_markdown() for phase in phases),
        "",
        "| memory | MB |",
        "|---|--:|",
        f"| started | {memory.started:.0f} |",
        f"| base: after three sessions have opened every page | {memory.base:.0f} |",
        f"| {memory.n_sessions} sessions | {memory.with_sessions:.0f} |",
        f"| per session | {memory.per_session():.2f} |",
    ]
    if memory.uploaded:
        lines += [
            f"| after the uploads | {memory.uploaded:.0f} |",
            f"| {memory.seconds:.0f} s after all sessions have ended | {memory.after:.0f} |",
        ]
    return "\n".join(lines)


def check_thresholds(
    phases: Sequence[Phase],
    memory: MemoryUse,
    errors: Sequence[str],
    foreign_markers: Collection[bytes],
) -> tuple[int, str]:
    """Return the number of thresholds that are exceeded, and a table of all of them."""
    rows: list[tuple[str, str, str, bool]] = []

    def check(name: str, threshold: str, measured: str, is_met: bool) -> None:
        rows.append((name, threshold, measured, is_met))

    for phase in phases:
        if phase.name == "100 sessions" and phase.all_times():
            p95 = float(np.percentile(phase.all_times(), 95))
            check(
                "p95, 100 sessions",
                f"{MAX_P95_SECONDS_CALM} s",
                f"{p95:.3f} s",
                p95 < MAX_P95_SECONDS_CALM,
            )
        for page in phase.times if phase.name == "all pages" else [phase.name]:
            if page in MAX_P95_SECONDS:
                p95 = float(np.percentile(phase.times[page], 95))
                where = f"{page}, among all pages" if phase.name == "all pages" else page
                threshold = MAX_P95_SECONDS[page]
                is_met = p95 < threshold and phase.share_done() >= MIN_SHARE_DONE
                check(f"p95, {where}", f"{threshold} s", f"{p95:.3f} s", is_met)
        if phase.name in MAX_CPU_MS:
            cpu, max_cpu = phase.cpu_ms_per_rerun(), MAX_CPU_MS[phase.name]
            check(f"CPU, {phase.name}", f"{max_cpu} ms", f"{cpu:.1f} ms", cpu < max_cpu)
    session = memory.per_session()
    check(
        "memory per session",
        f"{MAX_MB_PER_SESSION} MB",
        f"{session:.2f} MB",
        session <= MAX_MB_PER_SESSION,
    )
    if memory.uploaded:
        left = memory.after - memory.base
        check(
            "memory after uploads", f"+{MAX_MB_LEFT:.0f} MB", f"{left:+.0f} MB", left <= MAX_MB_LEFT
        )
    check("errors", "0", str(len(errors)), not errors)
    check("words of other sessions", "0", str(len(foreign_markers)), not foreign_markers)
    lines = ["| threshold | at most | measured | |", "|---|--:|--:|---|"]
    lines += [
        f"| {a} | {b} | {c} | {'met' if is_met else '**exceeded**'} |" for a, b, c, is_met in rows
    ]
    lines += ["", *sorted({f"- {error}" for error in errors})] if errors else []
    return sum(not is_met for *_, is_met in rows), "\n".join(lines)
