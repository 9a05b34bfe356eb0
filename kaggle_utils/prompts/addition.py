"""Paragraphs that options put around a problem's statement: framings and prefixes, one TOML file each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.settings.prompt_options import PromptOptions


@dataclass(frozen=True)
class Addition:
    """One paragraph between the statement and the strategy's request, or ``before`` the statement. Prompts in ``not_for`` do not get it."""

    text: str
    before: bool = False
    not_for: tuple[str, ...] = ()


@cache
def load_addition(kind: str, name: str) -> Addition:
    """Load ``prompts/KIND/NAME.toml``; kinds are "prefixes" and "framings"."""
    table = tomllib.loads((files("kaggle_utils.prompts") / kind / f"{name}.toml").read_text(encoding="utf-8"))
    return Addition(**table | {"not_for": tuple(table.get("not_for", ()))})


def additions(prompt: str, options: PromptOptions) -> list[Addition]:
    """What the options add to the prompt of this name: the prefixes in their given order, then the framing."""
    chosen = [load_addition("prefixes", name) for name in options.prefixes]
    if options.framing != "direct":
        chosen.append(load_addition("framings", options.framing))
    return [addition for addition in chosen if prompt not in addition.not_for]
