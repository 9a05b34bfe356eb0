"""Strategies: how one attempt at a problem is made. One short file each, found by name in registry.py."""

from kaggle_utils.strategies.registry import PREPARATIONS, STRATEGIES, find_strategy
from kaggle_utils.strategies.shared.base import BY_MODEL, Attempt, AttemptContext, Extrapolation, Preparation, Repair, Strategy, Turn

__all__ = [
    "BY_MODEL",
    "PREPARATIONS",
    "STRATEGIES",
    "Attempt",
    "AttemptContext",
    "Extrapolation",
    "Preparation",
    "Repair",
    "Strategy",
    "Turn",
    "find_strategy",
]
