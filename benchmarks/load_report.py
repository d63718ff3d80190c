"""What a class took, as tables, and which bars it met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

# The bars: seconds until 95 of 100 reruns have ended, with an action a second in each visit.
MAX_P95_SECONDS = {"lookup": 1.0, "similarity": 1.0, "analogy": 1.0, "map": 1.5, "matrix": 1.5}
MAX_P95_SECONDS_CALM = 0.5  # With ten seconds between the actions of each of 100 visits.
MAX_CPU_MS = {"lookup": 15.0, "similarity": 15.0, "analogy": 15.0}
MAX_MB_PER_SESSION = 2.0
MAX_MB_LEFT = 100.0
# A server that answers fewer actions than it should is late, however fast each answer seems.
MIN_SHARE_DONE = 0.95


@dataclass
class Phase:
    """A part of the class.

    Attributes
    ----------
    times : dict of str to list of float
        By page, how long each rerun took, in s.
    page_loads : list of float
        How long it took to come to a page, in s.
    actions, expected_actions : number
        How many actions were done, and how many there should have been.
    seconds, cpu, client_cpu : float
        How long it all took; the processor time of the server and of the visitors, in s.
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
        """How many runs of the script the processor time was for."""
        return sum(map(len, self.times.values())) + len(self.page_loads) - self.page_loads_before

    def cpu_ms_per_rerun(self) -> float:
        """Return the processor time of the server for a rerun, in ms."""
        return 1000 * self.cpu / max(1, self.reruns)

    def all_times(self) -> list[float]:
        """Return how long each rerun took, of all pages."""
        return [each for times in self.times.values() for each in times]

    def share_done(self) -> float:
        """Return the share of the wanted actions that were done."""
        steps = self.actions + len(self.page_loads) - self.page_loads_before
        return steps / max(1.0, self.expected_actions)

    def to_markdown(self) -> str:
        """Return a row of the table."""
        middle, slow = np.percentile(self.all_times(), [50, 95]) if self.actions else (0, 0)
        return (
            f"| {self.name} | {self.reruns:,} | {self.reruns / self.seconds:.0f} | {middle:.3f} | "
            f"{slow:.3f} | {self.cpu_ms_per_rerun():.1f} | {self.cpu / self.seconds:.0%} | "
            f"{self.client_cpu / self.seconds:.0%} | {self.share_done():.0%} |"
        )


@dataclass
class MemoryUse:
    """Resident memory of the server, in MB, at moments of the class."""

    started: float = 0
    base: float = 0
    n_sessions: int = 1
    with_sessions: float = 0
    uploaded: float = 0
    after: float = 0
    seconds: float = 0

    def per_session(self) -> float:
        """Return what a visit without uploads adds."""
        return (self.with_sessions - self.base) / self.n_sessions


def load_report(phases: Sequence[Phase], said: MemoryUse) -> str:
    """Return the phases and the memory as tables in Markdown."""
    lines = [
        "| | reruns | /s | p50, s | p95, s | CPU a rerun, ms | server | visitors | kept up |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(phase.to_markdown() for phase in phases),
        "",
        "| memory | MB |",
        "|---|--:|",
        f"| started | {said.started:.0f} |",
        f"| base: three visits have seen every page | {said.base:.0f} |",
        f"| {said.n_sessions} visits | {said.with_sessions:.0f} |",
        f"| a visit | {said.per_session():.2f} |",
    ]
    if said.uploaded:
        lines += [
            f"| after the uploads | {said.uploaded:.0f} |",
            f"| {said.seconds:.0f} s after everybody left | {said.after:.0f} |",
        ]
    return "\n".join(lines)


def check_thresholds(
    phases: Sequence[Phase], said: MemoryUse, wrong: Sequence[str], strange: Collection[bytes]
) -> tuple[int, str]:
    """Return how many bars were missed, and each bar with what was measured."""
    rows: list[tuple[str, str, str, bool]] = []

    def bar(what: str, most: str, measured: str, met: bool) -> None:
        rows.append((what, most, measured, met))

    for phase in phases:
        if phase.name == "100 visits" and phase.all_times():
            slow = float(np.percentile(phase.all_times(), 95))
            bar(
                "p95, 100 visits",
                f"{MAX_P95_SECONDS_CALM} s",
                f"{slow:.3f} s",
                slow < MAX_P95_SECONDS_CALM,
            )
        for page in phase.times if phase.name == "all pages" else [phase.name]:
            if page in MAX_P95_SECONDS:
                slow = float(np.percentile(phase.times[page], 95))
                where = f"{page}, among all pages" if phase.name == "all pages" else page
                most = MAX_P95_SECONDS[page]
                kept_up = phase.share_done() >= MIN_SHARE_DONE
                bar(f"p95, {where}", f"{most} s", f"{slow:.3f} s", slow < most and kept_up)
        if phase.name in MAX_CPU_MS:
            most = MAX_CPU_MS[phase.name]
            bar(
                f"CPU, {phase.name}",
                f"{most} ms",
                f"{phase.cpu_ms_per_rerun():.1f} ms",
                phase.cpu_ms_per_rerun() < most,
            )
    a_visit = said.per_session()
    bar(
        "memory of a visit",
        f"{MAX_MB_PER_SESSION} MB",
        f"{a_visit:.2f} MB",
        a_visit <= MAX_MB_PER_SESSION,
    )
    if said.uploaded:
        more = said.after - said.base
        bar(
            "memory after uploads", f"+{MAX_MB_LEFT:.0f} MB", f"{more:+.0f} MB", more <= MAX_MB_LEFT
        )
    bar("errors", "0", str(len(wrong)), not wrong)
    bar("words of others seen", "0", str(len(strange)), not strange)
    lines = ["| bar | at most | measured | |", "|---|--:|--:|---|"]
    lines += [f"| {a} | {b} | {c} | {'met' if met else '**missed**'} |" for a, b, c, met in rows]
    lines += ["", *sorted({f"- {each}" for each in wrong})] if wrong else []
    return sum(not met for *_, met in rows), "\n".join(lines)
