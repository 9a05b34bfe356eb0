"""Engines turn chat messages into completions."""

from kaggle_utils.engines.base import Completion, Engine, EngineError, Sampling
from kaggle_utils.engines.create import create_engine

__all__ = ["Completion", "Engine", "EngineError", "Sampling", "create_engine"]
