"""Settings: one frozen record, made from a preset and a few changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kaggle_utils.errors import InputError
from kaggle_utils.settings.presets import load_presets, merge
from kaggle_utils.settings.prompt_options import PromptOptions

EngineName = Literal["transformers", "vllm", "openai", "replay"]
WheelSet = Literal["", "primary", "fallback", "cpu"]
DataType = Literal["float32", "float16", "bfloat16"]
BudgetPolicy = Literal["equal-share", "front-loaded", "learning", "fixed"]
VotingRule = Literal["log-odds", "majority"]
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Settings:
    """Everything that a run can be told. Times in seconds, memory in MiB, lengths in characters, budgets of text in tokens.

    ``strategies`` says how many attempts each strategy makes, ``prompting`` what is added to their prompts. ``repair_fixes`` tries the
    catalogue's own fixes on a program that failed before the model is asked, ``repair_hints`` adds the catalogue's advice to the request
    for a repair, and ``repair_guide`` asks the model why the program failed before the repair is asked for. ``confidence`` stops the
    attempts once the leading answer is that sure (1.0: only when it cannot be overtaken). Answers are taken ``modulus`` m (0: as they are)
    and count if they then lie in range.

    For the vllm engine: ``serve`` holds flags of ``vllm serve``, ``environment`` its environment variables, ``servers`` one table of
    further variables for each server to start, ``server_python`` the interpreter that has vLLM (this one if empty), and ``ladder`` the
    changes to try, one after another, when it does not come up. ``model_pattern`` finds the model among Kaggle's inputs, ``gpu`` names
    the card that the memory plan reckons with.
    """

    name: str
    engine: EngineName
    model: str
    use: str = ""
    dtype: DataType = "float16"
    batch_size: int = 8
    max_tokens: int = 2048
    temperature: float = 0.8
    top_p: float = 0.95
    seed: int = 0
    strategies: Mapping[str, int] = field(default_factory=lambda: {"program-of-thoughts": 6, "trace": 2})
    prompting: PromptOptions = field(default_factory=PromptOptions)
    repair_rounds: int = 3
    repair_fixes: bool = True
    repair_hints: bool = True
    repair_guide: bool = False
    voting: VotingRule = "log-odds"
    confidence: float = 1.0
    sandbox_workers: int = 2
    execution_timeout: float = 5.0
    execution_memory: int = 1024
    time_limit: float = 32_400.0
    reserve: float = 60.0
    problem_limit: float = 1200.0
    expected_problems: int | None = 50
    budget_policy: BudgetPolicy = "learning"
    modulus: int = 0
    lowest_answer: int = 0
    highest_answer: int = 99_999
    fallback_answer: int = 0
    longest_statement: int = 20_000
    load_in_4bit: bool = False
    base_urls: tuple[str, ...] = ()
    transcripts: str = ""
    wheels: WheelSet = ""
    gpu: str = ""
    model_pattern: str = ""
    server_python: str = ""
    serve: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    servers: tuple[Mapping[str, str], ...] = ({},)
    ladder: tuple[Mapping[str, Any], ...] = ()
    startup_limit: float = 900.0
    smoke_prompt: str = "What is 17 * 23? Reply with the number only."
    smoke_expects: str = r"\b391\b"
    out: Path = Path("out")

    def __post_init__(self) -> None:
        if not self.model and self.engine in ("transformers", "vllm"):
            raise InputError(f"preset {self.name!r} needs a model: pass --model DIR (notebook: KAGGLE_UTILS_MODEL)")
        for name in (
            "batch_size",
            "max_tokens",
            "sandbox_workers",
            "time_limit",
            "problem_limit",
            "expected_problems",
            "execution_timeout",
            "startup_limit",
        ):
            if getattr(self, name) is not None and getattr(self, name) <= 0:
                raise InputError(f"{name} is {getattr(self, name)}, and must be greater than 0")
        if self.budget_policy not in get_args(BudgetPolicy):
            raise InputError(f"budget_policy is {self.budget_policy!r}; there are: {', '.join(get_args(BudgetPolicy))}")
        if self.voting not in get_args(VotingRule):
            raise InputError(f"voting is {self.voting!r}; there are: {', '.join(get_args(VotingRule))}")
        if not 0.5 < self.confidence <= 1.0:
            raise InputError(f"confidence is {self.confidence}, and must be greater than 0.5 and at most 1")
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
        unknown = set(table) - {item.name for item in fields(cls)}
        if unknown:
            raise InputError(f"Settings has no field {', '.join(sorted(unknown))}")
        if isinstance(table.get("prompting"), Mapping):
            table["prompting"] = PromptOptions.of(table["prompting"])
        table["out"] = Path(table.get("out", "out"))
        for key in ("base_urls", "servers", "ladder"):
            table[key] = tuple(table[key]) if key in table else getattr(cls, key, ())
        return cls(**table)

    def ladder_steps(self) -> tuple[Settings, ...]:
        """These settings with each step of the ladder made; a table such as ``serve`` is changed key by key."""
        return tuple(self._changed(step) for step in self.ladder)

    def _changed(self, step: Mapping[str, Any]) -> Settings:
        unknown = set(step) - {item.name for item in fields(self)}
        if unknown:
            raise InputError(f"a ladder step of preset {self.name!r} changes {', '.join(sorted(unknown))}, which Settings does not have")
        return replace(self, **{key: merge(getattr(self, key), value) for key, value in step.items()})

    @property
    def model_folder(self) -> Path:
        """Where the model is: as given, or inside the repository for one that it ships."""
        given = Path(self.model)
        shipped = REPOSITORY / given
        return shipped if not given.exists() and shipped.exists() else given
