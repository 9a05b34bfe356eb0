"""Admission under pressure: as many attempts begin as can end, in the order of their ranks; the others are told why they do not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest

from benchmarks.slow_engine import ThrottledEngine
from benchmarks.virtual_time import VirtualLoop
from kaggle_utils.budget.speed import Speed
from kaggle_utils.engines import Admission, Asker, Completion, NotBegunError, Pace, Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem

ALL_SHARE: Callable[[int], float] = lambda at_once: at_once / 100  # noqa: E731
TOKENS = 100  # of every reply: a second alone
PROBLEM = Problem("p", "?")
KNOWN = Speed()
for number in (1, 2, 4, 1, 2, 4, 1, 2, 4):
    KNOWN = KNOWN.after(TOKENS, ALL_SHARE(number) * TOKENS, number)


def pace_of(speed: Speed, attempt_tokens: int = TOKENS) -> Pace:
    pace = Pace.expected(0.0, attempt_tokens)
    pace.speed = speed
    return pace


async def attempt(admission: Admission, rank: int, deadline: float, turns: int = 1) -> list[Completion]:
    engine = admission.for_attempt(Asker(PROBLEM, rank, "trace"))
    return [await engine.generate((Message("user", str(TOKENS)),), Sampling(), deadline) for _ in range(turns)]


async def ending(admission: Admission, rank: int, deadline: float, turns: int) -> str:
    try:
        return (await attempt(admission, rank, deadline, turns))[-1].finish
    except NotBegunError:
        return "not begun"


def run(pace: Pace, deadline: float, attempts: int, share: int = 1, turns: int = 1) -> list[str]:
    """How each attempt ends: ``stop``, ``deadline``, or ``not begun``."""

    async def solve() -> list[str]:
        admission = Admission(ThrottledEngine(ALL_SHARE, share), pace, asyncio.get_running_loop().time)
        made = await asyncio.gather(*[ending(admission, rank, deadline, turns) for rank in range(attempts)])
        assert (admission._running, admission._waiting) == ([], [])
        return made

    loop = VirtualLoop()
    try:
        return loop.run_until_complete(solve())
    finally:
        loop.close()


def test_where_all_can_end_all_are_begun() -> None:
    assert run(pace_of(KNOWN), 6.5, attempts=6) == ["stop"] * 6


def test_where_half_can_end_the_first_half_does() -> None:
    assert run(pace_of(KNOWN), 3.5, attempts=6) == ["stop"] * 3 + ["not begun"] * 3


def test_the_first_is_begun_even_if_it_will_hardly_end() -> None:
    assert run(pace_of(KNOWN), 0.5, attempts=3) == ["deadline", "not begun", "not begun"]


def test_while_nothing_is_known_a_quarter_begins_and_the_first_reply_decides_about_the_rest() -> None:
    assert run(pace_of(Speed()), 8.5, attempts=8) == ["stop"] * 8
    assert run(pace_of(Speed()), 4.2, attempts=8) == ["stop"] * 4 + ["not begun"] * 4


def test_an_engine_that_becomes_fast_again_gets_more_attempts_within_the_problem() -> None:
    slow = Speed()
    for _ in range(12):
        slow = slow.after(TOKENS, 30.0 * TOKENS / 100, 1)
    pace = pace_of(slow)
    ends = [run(pace, 33.0, attempts=6) for _ in range(3)]
    assert ends[-1] == ["stop"] * 6


def test_an_engine_that_becomes_slow_is_noticed_after_one_problem() -> None:
    pace = pace_of(KNOWN)
    assert run(pace, 12.5, attempts=6, share=4) == ["deadline"] * 6
    assert run(pace, 12.5, attempts=6, share=4) == ["stop"] * 3 + ["not begun"] * 3


def test_after_a_server_was_away_the_next_problem_has_all_its_attempts() -> None:
    pace = pace_of(KNOWN)
    for _ in range(8):
        pace.note_reply(TOKENS, 300.0, 8)
    assert run(pace, 12.0, attempts=6) == ["stop"] * 6


def test_a_reply_of_a_few_tokens_says_nothing_about_the_speed() -> None:
    pace = pace_of(KNOWN)

    async def solve() -> None:
        admission = Admission(ThrottledEngine(ALL_SHARE, 50), pace, asyncio.get_running_loop().time)
        await admission.for_attempt(Asker(PROBLEM, 0)).generate((Message("user", "3"),), Sampling(), 100.0)

    loop = VirtualLoop()
    loop.run_until_complete(solve())
    loop.close()
    assert pace.speed == KNOWN


def test_turns_of_attempts_under_way_are_counted_and_come_first() -> None:
    assert run(pace_of(KNOWN, attempt_tokens=2 * TOKENS), 4.5, attempts=4, turns=2) == ["stop"] * 2 + ["not begun"] * 2


def test_an_attempt_that_is_not_begun_is_told_in_numbers() -> None:
    async def solve() -> str:
        admission = Admission(ThrottledEngine(ALL_SHARE, 1), pace_of(KNOWN), asyncio.get_running_loop().time)
        tasks = [asyncio.ensure_future(attempt(admission, rank, 1.5)) for rank in range(2)]
        with pytest.raises(NotBegunError) as refused:
            await tasks[1]
        await tasks[0]
        return str(refused.value)

    loop = VirtualLoop()
    told = loop.run_until_complete(solve())
    assert re.fullmatch(r"100 tokens at (8\d|9\d)\.\d a second do not fit into the 0\.5 s that are left", told)
    loop.close()
