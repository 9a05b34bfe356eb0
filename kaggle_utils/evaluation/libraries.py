"""The libraries of statistics: the light set-up lacks them, so they are imported where they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kaggle_utils.errors import InputError


@contextmanager
def evaluation_extra() -> Iterator[None]:
    """Import the libraries of statistics within. Raises InputError, which says how to install them, where one is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(
            f"comparing runs needs {error.name}, which is not installed: make setup-all, or pip install 'kaggle-utils[evaluation]'"
        ) from None
