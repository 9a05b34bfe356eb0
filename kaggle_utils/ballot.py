"""From attempts to votes: whose answer counts, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt
from kaggle_utils.voting import Vote

# How often a program that ran is right. Its log-odds are the unit of weight: a program's own answer votes with 1. Both kinds of program
# read the same statement, so a law, however certain, cannot make its answer surer than the program that measured the terms.
PROGRAM_IS_RIGHT = 0.73


def collect_votes(attempts: Sequence[Attempt], settings: Settings) -> list[Vote]:
    """One vote for each answer in range; an answer by extrapolation weighs less, by its law's probability.

    An answer out of range is no vote: clamping or reducing it would invent an answer that no program gave.
    """
    votes = [
        Vote(attempt.answer, weigh(attempt), attempt.strategy)
        for attempt in attempts
        if attempt.answer is not None and settings.lowest_answer <= attempt.answer <= settings.highest_answer
    ]
    return [vote for vote in votes if vote.weight > 0]


def weigh(attempt: Attempt) -> float:
    """The log-odds that an answer is right, in units of a program's own: at most 1, and 0 where it is more likely wrong."""
    law = attempt.extrapolation.probability if attempt.extrapolation else 1.0
    return max(0.0, _log_odds(PROGRAM_IS_RIGHT * law) / _log_odds(PROGRAM_IS_RIGHT))


def _log_odds(probability: float) -> float:
    return log(probability / (1 - probability)) if probability > 0 else float("-inf")
