"""docs/prompts.md says verbatim what the options add."""

from __future__ import annotations

from typing import get_args

import pytest

from kaggle_utils.prompts.addition import load_addition
from kaggle_utils.prompts.example import load_examples
from kaggle_utils.prompts.template import load_prompt
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.settings.prompt_options import Framing, OutputFormat, known_prefixes

PAGE = (REPOSITORY / "docs" / "prompts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "name"),
    [*[("prefixes", name) for name in known_prefixes()], *[("framings", name) for name in get_args(Framing) if name != "direct"]],
)
def test_every_addition_is_quoted(kind: str, name: str) -> None:
    assert f"> {load_addition(kind, name).text}\n" in PAGE


@pytest.mark.parametrize("output_format", get_args(OutputFormat))
def test_every_output_format_is_quoted(output_format: str) -> None:
    request = load_prompt("trace", output_format).render(statement="")[-1].content
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{output_format}` |"))
    asked = row.split("|")[2].strip()
    assert asked in request


def test_the_size_of_the_library_is_said() -> None:
    assert f"{len(load_examples())} examples of our own making" in PAGE
