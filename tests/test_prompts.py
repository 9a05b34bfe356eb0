from __future__ import annotations

from importlib.resources import files

import pytest

from kaggle_utils.prompts import Prompt, load_prompt

NAMES = sorted(path.name.removesuffix(".toml") for path in files("kaggle_utils.prompts").iterdir() if path.name.endswith(".toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_file_loads_and_has_one_field(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.user.count("{statement}") + prompt.user.count("{diagnosis}") == 1


def test_there_are_prompts() -> None:
    assert {"program_of_thoughts", "reflexion", "trace"} <= set(NAMES)


def test_braces_in_a_statement_stay_as_they_are() -> None:
    (message,) = Prompt("Solve {statement} now").render(statement=r"$\binom{n}{statement}$")
    assert message.content == r"Solve $\binom{n}{statement}$ now"


def test_a_system_message_comes_first() -> None:
    assert [message.role for message in Prompt("{statement}", system="be brief").render(statement="x")] == ["system", "user"]


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(KeyError):
        Prompt("{statement}").render(problem="x")
