"""The few settings that a strategy reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from kaggle_utils.settings.further_engine import ModelSampling
from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.settings.settings import Settings
from kaggle_utils.settings.strategy_sampling import StrategySampling


@dataclass(frozen=True)
class AttemptSettings:
    """The part of ``Settings`` that one attempt may read."""

    temperature: float = 0.8
    """As in Settings."""
    top_p: float = 0.95
    """As in Settings."""
    sampling: Mapping[str, StrategySampling] = field(default_factory=dict)
    """As in Settings."""
    max_tokens: int = 2048
    """As in Settings."""
    prompting: PromptOptions = field(default_factory=PromptOptions)
    """As in Settings."""
    repair_rounds: int = 3
    """As in Settings."""
    repair_fixes: bool = True
    """As in Settings."""
    repair_hints: bool = True
    """As in Settings."""
    repair_guide: bool = False
    """As in Settings."""
    repair_techniques: bool = False
    """As in Settings."""
    repair_efficiency: bool = False
    """As in Settings."""
    repair_prints: bool = False
    """As in Settings."""
    execution_timeout: float = 5.0
    """As in Settings."""
    execution_memory: int = 1024
    """As in Settings."""

    further_sampling: Mapping[str, ModelSampling] = field(default_factory=dict)
    """As in Settings."""

    def asking(self, role: str) -> AttemptSettings:
        """These settings with the sampling of a further model, as it is where nothing is said about it."""
        own = self.further_sampling.get(role)
        if own is None:
            return self
        prompting = replace(self.prompting, thinks_first=own.thinks_first)
        return replace(self, temperature=own.temperature, top_p=own.top_p, max_tokens=own.max_tokens, prompting=prompting)

    @classmethod
    def of(cls, settings: Settings) -> AttemptSettings:
        """The part of a run's settings that an attempt may read."""
        return cls(**{item.name: getattr(settings, item.name) for item in fields(cls)})

    def for_attempt(self, strategy: str, number: int) -> AttemptSettings:
        """The settings of a strategy's attempt of this number, from 0, with the temperature and top_p of its own."""
        own = self.sampling.get(strategy) or self.sampling.get(strategy.rpartition("+")[2])
        if own is None:
            return self
        top_p = self.top_p if own.top_p is None else own.top_p
        return replace(self, temperature=own.temperature_of(number, self.temperature), top_p=top_p)
