"""Settings: one frozen record, made from a preset and a few changes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.errors import InputError

EngineName = Literal["transformers"]
DataType = Literal["float32", "float16", "bfloat16"]
REPOSITORY = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """Everything that a run can be told. Times in seconds, memory in MiB, lengths in characters, budgets of text in tokens."""

    name: str
    engine: EngineName
    model: str
    dtype: DataType = "float16"
    batch_size: int = 8
    max_tokens: int = 2048
    temperature: float = 0.8
    top_p: float = 0.95
    seed: int = 0
    strategies: Mapping[str, int] = field(default_factory=lambda: {"program-of-thoughts": 6, "trace": 2})
    repair_rounds: int = 3
    sandbox_workers: int = 2
    execution_timeout: float = 5.0
    execution_memory: int = 1024
    time_limit: float = 32_400.0
    reserve: float = 60.0
    problem_limit: float = 1200.0
    expected_problems: int = 50
    lowest_answer: int = 0
    highest_answer: int = 99_999
    fallback_answer: int = 0
    longest_statement: int = 20_000
    out: Path = Path("out")

    def __post_init__(self) -> None:
        if not self.model:
            raise InputError(f"preset {self.name!r} needs a model: pass --model DIR (notebook: KAGGLE_UTILS_MODEL)")
        for name in (
            "batch_size",
            "max_tokens",
            "sandbox_workers",
            "time_limit",
            "problem_limit",
            "expected_problems",
            "execution_timeout",
        ):
            if getattr(self, name) <= 0:
                raise InputError(f"{name} is {getattr(self, name)}, and must be greater than 0")
        if not any(count > 0 for count in self.strategies.values()):
            raise InputError(f"strategies is {dict(self.strategies)}: at least one must have a count greater than 0")
        if not self.lowest_answer <= self.fallback_answer <= self.highest_answer:
            raise InputError(
                f"fallback_answer is {self.fallback_answer}, and must lie between lowest_answer {self.lowest_answer} "
                f"and highest_answer {self.highest_answer}"
            )

    @classmethod
    def preset(cls, name: str, **changes: Any) -> Settings:
        """The settings of a preset with some fields changed. Raises InputError for an unknown preset or field."""
        presets = load_presets()
        if name not in presets:
            raise InputError(f"no preset is called {name!r}; there are: {', '.join(presets)}")
        table = {"name": name, "model": ""} | dict(presets[name]) | changes
        table.pop("use", None)
        unknown = set(table) - {item.name for item in fields(cls)}
        if unknown:
            raise InputError(f"Settings has no field {', '.join(sorted(unknown))}")
        table["out"] = Path(table.get("out", "out"))
        return cls(**table)

    @property
    def model_folder(self) -> Path:
        """Where the model is: as given, or inside the repository for one that it ships."""
        given = Path(self.model)
        shipped = REPOSITORY / given
        return shipped if not given.exists() and shipped.exists() else given


@cache
def load_presets() -> Mapping[str, Mapping[str, Any]]:
    """The tables of ``presets.toml`` by name."""
    return tomllib.loads((files("kaggle_utils") / "presets.toml").read_text(encoding="utf-8"))
