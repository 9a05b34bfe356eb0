"""Room: how many attempts can end before a deadline, and so how many run at once and which begin now. Pure.

Attempts that run at once share an engine. Where the time does not suffice for all, all would be cut off together: fewer at once end one
after another, and each that ends is a vote.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from kaggle_utils.budget.speed import Speed

FIRST_SHARE = 0.25  # of the attempts begins while nothing is known of the speed; the first reply decides about the others


@dataclass(frozen=True)
class Plan:
    """How many attempts are to run at once, and which of the waiting ones begin now, by their indices."""

    at_once: int
    begin: tuple[int, ...]


@dataclass(frozen=True)
class _Course:
    """How it would go with so many at once: how many end in time, the sum of those times and the last, and which waiting ones begin now."""

    at_once: int
    ended: int
    moments: float
    last: float
    begin: tuple[int, ...]

    @property
    def merit(self) -> tuple[int, float]:
        return self.ended, -self.moments


def make_plan(running: Sequence[float], waiting: Sequence[float], seconds: float, speed: Speed, capacity: int) -> Plan:
    """Choose how many run at once, ``capacity`` at most, so that as many as possible end within ``seconds``; all, where all can.

    ``running`` and ``waiting`` are the tokens that each attempt has still to write, the waiting ones in the order in which they begin.
    """
    most = max(1, len(running), min(capacity, len(running) + len(waiting)))
    if not speed.is_known:
        first = ceil(len(waiting) * FIRST_SHARE) if not running else 0
        return Plan(most, tuple(range(min(most, first))))
    paces = [speed.seconds_per_token(number) for number in range(1, most + 1)]
    course = _foresee(running, waiting, inf, paces)
    if course.last > seconds:
        fewer = range(max(1, len(running)), most + 1)
        course = max((_foresee(running, waiting, seconds, paces[:number]) for number in fewer), key=lambda each: each.merit)
    return Plan(course.at_once, course.begin)


def _foresee(running: Sequence[float], waiting: Sequence[float], seconds: float, paces: Sequence[float]) -> _Course:
    """The course with at most as many at once as there are ``paces``. One that would not end in time by the last of these is left out."""
    marks = list(running)  # what each of those that run has written when it ends, counted from now on for all alike
    heapq.heapify(marks)
    queue = deque(enumerate(waiting))
    now = last = written = moments = 0.0
    begin: list[int] = []
    ended = 0
    while True:
        while queue and len(marks) < len(paces):
            index, tokens = queue.popleft()
            if now + tokens * paces[-1] <= seconds:
                heapq.heappush(marks, written + tokens)
                begin += [index] if now == 0.0 else []
        if not marks:
            break
        now += (marks[0] - written) * paces[len(marks) - 1]
        written = heapq.heappop(marks)
        if now > seconds:
            break
        ended, moments, last = ended + 1, moments + now, now
    return _Course(len(paces), ended, moments, last, tuple(begin))
