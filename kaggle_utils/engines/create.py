"""Make the engine that the settings name, importing only what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kaggle_utils.engines.base import Engine
from kaggle_utils.engines.by_author import EnginesByAuthor
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings
from kaggle_utils.settings.further_engine import Role


def create_engines(settings: Settings, further: Mapping[Role, Settings]) -> Engine:
    """Return the engine of a run with the ``further`` ones that its settings name, not yet loaded. Raises InputError.

    A transcript that is played back holds the replies of them all.
    """
    engine = create_engine(settings)
    if not further or settings.engine == "replay":
        return engine
    return EnginesByAuthor(engine, {role: create_engine(own) for role, own in further.items()})


def create_engine(settings: Settings) -> Engine:
    """Return the engine, not yet loaded. Raises InputError for a model, server or transcript that it cannot use, or a missing package."""
    match settings.engine:
        case "transformers":
            from kaggle_utils.checkpoint.weights import check_checkpoint
            from kaggle_utils.engines.transformers.engine import TransformersEngine
            from kaggle_utils.engines.transformers.loading import check_packages

            check_packages(settings.load_in_4bit)
            check_checkpoint(settings.model_folder)
            return TransformersEngine(
                settings.model_folder,
                dtype=settings.dtype,
                batch_size=settings.batch_size,
                load_in_4bit=settings.load_in_4bit,
                load_in_8bit=settings.load_in_8bit,
            )
        case "vllm" | "llamacpp":
            from kaggle_utils.engines.backends import create_served_engine

            return create_served_engine(settings)
        case "openai":
            from kaggle_utils.engines.openai_api.engine import OpenAIEngine
            from kaggle_utils.engines.openai_api.urls import read_urls

            return OpenAIEngine(read_urls(settings.base_urls), settings.model)
        case "replay":
            from kaggle_utils.engines.replay import ReplayEngine

            return ReplayEngine(Path(settings.transcripts))
        case unknown:
            raise InputError(f"no engine is called {unknown!r}; there are: transformers, vllm, llamacpp, openai, replay")
