"""Engines turn chat messages into completions."""

from kaggle_utils.engines.admission import Admission
from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.create import create_engine

__all__ = ["Admission", "Completion", "Engine", "EngineError", "EngineInfo", "OnText", "Sampling", "create_engine"]
