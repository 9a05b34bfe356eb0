"""Policies: how much of the remaining time one problem may have. docs/budget.md compares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Protocol

from kaggle_utils.settings import BudgetPolicy


@dataclass(frozen=True)
class Situation:
    """What a policy knows at the moment a problem begins. Times in seconds.

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
        """An equal share of the remaining time: the least that a problem gets, and as much stays for each one after it."""
        return self.left / self.to_come

    @property
    def first_share(self) -> float:
        """The share of each problem if the whole time is divided before the first one."""
        return self.total / (self.begun + self.to_come)


class Policy(Protocol):
    """Decides how many seconds a problem may have. The budget applies the cap and the end of the run."""

    def seconds(self, situation: Situation) -> float:
        """The longest time for the problem that begins now."""
        ...


@dataclass(frozen=True)
class Fixed:
    """The same time for every problem; unused time is lost. The baseline of the simulator."""

    def seconds(self, situation: Situation) -> float:
        """The share that was computed before the first problem."""
        return situation.first_share


@dataclass(frozen=True)
class EqualShare:
    """An equal share of the remaining time: what one problem did not use is spread over all later ones."""

    def seconds(self, situation: Situation) -> float:
        """The share."""
        return situation.share


@dataclass(frozen=True)
class FrontLoaded:
    """Generous at the start: this problem may use all of the remaining time except a floor for each later problem.

    ``head`` is the share of the time that is not set aside for floors. tonghuikang's AIMO-3 notebook (github.com/tonghuikang/aimo3)
    spaces its cut-off times evenly over the four hours that follow the first of five: a head of 0.2. The rule of R1ck29's
    (github.com/R1ck29/kaggle-aimo3-solution), ``max(left - floor * problems, floor)``, overspends when late; this one never does.
    """

    head: float = 0.2

    def seconds(self, situation: Situation) -> float:
        """The remaining time minus the floors, or the equal share if that is more."""
        floor = (1 - self.head) * situation.first_share
        return max(situation.share, situation.left - (situation.to_come - 1) * floor)


@dataclass(frozen=True)
class Learning:
    """Learns how much time problems need: the longest limit that leaves later problems the time they need under the same limit.

    A problem that was cut off counts as one that would use up any limit, and so do ``prior`` imaginary ones: the first problem gets little
    more than an equal share, and the limit grows as easy problems are solved. ``boldness`` is the share of the time above that limit that
    the problem gets in addition: time is worth more to a problem that is nearly done than to one that may never come. Both values were
    chosen by simulation (docs/budget.md).
    """

    prior: float = 1.0
    boldness: float = 0.05

    def seconds(self, situation: Situation) -> float:
        """The limit and a small share of the time above it."""
        limit = self._limit(situation)
        return limit + self.boldness * (situation.left - limit)

    def _limit(self, situation: Situation) -> float:
        """The limit x at which x + (problems after this one) * (mean of min(need, x)) equals the remaining time."""
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
