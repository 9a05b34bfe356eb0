"""Engines turn chat messages into completions."""

from kaggle_utils.engines.admission import Admission
from kaggle_utils.engines.asker import Asker
from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.create import create_engine

__all__ = ["Admission", "Asker", "Completion", "Engine", "EngineError", "EngineInfo", "OnText", "Sampling", "create_engine"]
