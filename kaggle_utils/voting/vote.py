"""The vote: which answer is elected, how sure that is, and when no further vote can change it. Pure; docs/voting.md derives it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, log

MIN_WEIGHT = 0.01  # of an answer that is more likely wrong than right: still better than the fallback, never better than a good one
DIGITS = 9  # after the point, to which weights are compared: what rounding errors leave is no lead


@dataclass(frozen=True)
class Vote:
    """One attempt's answer, how much it counts, and where it came from.

    Votes with the same ``fingerprint`` come from copies of one program; None is a vote that shares it with no other.
    """

    answer: int
    weight: float
    source: str
    fingerprint: str | None = None


@dataclass(frozen=True)
class Result:
    """The elected answer and its share of all weight."""

    answer: int
    share: float


def weight_of(reliability: float, alternatives: float) -> float:
    """What a vote that is right with this probability counts, where wrong votes spread over ``alternatives`` answers.

    The logarithm of how many times likelier the vote is if its answer is the right one than if another is.
    """
    if reliability >= 1.0:
        raise ValueError(f"nothing is right with probability {reliability}")
    return max(MIN_WEIGHT, log(reliability * alternatives / (1 - reliability))) if reliability > 0 else MIN_WEIGHT


def discount_copies(votes: Sequence[Vote], share: float) -> list[Vote]:
    """The votes with copies counting only ``share`` of their weight: of those for one answer with one fingerprint, all but the heaviest."""
    heaviest: dict[tuple[int, str], int] = {}
    for index, vote in enumerate(votes):
        if vote.fingerprint is not None:
            leader = heaviest.setdefault((vote.answer, vote.fingerprint), index)
            if vote.weight > votes[leader].weight:
                heaviest[vote.answer, vote.fingerprint] = index
    originals = set(heaviest.values())
    return [
        vote if vote.fingerprint is None or index in originals else replace(vote, weight=vote.weight * share)
        for index, vote in enumerate(votes)
    ]


def tally(votes: Sequence[Vote]) -> dict[int, float]:
    """The weight behind each answer, the elected one first."""
    weights: dict[int, list[float]] = defaultdict(list)
    for vote in votes:
        weights[vote.answer].append(vote.weight)
    sums = {answer: round(fsum(cast), DIGITS) for answer, cast in weights.items()}
    return dict(sorted(sums.items(), key=lambda item: (item[1], len(weights[item[0]]), item[0]), reverse=True))


def elect(votes: Sequence[Vote]) -> Result | None:
    """Elect the heaviest answer, or None without votes.

    Of equally heavy answers the one with more votes wins, then the larger one: programs that go wrong print small numbers more often than
    large ones (Numina's winning notebook of AIMO-1 counts answers up to 20 as 0.6 of a vote; research/peers.md).
    """
    weights = tally(votes)
    if not weights:
        return None
    answer, weight = next(iter(weights.items()))
    return Result(answer, weight / fsum(weights.values()))


def probabilities(votes: Sequence[Vote], alternatives: float, independence: float = 1.0) -> Mapping[int, float]:
    """How probable each answer is, the elected one first; what is missing from 1 is for all the answers that nobody gave.

    ``independence`` is the share of the weights that counts as evidence: votes of one model at one problem go wrong together.
    """
    weights = {answer: independence * weight for answer, weight in tally(votes).items()}
    largest = max([0.0, *weights.values()])
    unnamed = max(1.0, alternatives + 1 - len(weights)) * exp(-largest)
    total = fsum([unnamed, *[exp(weight - largest) for weight in weights.values()]])
    return {answer: exp(weight - largest) / total for answer, weight in weights.items()}


def is_decided(votes: Sequence[Vote], outstanding: int, heaviest: float = 1.0) -> bool:
    """Whether the leader stays ahead even if all the ``outstanding`` votes, each as heavy as can be, go to the runner-up."""
    weights = list(tally(votes).values())
    if not weights:
        return False
    runner_up = weights[1] if len(weights) > 1 else 0.0
    return weights[0] > round(runner_up + outstanding * heaviest, DIGITS)
