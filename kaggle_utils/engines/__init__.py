"""Engines turn chat messages into completions."""

from kaggle_utils.engines.admission import Admission, NotBegunError
from kaggle_utils.engines.asker import Asker
from kaggle_utils.engines.base import (
    Author,
    Completion,
    Engine,
    EngineError,
    EngineInfo,
    FurtherEngine,
    FurtherEngineError,
    OnText,
    Sampling,
)
from kaggle_utils.engines.create import create_engine, create_engines
from kaggle_utils.engines.pace import Pace

__all__ = [
    "Admission",
    "Asker",
    "Author",
    "Completion",
    "Engine",
    "EngineError",
    "EngineInfo",
    "FurtherEngine",
    "FurtherEngineError",
    "NotBegunError",
    "OnText",
    "Pace",
    "Sampling",
    "create_engine",
    "create_engines",
]
