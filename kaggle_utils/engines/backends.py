"""The backends of the engine that starts servers of its own."""

from __future__ import annotations

from kaggle_utils.engines.llamacpp.backend import LLAMACPP
from kaggle_utils.engines.served.backend import Backend
from kaggle_utils.engines.served.engine import ServedEngine
from kaggle_utils.engines.vllm.backend import VLLM
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings

BACKENDS = {backend.name: backend for backend in (VLLM, LLAMACPP)}


def find_backend(name: str) -> Backend:
    """The backend of this name. Raises InputError for an engine that starts no servers."""
    if name not in BACKENDS:
        raise InputError(f"a ladder step names the engine {name!r}, and can only name one that starts servers: {', '.join(BACKENDS)}")
    return BACKENDS[name]


def create_served_engine(settings: Settings) -> ServedEngine:
    """The engine whose servers these settings describe, not yet started. Raises InputError when no step's model can be loaded."""
    return ServedEngine(settings, find_backend)
