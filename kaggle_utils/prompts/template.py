"""Prompt templates: one TOML file a prompt, with the reason beside the text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from kaggle_utils.messages import Message


@dataclass(frozen=True)
class Prompt:
    """A chat template: an optional system message and a user message with ``{named}`` fields.

    ``defaults`` are the values of optional fields. ``program`` is how a reply to imitate writes an example's code, ``reply`` how it puts
    that program, the reasoning and the output together. Where the model is shown what its program prints, ``result`` names the prompt that
    shows it, and ``cells`` is how many programs it may run. A prompt that does not ask for a solution, but for example for the principle
    behind a problem, is not ``dressed``: framings and prefixes, which say how to solve a problem, are not added to it.
    """

    user: str
    system: str | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    dressed: bool = True
    program: str = "{code}"
    reply: str = "{reasoning}\n\n```python\n{program}\n```"
    result: str = ""
    cells: int = 1

    def render(self, **fields: str) -> tuple[Message, ...]:
        """Fill in the fields. Braces in their values, as LaTeX has them, stay as they are. Raises KeyError for a missing field."""
        user = Message("user", self._fill(self.user, fields))
        return (Message("system", self.system), user) if self.system else (user,)

    def write_program(self, **fields: str) -> str:
        """The program of an example as a reply to this prompt. Raises KeyError for a missing field."""
        return self._fill(self.program, fields)

    def write_reply(self, **fields: str) -> str:
        """The reply of an example to this prompt: its reasoning, and its program or its output. Raises KeyError for a missing field."""
        return self._fill(self.reply, fields)

    def _fill(self, template: str, fields: Mapping[str, str]) -> str:
        values = {**self.defaults, **fields}
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template).strip()


@cache
def load_prompt(name: str, output_format: str = "lines") -> Prompt:
    """Load ``prompts/NAME.toml``, or ``prompts/NAME.FORMAT.toml`` if the prompt has a separate text for that output format."""
    folder = files("kaggle_utils.prompts")
    special = folder / f"{name}.{output_format}.toml"
    file = special if special.is_file() else folder / f"{name}.toml"
    return Prompt(**tomllib.loads(file.read_text(encoding="utf-8")))
