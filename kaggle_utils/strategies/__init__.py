"""Strategies: how one attempt at a problem is made. One short file each, found by name in compose.py."""

from kaggle_utils.strategies.base import Attempt, Bench, Extrapolation, Preparation, Repair, Strategy, Turn
from kaggle_utils.strategies.compose import PREPARATIONS, STRATEGIES, find_strategy

__all__ = ["PREPARATIONS", "STRATEGIES", "Attempt", "Bench", "Extrapolation", "Preparation", "Repair", "Strategy", "Turn", "find_strategy"]
