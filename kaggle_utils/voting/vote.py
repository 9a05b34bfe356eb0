"""The vote: the elected answer, its probability, and whether further votes can change it. Pure; docs/voting.md derives the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, log

MIN_WEIGHT = 0.01  # of an answer that is more likely wrong than right: still better than the fallback, never better than a good one
DIGITS = 9  # after the point, to which weights are compared: a difference by rounding errors does not count


@dataclass(frozen=True)
class Vote:
    """One attempt's answer, its weight, and its source.

    Votes with the same ``fingerprint`` come from copies of one program; a vote with None counts as unique.
    """

    answer: int
    weight: float
    source: str
    fingerprint: str | None = None


@dataclass(frozen=True)
class Result:
    """The elected answer and its share of the total weight."""

    answer: int
    share: float


def weight_of(reliability: float, alternatives: float) -> float:
    """The weight of a vote that is right with this probability, if wrong votes spread over ``alternatives`` answers.

    It is the logarithm of the likelihood ratio: the vote given that its answer is right, against given that another one is.
    """
    if reliability >= 1.0:
        raise ValueError(f"nothing is right with probability {reliability}")
    return max(MIN_WEIGHT, log(reliability * alternatives / (1 - reliability))) if reliability > 0 else MIN_WEIGHT


def discount_copies(votes: Sequence[Vote], share: float) -> list[Vote]:
    """The votes, of which copies weigh only ``share`` as much: of those for one answer with one fingerprint, all but the heaviest."""
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
    """The total weight of each answer, the elected one first."""
    weights: dict[int, list[float]] = defaultdict(list)
    for vote in votes:
        weights[vote.answer].append(vote.weight)
    sums = {answer: round(fsum(cast), DIGITS) for answer, cast in weights.items()}
    return dict(sorted(sums.items(), key=lambda item: (item[1], len(weights[item[0]]), item[0]), reverse=True))


def elect(votes: Sequence[Vote]) -> Result | None:
    """The answer with the largest total weight, or None without votes.

    Of equally heavy answers the one with more votes wins, then the larger one: programs that go wrong print small numbers more often than
    large ones. The second place of AIMO-2 (github.com/imagination-research/aimo2) counts answers up to 20 as 0.6 of a vote.
    """
    weights = tally(votes)
    if not weights:
        return None
    answer, weight = next(iter(weights.items()))
    return Result(answer, weight / fsum(weights.values()))


def probabilities(votes: Sequence[Vote], alternatives: float, independence: float = 1.0) -> Mapping[int, float]:
    """The probability of each answer, the elected one first; the rest up to 1 belongs to all answers without a vote.

    ``independence`` is the share of the weights that counts as evidence: the errors of one model on one problem are correlated.
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
