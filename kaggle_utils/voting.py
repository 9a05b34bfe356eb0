"""Ballots: which answer the attempts elect. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Vote:
    """One attempt's answer, how much it counts, and which strategy it came from."""

    answer: int
    weight: float
    source: str


@dataclass(frozen=True)
class Result:
    """The elected answer and its share of all weight."""

    answer: int
    share: float


def tally(votes: Sequence[Vote]) -> dict[int, float]:
    """The weight behind each answer."""
    weights: dict[int, float] = defaultdict(float)
    for vote in votes:
        weights[vote.answer] += vote.weight
    return dict(weights)


def elect(votes: Sequence[Vote]) -> Result | None:
    """Elect the heaviest answer, or None without votes. Of equal answers the one that was voted for first wins."""
    weights = tally(votes)
    if not weights:
        return None
    answer = max(weights, key=lambda candidate: weights[candidate])
    return Result(answer, weights[answer] / sum(weights.values()))


def is_decided(votes: Sequence[Vote], outstanding: float) -> bool:
    """Whether the leader stays ahead even if all ``outstanding`` weight goes to the runner-up."""
    heaviest = sorted(tally(votes).values(), reverse=True)
    if not heaviest:
        return False
    runner_up = heaviest[1] if len(heaviest) > 1 else 0.0
    return heaviest[0] > runner_up + outstanding
