"""Time: how long a problem may take, given what is left. Pure: the caller says what time it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

SHARE_OF_UNEXPECTED = 0.1  # beyond the expected number, plan as if a tenth of it were still to come


@dataclass(frozen=True)
class Budget:
    """The clock of a run. All times are readings of one monotonic clock, in seconds.

    ``end`` is when the last answer must be out, ``expected`` how many problems will come, ``cap`` the most that one may take. A
    problem gets an equal share of what is left, so time that one did not use is carried over to the rest.
    """

    end: float
    expected: int
    cap: float
    begun: int = 0

    def deadline(self, now: float) -> float:
        """When the problem that begins ``now`` must be answered."""
        left = max(0.0, self.end - now)
        unexpected = max(1.0, SHARE_OF_UNEXPECTED * self.expected)
        problems_left = max(float(self.expected - self.begun), unexpected if self.begun >= self.expected else 1.0)
        return now + min(self.cap, left / problems_left)

    def begin(self) -> Budget:
        """The budget after one more problem has begun."""
        return replace(self, begun=self.begun + 1)
