from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.engines import Admission, Asker, Completion, EngineInfo, OnText, Sampling
from kaggle_utils.engines.pace import Pace
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from tests.scripted import ScriptedEngine, says

MESSAGES = (Message("user", "?"),)


class SlowEngine(ScriptedEngine):
    """Holds every request until it is released; keeps the seeds in the order of their arrival."""

    def __init__(self, capacity: int) -> None:
        super().__init__(says("done"))
        self.capacity = capacity
        self.inside: list[int] = []
        self.most = 0
        self.release: dict[int, asyncio.Event] = {}

    @property
    def info(self) -> EngineInfo:
        return replace(super().info, capacity=self.capacity)

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        self.inside.append(sampling.seed)
        self.most = max(self.most, len(self.inside) - sum(event.is_set() for event in self.release.values()))
        event = self.release.setdefault(sampling.seed, asyncio.Event())
        await event.wait()
        return await super().generate(messages, sampling, deadline, on_text)


def ask(admission: Admission, rank: int) -> asyncio.Task[Completion]:
    engine = admission.for_attempt(Asker(Problem("p", "?"), rank))
    return asyncio.create_task(engine.generate(MESSAGES, Sampling(seed=rank), time.monotonic() + 60))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_no_more_requests_enter_than_the_engine_works_on_at_once() -> None:
    engine = SlowEngine(capacity=2)
    admission = Admission(engine)
    tasks = [ask(admission, rank) for rank in range(5)]
    await settle()
    assert engine.inside == [0, 1]
    for rank in range(5):
        engine.release.setdefault(rank, asyncio.Event()).set()
    await asyncio.gather(*tasks)
    assert engine.inside == [0, 1, 2, 3, 4]


async def test_an_attempt_under_way_goes_before_a_later_one() -> None:
    engine = SlowEngine(capacity=1)
    admission = Admission(engine)
    tasks = [ask(admission, rank) for rank in (3, 9, 7)]
    await settle()
    tasks.append(ask(admission, 1))
    await settle()
    for rank in (3, 9, 7, 1):
        engine.release.setdefault(rank, asyncio.Event()).set()
    await asyncio.gather(*tasks)
    assert engine.inside == [3, 1, 7, 9]


def test_a_request_that_outlives_its_loop_ends_without_one() -> None:
    async def leave() -> Coroutine[Any, Any, Completion]:
        engine = SlowEngine(capacity=1)
        left = Admission(engine).for_attempt(Asker(Problem("p", "?"), 0)).generate(MESSAGES, Sampling(), time.monotonic() + 60)
        asked = asyncio.ensure_future(asyncio.sleep(0))
        left.send(None)
        await asked
        left.send(None)  # it has its place now, and waits for the engine
        assert engine.inside == [0]
        return left

    loop = asyncio.new_event_loop()
    left = loop.run_until_complete(leave())
    loop.close()
    left.close()  # what garbage collection does; an error in it would be raised here


@given(st.lists(st.integers(0, 7), unique=True, max_size=8), st.integers(1, 3))
def test_a_cancelled_request_gives_its_place_up(cancelled: list[int], capacity: int) -> None:
    async def check() -> None:
        engine = SlowEngine(capacity)
        admission = Admission(engine)
        tasks = [ask(admission, rank) for rank in range(8)]
        await settle()
        for rank in cancelled:
            tasks[rank].cancel()
        for rank in range(8):
            engine.release.setdefault(rank, asyncio.Event()).set()
        await asyncio.wait(tasks)
        assert [task.cancelled() for task in tasks] == [rank in cancelled for rank in range(8)]
        assert (admission._running, admission._waiting) == ([], [])

    asyncio.run(check())


async def test_of_several_problems_at_once_each_has_an_equal_part_of_the_places() -> None:
    engine = SlowEngine(capacity=7)
    admissions = [Admission(engine, Pace.expected(1000.0, 10), problems_at_once=3) for _ in range(3)]
    tasks = [ask(admission, 10 * number + rank) for number, admission in enumerate(admissions) for rank in range(4)]
    await settle()
    assert engine.inside == [0, 1, 10, 11, 20, 21]
    for rank in range(30):
        engine.release.setdefault(rank, asyncio.Event()).set()
    await asyncio.gather(*tasks)


async def test_a_problem_has_one_place_even_where_there_are_more_problems_than_places() -> None:
    engine = SlowEngine(capacity=2)
    tasks = [ask(Admission(engine, problems_at_once=5), rank) for rank in range(5)]
    await settle()
    assert engine.inside == [0, 1, 2, 3, 4]
    for rank in range(5):
        engine.release[rank].set()
    await asyncio.gather(*tasks)
