"""Prompt options: what may be added to any strategy's prompt, whatever the strategy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Literal, get_args

from kaggle_utils.errors import InputError

Framing = Literal["direct", "experimental"]
OutputFormat = Literal["lines", "list", "json", "dict"]
ExampleChoice = Literal["similar", "fixed"]


@dataclass(frozen=True)
class PromptOptions:
    """How prompts are dressed. The defaults add nothing: what goes out is the strategy's own prompt (docs/prompts.md).

    ``framing`` "experimental" asks for small cases first, then for a program. ``small_cases`` is the largest n that a trace is asked for,
    ``output_format`` the shape in which it is printed. ``examples`` solved problems are shown, and ``counterexamples`` more that begin with
    a wrong program and why it is wrong: the most similar ones to the problem or the first of the library (``example_choice``), without
    those that would make the prompt longer than ``examples_share`` of the context. ``prefixes`` name files of ``prompts/prefixes``, such as
    ``estimate``. ``thinks_first`` is for models that think before they answer, such as DeepSeek-R1: no system message (its text goes into
    the question), and the ``<think>`` block is no part of the reply.
    """

    framing: Framing = "direct"
    small_cases: int = 40
    output_format: OutputFormat = "lines"
    examples: int = 0
    counterexamples: int = 0
    example_choice: ExampleChoice = "similar"
    examples_share: float = 0.5
    prefixes: tuple[str, ...] = ()
    thinks_first: bool = False

    def __post_init__(self) -> None:
        for name, known in (("framing", Framing), ("output_format", OutputFormat), ("example_choice", ExampleChoice)):
            if getattr(self, name) not in get_args(known):
                raise InputError(f"prompting.{name} is {getattr(self, name)!r}; there are: {', '.join(get_args(known))}")
        for name in ("small_cases", "examples", "counterexamples"):
            if getattr(self, name) < (name == "small_cases"):
                raise InputError(f"prompting.{name} is {getattr(self, name)}, and must be at least {int(name == 'small_cases')}")
        if not 0.0 < self.examples_share <= 1.0:
            raise InputError(f"prompting.examples_share is {self.examples_share}, and must be greater than 0 and at most 1")
        prefixes = known_prefixes() if self.prefixes else []
        unknown = [name for name in self.prefixes if name not in prefixes]
        if unknown:
            raise InputError(f"prompting.prefixes has no {', '.join(unknown)}; there are: {', '.join(prefixes)}")
        if self.examples + self.counterexamples and self.example_choice == "similar" and find_spec("rapidfuzz") is None:
            raise InputError(
                'prompting.example_choice is "similar", which needs the package rapidfuzz: install it, or set example_choice = "fixed"'
            )

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
