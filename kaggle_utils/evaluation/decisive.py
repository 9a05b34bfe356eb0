"""The settings that an attempt depends on: where one of them differs, a run is another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from kaggle_utils.journal import history
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.settings.prompt_options import PromptOptions

DECISIVE = dict.fromkeys(
    [*history.DECISIVE, "seed", "problem_limit", "sequences", "other_strategy", *(item.name for item in fields(AttemptSettings))]
)


@dataclass(frozen=True)
class Difference:
    """A setting of this name that has another value; of the options of prompts, "prompting.examples"."""

    name: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.name} was {self.old!r} and is {self.new!r}"


def differences(before: Settings, now: Settings) -> list[Difference]:
    """The decisive settings that differ, in a fixed order; none where both would make the same attempts."""
    return [pair for name in DECISIVE for pair in _pairs(name, getattr(before, name), getattr(now, name)) if pair.old != pair.new]


def decisive_values(settings: Settings) -> dict[str, Any]:
    """The decisive settings by name, the options of prompts each by itself."""
    return {pair.name: pair.new for name in DECISIVE for pair in _pairs(name, getattr(settings, name), getattr(settings, name))}


def _pairs(name: str, old: Any, new: Any) -> Iterator[Difference]:
    if not isinstance(old, PromptOptions):
        yield Difference(name, old, new)
        return
    for item in fields(old):
        yield Difference(f"{name}.{item.name}", getattr(old, item.name), getattr(new, item.name))
