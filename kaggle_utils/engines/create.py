"""Make the engine that the settings name, importing only what it needs."""

from __future__ import annotations

from kaggle_utils.engines.base import Engine
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings


def create_engine(settings: Settings) -> Engine:
    """Return the engine, not yet loaded. Raises InputError when the model's folder cannot be what it should."""
    match settings.engine:
        case "transformers":
            from kaggle_utils.engines.transformers_local import TransformersEngine, check_model_folder

            check_model_folder(settings.model_folder)
            return TransformersEngine(settings.model_folder, dtype=settings.dtype, batch_size=settings.batch_size)
        case unknown:
            raise InputError(f"no engine is called {unknown!r}; there is: transformers")
