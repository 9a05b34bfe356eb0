"""Strategies: ways to make one attempt at a problem. One short file each, listed by name in registry.py."""

from kaggle_utils.strategies.other_strategy import replan
from kaggle_utils.strategies.registry import PREPARATIONS, SEEDS_APART, STRATEGIES, PlannedAttempt, find_strategy, plan_attempts
from kaggle_utils.strategies.shared.attempt import BY_MODEL, Attempt, Extrapolation, Repair, Turn, count_tokens
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.protocols import Preparation, Strategy

__all__ = [
    "BY_MODEL",
    "PREPARATIONS",
    "SEEDS_APART",
    "STRATEGIES",
    "Attempt",
    "AttemptContext",
    "Extrapolation",
    "PlannedAttempt",
    "Preparation",
    "Repair",
    "Strategy",
    "Turn",
    "count_tokens",
    "find_strategy",
    "plan_attempts",
    "replan",
]
