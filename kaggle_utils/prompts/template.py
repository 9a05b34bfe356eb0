"""Prompt templates: one TOML file a prompt, with the reason beside the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.conversation import Message


@dataclass(frozen=True)
class Prompt:
    """A chat template: an optional system message and a user message with ``{named}`` fields."""

    user: str
    system: str | None = None

    def render(self, **fields: str) -> tuple[Message, ...]:
        """Fill in the fields. Braces in their values, as LaTeX has them, stay as they are."""
        text = re.sub(r"\{(\w+)\}", lambda match: fields[match[1]], self.user).strip()
        user = Message("user", text)
        return (Message("system", self.system), user) if self.system else (user,)


@cache
def load_prompt(name: str) -> Prompt:
    """Load ``prompts/NAME.toml``."""
    table = tomllib.loads((files("kaggle_utils.prompts") / f"{name}.toml").read_text(encoding="utf-8"))
    return Prompt(**table)
