from __future__ import annotations

import re
from importlib.resources import files

import pytest

from kaggle_utils.prompts import Prompt, load_prompt

NAMES = sorted(path.name.removesuffix(".toml") for path in files("kaggle_utils.prompts").iterdir() if path.name.endswith(".toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_file_loads_and_has_a_text(name: str) -> None:
    assert load_prompt(name).user.strip()


@pytest.mark.parametrize("name", NAMES)
def test_every_default_is_a_field_of_its_prompt(name: str) -> None:
    prompt = load_prompt(name)
    assert set(prompt.defaults) <= set(re.findall(r"\{(\w+)\}", prompt.user))


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


def test_a_field_with_a_default_need_not_be_given() -> None:
    prompt = Prompt("{statement} up to {limit}", defaults={"limit": "40"})
    assert [prompt.render(statement="x")[0].content, prompt.render(statement="x", limit="9")[0].content] == ["x up to 40", "x up to 9"]


def test_a_prompt_has_a_text_of_its_own_for_an_output_format_or_the_one_that_it_has() -> None:
    assert load_prompt("trace", "json") != load_prompt("trace")
    assert load_prompt("program_of_thoughts", "json") == load_prompt("program_of_thoughts")
