"""Policies: how much of the time that is left one problem may have. Each is measured in docs/budget.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Protocol

from kaggle_utils.settings import BudgetPolicy


@dataclass(frozen=True)
class Situation:
    """What a policy decides by, at the moment a problem begins. Times in seconds.

    ``total`` is the whole run's time and ``left`` what remains of it; ``begun`` problems came before this one, and ``to_come`` (at least
    1, an estimate where nobody knows) counts this one and those after it. ``needs`` is what each problem so far took, infinite where it was
    cut off.
    """

    total: float
    left: float
    begun: int
    to_come: float
    needs: tuple[float, ...] = ()

    @property
    def share(self) -> float:
        """An equal share of what is left: what no problem is refused, and what leaves as much for each that follows."""
        return self.left / self.to_come

    @property
    def first_share(self) -> float:
        """What each problem would have had if the time had been shared out before the first."""
        return self.total / (self.begun + self.to_come)


class Policy(Protocol):
    """Decides how many seconds a problem may have. The budget holds it to the cap and to the end."""

    def seconds(self, situation: Situation) -> float:
        """The most that the problem that begins now may take."""
        ...


@dataclass(frozen=True)
class Fixed:
    """The same for every problem; nothing is carried over. The baseline of the simulator."""

    def seconds(self, situation: Situation) -> float:
        """The share of a plan that was never changed."""
        return situation.first_share


@dataclass(frozen=True)
class EqualShare:
    """An equal share of what is left: what one problem did not use is spread over all that follow."""

    def seconds(self, situation: Situation) -> float:
        """The share."""
        return situation.share


@dataclass(frozen=True)
class FrontLoaded:
    """Generous at the start: all that is left may go to this problem, but for a floor that is set aside for each that follows.

    ``head`` is the part of the time that no floor claims. tonghuikang's AIMO-3 notebook spaces its cut-off times evenly over what
    follows the first hour of five, a head of 0.2 (research/peers.md). Unlike R1ck29's ``max(left - floor * problems, floor)``, it never
    gives more than is there.
    """

    head: float = 0.2

    def seconds(self, situation: Situation) -> float:
        """What is left above the floors, or the equal share where that is more."""
        floor = (1 - self.head) * situation.first_share
        return max(situation.share, situation.left - (situation.to_come - 1) * floor)


@dataclass(frozen=True)
class Learning:
    """Learns how much time problems need: the longest limit that leaves those that follow what they need under the same limit.

    A problem that was cut off counts as one that would use up any limit, and so do ``prior`` imagined ones, so the first problem gets
    little more than an equal share and caution fades as easy ones come by. ``boldness`` is the part of what is left above that limit that
    the problem gets besides: time is worth more to a problem that is nearly done than to one that may never come. The simulator chose
    both (docs/budget.md).
    """

    prior: float = 1.0
    boldness: float = 0.05

    def seconds(self, situation: Situation) -> float:
        """The limit, and a little of what is left above it."""
        limit = self._limit(situation)
        return limit + self.boldness * (situation.left - limit)

    def _limit(self, situation: Situation) -> float:
        """The limit x at which x + (problems after this one) * (mean of min(need, x)) is what is left."""
        after, count = situation.to_come - 1, len(situation.needs) + self.prior
        below, limit = 0.0, situation.share
        for rank, need in enumerate([*sorted(situation.needs), inf]):
            limit = (situation.left - after * below / count) / (1 + after * (count - rank) / count)
            if limit <= need:
                break
            below += need
        return limit


POLICIES: Mapping[BudgetPolicy, Policy] = {
    "equal-share": EqualShare(),
    "front-loaded": FrontLoaded(),
    "learning": Learning(),
    "fixed": Fixed(),
}
