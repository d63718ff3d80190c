"""Visitors that act at the same time, each in a rhythm of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from random import Random
from time import perf_counter, process_time

from benchmarks.load_report import Phase
from benchmarks.process_stats import cpu_seconds
from benchmarks.simulated_users import LoadTestWords, SimulatedUser
from benchmarks.streamlit_client import StreamlitClient


async def run_phase(
    name: str,
    pupils: Sequence[SimulatedUser],
    choose_page: Callable[[SimulatedUser, int], str],
    *,
    seconds: float,
    interval: float,
    server_pid: int,
) -> Phase:
    """Let all pupils act, each in a rhythm of its own, and measure what that takes.

    Parameters
    ----------
    name : str
    pupils : sequence of Pupil
    choose_page : callable
        Says on which page a pupil does its next action, by how many it has done here.
    seconds : float
        How long all of it lasts.
    interval : float
        From one action to the next, in s. An action that is late does not wait.
    server_pid : int
        The process to watch.
    """
    done = Phase(name)

    async def attend(pupil: SimulatedUser) -> None:
        rng = Random(pupil.client.number + 1000)
        due = begun + interval * rng.random()
        here, acts = "", 0
        while due < begun + seconds:
            await asyncio.sleep(max(0.0, due - perf_counter()))
            due = max(due + interval, perf_counter() - interval)
            wanted = choose_page(pupil, acts)
            if wanted != here:
                done.page_loads.append(await pupil.client.open_page(wanted))
                here = wanted
            else:
                await pupil.act(wanted, done.times[wanted].append)
                done.actions += 1
            acts += 1

    # Everybody goes to the page before the clock runs.
    firsts = {choose_page(pupil, 0) for pupil in pupils}
    if len(firsts) == 1:
        for pupil in pupils:
            done.page_loads.append(await pupil.client.open_page(*firsts))
    begun, before, own = perf_counter(), cpu_seconds(server_pid), process_time()
    done.page_loads_before = len(done.page_loads)
    await asyncio.gather(*(attend(pupil) for pupil in pupils))
    done.seconds = perf_counter() - begun
    done.cpu, done.client_cpu = cpu_seconds(server_pid) - before, process_time() - own
    done.expected_actions = len(pupils) * seconds / interval
    return done


async def open_sessions(
    stack: AsyncExitStack, n: int, address: str, words: LoadTestWords, first: int = 0
) -> list[SimulatedUser]:
    """Open visits, one after the other, until there are `n`; `first` are there already."""
    pupils = []
    for number in range(first, n):
        visitor = await stack.enter_async_context(StreamlitClient.connect(number + 1, address))
        pupils.append(SimulatedUser(visitor, words, asyncio.sleep))
    return pupils


def stay_on_page(page: str, pupil: SimulatedUser, acts: int) -> str:
    """Keep a pupil on one page, whatever it has done."""
    return page
