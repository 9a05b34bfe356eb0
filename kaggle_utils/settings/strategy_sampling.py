"""Sampling by strategy: where a strategy's attempts are sampled otherwise than the settings say for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from kaggle_utils.errors import InputError

MAX_TEMPERATURE = 2.0  # as in OpenAI's API; far above it every token is as likely as another


@dataclass(frozen=True)
class StrategySampling:
    """How one strategy's attempts are sampled; None: as the settings say. Raises InputError for impossible values."""

    temperature: float | None = None
    """The temperature of the strategy's attempts; 0 is greedy decoding."""
    top_p: float | None = None
    """The share of probability that tokens are drawn from."""
    first_temperature: float | None = None
    """The temperature of the strategy's first attempt at a problem: 0 makes that one greedy, and leaves the others as they are."""

    def __post_init__(self) -> None:
        for name in ("temperature", "first_temperature"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= MAX_TEMPERATURE:
                raise InputError(f"a {name} is {value}, and must be at least 0 and at most {MAX_TEMPERATURE}")
        if self.top_p is not None and not 0.0 < self.top_p <= 1.0:
            raise InputError(f"a top_p is {self.top_p}, and must be greater than 0 and at most 1")

    def temperature_of(self, number: int, usual: float) -> float:
        """The temperature of the strategy's attempt of this number, from 0, where ``usual`` is the one of the settings."""
        own = usual if self.temperature is None else self.temperature
        return self.first_temperature if number == 0 and self.first_temperature is not None else own


def read_sampling(table: Any) -> dict[str, StrategySampling]:
    """The table ``sampling`` of a preset: options by a strategy's name. Raises InputError, which names the strategy, for bad ones."""
    if not isinstance(table, Mapping):
        raise InputError(f"sampling is {table!r}, and must be a table: a strategy's name, and its temperature, top_p or first_temperature")
    return {name: _read(name, options) for name, options in table.items()}


def _read(name: str, options: Any) -> StrategySampling:
    if isinstance(options, StrategySampling):
        return options
    known = [item.name for item in fields(StrategySampling)]
    if not isinstance(options, Mapping):
        raise InputError(f"sampling.{name} is {options!r}, and must be a table with {', '.join(known)}")
    if unknown := sorted(set(options) - set(known)):
        raise InputError(f"sampling.{name} has no option {', '.join(unknown)}; there are: {', '.join(known)}")
    if wrong := [key for key, value in options.items() if isinstance(value, bool) or not isinstance(value, int | float | None)]:
        raise InputError(f"sampling.{name}.{wrong[0]} is {options[wrong[0]]!r}, and must be a number")
    try:
        return StrategySampling(**options)
    except InputError as error:
        raise InputError(f"sampling.{name}: {error}") from None
