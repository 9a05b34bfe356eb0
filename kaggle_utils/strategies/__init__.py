"""Strategies: how one attempt at a problem is made. One short file each, found here by name."""

from collections.abc import Mapping

from kaggle_utils.strategies import program_of_thoughts, trace
from kaggle_utils.strategies.base import Attempt, Bench, Extrapolation, Strategy, Turn

__all__ = ["STRATEGIES", "Attempt", "Bench", "Extrapolation", "Strategy", "Turn"]

STRATEGIES: Mapping[str, Strategy] = {
    program_of_thoughts.NAME: program_of_thoughts.attempt,
    trace.NAME: trace.attempt,
}
