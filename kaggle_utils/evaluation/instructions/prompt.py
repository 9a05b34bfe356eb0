"""Read prompts and the checks of their instructions (prompts.toml, or a file of the user's own)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.instructions.checks import CHECKS
from kaggle_utils.problem import Problem
from kaggle_utils.settings.config_file import read_table

OWN = Path(__file__).with_name("prompts.toml")


@dataclass(frozen=True)
class Check:
    """A check with what its instruction asks for; ``written`` is both in words."""

    written: str
    holds: Callable[[str], bool]


@dataclass(frozen=True)
class Prompt:
    """A prompt and, for each instruction in it, a check of the reply."""

    id: str
    text: str
    checks: tuple[Check, ...]

    def broken(self, reply: str) -> list[str]:
        """The checks that a reply fails, as they stand in the file."""
        return [each.written for each in self.checks if not each.holds(reply.strip())]


def read_prompts(path: Path | None = None) -> list[Prompt]:
    """The prompts of a file, by default our own. Raises InputError that names the file, the prompt and what is wrong with it."""
    chosen = path or OWN
    table = read_table(chosen, "kaggle_utils/evaluation/instructions/prompts.toml")
    prompts = [_read_prompt(f"{chosen}, [{id_}]", id_, entry) for id_, entry in table.items()]
    if not prompts:
        raise InputError(f"{chosen} holds no prompt: each is a table [its-name] with prompt and checks")
    return prompts


def as_problem(prompt: Prompt) -> Problem:
    """A prompt as a problem: its answer is the number of its instructions, and an attempt's is how many of them its reply keeps."""
    return Problem(prompt.id, prompt.text, len(prompt.checks))


def _read_prompt(where: str, id_: str, entry: Any) -> Prompt:
    if not isinstance(entry, dict) or entry.keys() != {"prompt", "checks"}:
        raise InputError(f"{where}: a prompt has the keys prompt and checks, and no other")
    text, checks = entry["prompt"], entry["checks"]
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{where}: prompt must be a text")
    if not isinstance(checks, list) or not checks or not all(isinstance(each, dict) for each in checks):
        raise InputError(f"{where}: checks must be a list of tables, such as {{ check = 'bullets', count = 3 }}, at least one")
    return Prompt(id_, text.strip(), tuple(_read_check(where, each) for each in checks))


def _read_check(where: str, given: Mapping[str, Any]) -> Check:
    name = given.get("check", "")
    if not isinstance(name, str) or name not in CHECKS:
        raise InputError(f"{where}: no check is called {name!r}; there are: {', '.join(CHECKS)}")
    arguments = {key: value for key, value in given.items() if key != "check"}
    check = CHECKS[name]
    try:
        inspect.signature(check).bind("", **arguments)
        check("", **arguments)
    except Exception as error:
        raise InputError(f"{where}: {name} does not take {arguments}: {error}") from None
    return Check(" ".join([name, *(f"{key} {value!r}" for key, value in arguments.items())]), partial(check, **arguments))
