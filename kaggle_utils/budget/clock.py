"""The clock of a run: when each problem must be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, inf

from kaggle_utils.budget.policies import POLICIES, Policy, Situation
from kaggle_utils.settings import Settings

SHARE_OF_UNEXPECTED = 0.1  # beyond the expected number, plan as if a tenth of it were still to come
USUAL = 50  # problems of a set of unknown size: AIMO-1, AIMO-2 and AIMO-3 each had 50
MAX_RESERVE = 0.1  # of the time limit, where that is short


@dataclass(frozen=True)
class Budget:
    """How the time of a run is divided among its problems. All times are readings of one monotonic clock, in seconds.

    ``end`` is when the last answer must be out, ``expected`` the number of problems (None if unknown), ``cap`` the longest time for one
    problem. Whatever the policy says, no deadline is later than the end; a problem that starts after the end is due at once.

    ``at_once`` problems are solved at the same time, each in a place of its own, and a place's time is divided among the problems that
    will come to it: of n problems at w places, each has at least the w-th part of the engine for as long as n / w problems, rounded
    up, leave it. (Each policy but "fixed" gives at least ``left / rounds``, the rounds being those problems that its place is still to
    have; by "equal-share" no problem gets less than the total divided by the rounds of the whole run.)
    """

    start: float
    end: float
    expected: int | None
    cap: float
    policy: Policy
    begun: int = 0
    needs: tuple[float, ...] = ()
    at_once: int = 1

    @classmethod
    def starting(cls, now: float, settings: Settings) -> Budget:
        """The budget of a run that starts ``now``. The reserve is for the work after the last answer: stopping the engine, the report."""
        reserve = min(settings.reserve, MAX_RESERVE * settings.time_limit)
        end = now + settings.time_limit - reserve
        return cls(now, end, settings.expected_problems, settings.problem_limit, POLICIES[settings.budget_policy])

    def deadline(self, now: float) -> float:
        """When the problem that begins ``now`` must be answered."""
        left = self.end - now
        if left <= 0:
            return now
        situation = Situation(self.end - self.start, left, self.begun // self.at_once, self._rounds_to_come(), self.needs)
        return min(self.end, now + min(self.cap, max(0.0, self.policy.seconds(situation))))

    def begin(self) -> Budget:
        """The budget after one more problem has begun."""
        return replace(self, begun=self.begun + 1)

    def finish(self, seconds: float, cut_off: bool) -> Budget:
        """The budget after a problem took ``seconds``; ``cut_off`` if its deadline ended the work on it."""
        return replace(self, needs=(*self.needs, inf if cut_off else seconds))

    def _rounds_to_come(self) -> float:
        """How many problems the place of this one is still to have, this one included."""
        to_come = self._to_come()
        return to_come if self.at_once == 1 else max(1.0, ceil(to_come / self.at_once))

    def _to_come(self) -> float:
        """The number of problems still to come, including this one.

        If the total is unknown, it is taken to be the usual number, and after half of that, twice as many as have come so far: some time
        is always left for the next problem.
        """
        if self.expected is None:
            return float(max(USUAL - self.begun, self.begun))
        if self.begun < self.expected:
            return float(self.expected - self.begun)
        return max(1.0, SHARE_OF_UNEXPECTED * self.expected)
