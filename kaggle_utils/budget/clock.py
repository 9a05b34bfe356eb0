"""The clock of a run: when each problem must be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from kaggle_utils.budget.policies import POLICIES, Policy, Situation
from kaggle_utils.settings import Settings

SHARE_OF_UNEXPECTED = 0.1  # beyond the expected number, plan as if a tenth of it were still to come
USUAL = 50  # problems of a set where nobody says: AIMO-1, AIMO-2 and AIMO-3 each had 50 (research/peers.md)
MAX_RESERVE = 0.1  # of the time limit, where that is short


@dataclass(frozen=True)
class Budget:
    """How the time of a run is shared out. All times are readings of one monotonic clock, in seconds.

    ``end`` is when the last answer must be out, ``expected`` how many problems will come (None: nobody knows), ``cap`` the most that one
    may take. Whatever the policy says, no deadline lies beyond the end; a problem that comes later has its deadline at once.
    """

    start: float
    end: float
    expected: int | None
    cap: float
    policy: Policy
    begun: int = 0
    needs: tuple[float, ...] = ()

    @classmethod
    def starting(cls, now: float, settings: Settings) -> Budget:
        """The budget of a run that starts ``now``. The reserve is for what follows the last answer: the report, the engine's end."""
        reserve = min(settings.reserve, MAX_RESERVE * settings.time_limit)
        end = now + settings.time_limit - reserve
        return cls(now, end, settings.expected_problems, settings.problem_limit, POLICIES[settings.budget_policy])

    def deadline(self, now: float) -> float:
        """When the problem that begins ``now`` must be answered."""
        left = self.end - now
        if left <= 0:
            return now
        situation = Situation(self.end - self.start, left, self.begun, self._to_come(), self.needs)
        return min(self.end, now + min(self.cap, max(0.0, self.policy.seconds(situation))))

    def begin(self) -> Budget:
        """The budget after one more problem has begun."""
        return replace(self, begun=self.begun + 1)

    def finish(self, seconds: float, cut_off: bool) -> Budget:
        """The budget after a problem was worked on for so long, and whether its deadline cut it off."""
        return replace(self, needs=(*self.needs, inf if cut_off else seconds))

    def _to_come(self) -> float:
        """How many problems will come, this one included.

        Where nobody knows, the usual number; beyond its half, as many again as have come, so that the time never runs out.
        """
        if self.expected is None:
            return float(max(USUAL - self.begun, self.begun))
        if self.begun < self.expected:
            return float(self.expected - self.begun)
        return max(1.0, SHARE_OF_UNEXPECTED * self.expected)
