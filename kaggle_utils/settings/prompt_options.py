"""Prompt options: what may be added to any strategy's prompt, whatever the strategy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Literal, get_args

from kaggle_utils.errors import InputError

Framing = Literal["direct", "experimental", "simulate", "compute", "structure"]
OutputFormat = Literal["function", "lines", "list", "json", "dict"]
ExampleChoice = Literal["similar", "fixed", "random"]


@dataclass(frozen=True)
class PromptOptions:
    """What is added to prompts (docs/prompts.md); by default nothing. Raises InputError for unknown values."""

    framing: Framing = "direct"
    """How the task is introduced: directly, or by a file in ``prompts/framings``: as an experiment in code, by its structure first, ..."""
    small_cases: int = 40
    """The largest n of the small cases that a trace is asked for."""
    output_format: OutputFormat = "lines"
    """The form of a trace: a function that is called for the sizes, or what a program prints."""
    examples: int = 0
    """How many solved problems are shown."""
    trace_examples: int | None = None
    """The same in the prompt of a trace; None: as many as ``examples``."""
    counterexamples: int = 0
    """How many examples are shown that start with a wrong program and say why it is wrong."""
    example_choice: ExampleChoice = "similar"
    """Which examples are shown: the most similar to the problem, the first in the library, or a draw of its own for each problem."""
    examples_share: float = 0.5
    """The largest share of the context that a prompt with examples may fill; examples that do not fit are left out."""
    prefixes: tuple[str, ...] = ()
    """Names of files in ``prompts/prefixes`` whose text is added to the problem, such as "estimate"."""
    thinks_first: bool = False
    """For models that think first, such as DeepSeek-R1: the system message moves into the question, and ``<think>`` is ignored."""

    def __post_init__(self) -> None:
        for name, known in (("framing", Framing), ("output_format", OutputFormat), ("example_choice", ExampleChoice)):
            if getattr(self, name) not in get_args(known):
                raise InputError(f"prompting.{name} is {getattr(self, name)!r}; there are: {', '.join(get_args(known))}")
        for name in ("small_cases", "examples", "trace_examples", "counterexamples"):
            if (getattr(self, name) or 0) < (name == "small_cases"):
                raise InputError(f"prompting.{name} is {getattr(self, name)}, and must be at least {int(name == 'small_cases')}")
        if not 0.0 < self.examples_share <= 1.0:
            raise InputError(f"prompting.examples_share is {self.examples_share}, and must be greater than 0 and at most 1")
        prefixes = known_prefixes() if self.prefixes else []
        unknown = [name for name in self.prefixes if name not in prefixes]
        if unknown:
            raise InputError(f"prompting.prefixes has no {', '.join(unknown)}; there are: {', '.join(prefixes)}")
        if (
            self.examples + (self.trace_examples or 0) + self.counterexamples
            and self.example_choice == "similar"
            and find_spec("rapidfuzz") is None
        ):
            raise InputError(
                'prompting.example_choice is "similar", which needs the package rapidfuzz: install it, or set example_choice = "fixed"'
            )

    def examples_in(self, prompt: str) -> int:
        """How many solved problems this prompt shows."""
        return self.trace_examples if prompt == "trace" and self.trace_examples is not None else self.examples

    @classmethod
    def of(cls, table: Any) -> PromptOptions:
        """The options of a preset's table ``prompting``. Raises InputError for unknown ones."""
        unknown = set(table) - {item.name for item in fields(cls)}
        if unknown:
            raise InputError(f"prompting has no option {', '.join(sorted(unknown))}; there are: {', '.join(f.name for f in fields(cls))}")
        return cls(**table | ({"prefixes": tuple(table["prefixes"])} if "prefixes" in table else {}))


def known_prefixes() -> list[str]:
    """The names of the files in ``prompts/prefixes``."""
    folder = files("kaggle_utils") / "prompts" / "prefixes"
    return sorted(path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml"))
