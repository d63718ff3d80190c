"""Visitors that act at the same time, each in a rhythm of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from random import Random
from time import perf_counter, process_time

from benchmarks.pupils import Pupil, Words
from benchmarks.report import Phase
from benchmarks.visitor import Visitor
from benchmarks.watching import cpu


async def phase(
    name: str,
    pupils: Sequence[Pupil],
    page: Callable[[Pupil, int], str],
    *,
    seconds: float,
    pause: float,
    server: int,
) -> Phase:
    """Let all pupils act, each in a rhythm of its own, and measure what that takes.

    Parameters
    ----------
    name : str
    pupils : sequence of Pupil
    page : callable
        Says on which page a pupil does its next action, by how many it has done here.
    seconds : float
        How long all of it lasts.
    pause : float
        From one action to the next, in s. An action that is late does not wait.
    server : int
        The process to watch.
    """
    done = Phase(name)

    async def attend(pupil: Pupil) -> None:
        rng = Random(pupil.visitor.number + 1000)
        due = begun + pause * rng.random()
        here, acts = "", 0
        while due < begun + seconds:
            await asyncio.sleep(max(0.0, due - perf_counter()))
            due = max(due + pause, perf_counter() - pause)
            wanted = page(pupil, acts)
            if wanted != here:
                done.arrivals.append(await pupil.visitor.go(wanted))
                here = wanted
            else:
                await pupil.act(wanted, done.times[wanted].append)
                done.actions += 1
            acts += 1

    # Everybody goes to the page before the clock runs.
    firsts = {page(pupil, 0) for pupil in pupils}
    if len(firsts) == 1:
        for pupil in pupils:
            done.arrivals.append(await pupil.visitor.go(*firsts))
    begun, before, own = perf_counter(), cpu(server), process_time()
    done.arrivals_before = len(done.arrivals)
    await asyncio.gather(*(attend(pupil) for pupil in pupils))
    done.seconds = perf_counter() - begun
    done.cpu, done.driver = cpu(server) - before, process_time() - own
    done.wanted = len(pupils) * seconds / pause
    return done


async def enter(
    stack: AsyncExitStack, n: int, address: str, words: Words, first: int = 0
) -> list[Pupil]:
    """Open visits, one after the other, until there are `n`; `first` are there already."""
    pupils = []
    for number in range(first, n):
        visitor = await stack.enter_async_context(Visitor.enter(number + 1, address))
        pupils.append(Pupil(visitor, words, asyncio.sleep))
    return pupils


def stay(page: str, pupil: Pupil, acts: int) -> str:
    """Keep a pupil on one page, whatever it has done."""
    return page
