"""The few settings that a strategy reads."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.settings.settings import Settings


@dataclass(frozen=True)
class AttemptSettings:
    """What one attempt may know of ``Settings``; the fields mean the same there."""

    temperature: float = 0.8
    top_p: float = 0.95
    max_tokens: int = 2048
    prompting: PromptOptions = field(default_factory=PromptOptions)
    repair_rounds: int = 3
    repair_fixes: bool = True
    repair_hints: bool = True
    repair_guide: bool = False
    execution_timeout: float = 5.0
    execution_memory: int = 1024

    @classmethod
    def of(cls, settings: Settings) -> AttemptSettings:
        """The part of a run's settings that an attempt may know."""
        return cls(**{item.name: getattr(settings, item.name) for item in fields(cls)})
