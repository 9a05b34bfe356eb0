"""Engines turn chat messages into completions."""

from kaggle_utils.engines.admission import Admission, NotBegunError
from kaggle_utils.engines.asker import Asker
from kaggle_utils.engines.base import Completion, Engine, EngineError, EngineInfo, OnText, Sampling
from kaggle_utils.engines.create import create_engine
from kaggle_utils.engines.pace import Pace

__all__ = [
    "Admission",
    "Asker",
    "Completion",
    "Engine",
    "EngineError",
    "EngineInfo",
    "NotBegunError",
    "OnText",
    "Pace",
    "Sampling",
    "create_engine",
]
