"""Phases of the load test: users that act at the same time."""

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
    users: Sequence[SimulatedUser],
    choose_page: Callable[[SimulatedUser, int], str],
    *,
    seconds: float,
    interval: float,
    server_pid: int,
) -> Phase:
    """Let all users act, each at its own times, and measure times and CPU.

    Parameters
    ----------
    name : str
    users : sequence of SimulatedUser
    choose_page : callable
        Return the page of the next action, given a user and its number of actions so far.
    seconds : float
        Duration of the phase.
    interval : float
        Seconds between the actions of a user. Late actions follow each other without waiting.
    server_pid : int
        The process to measure.
    """
    phase = Phase(name)

    async def run_user(user: SimulatedUser) -> None:
        rng = Random(user.client.number + 1000)
        due = start + interval * rng.random()
        current, n_actions = "", 0
        while due < start + seconds:
            await asyncio.sleep(max(0.0, due - perf_counter()))
            due = max(due + interval, perf_counter() - interval)
            page = choose_page(user, n_actions)
            if page != current:
                phase.page_loads.append(await user.client.open_page(page))
                current = page
            else:
                await user.act(page, phase.times[page].append)
                phase.actions += 1
            n_actions += 1

    # All users open the first page before times are measured.
    first_pages = {choose_page(user, 0) for user in users}
    if len(first_pages) == 1:
        for user in users:
            phase.page_loads.append(await user.client.open_page(*first_pages))
    start, server_cpu, client_cpu = perf_counter(), cpu_seconds(server_pid), process_time()
    phase.page_loads_before = len(phase.page_loads)
    await asyncio.gather(*(run_user(user) for user in users))
    phase.seconds = perf_counter() - start
    phase.cpu = cpu_seconds(server_pid) - server_cpu
    phase.client_cpu = process_time() - client_cpu
    phase.expected_actions = len(users) * seconds / interval
    return phase


async def open_sessions(
    stack: AsyncExitStack, n: int, address: str, words: LoadTestWords, first: int = 0
) -> list[SimulatedUser]:
    """Open sessions one after the other, those with the numbers `first` to `n` − 1."""
    users = []
    for number in range(first, n):
        client = await stack.enter_async_context(StreamlitClient.connect(number + 1, address))
        users.append(SimulatedUser(client, words, asyncio.sleep))
    return users


def stay_on_page(page: str, user: SimulatedUser, n_actions: int) -> str:
    """Return `page`, for any user and number of actions."""
    return page
