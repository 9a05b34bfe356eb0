"""The JSON objects that the agents reply with, as pydantic models: the paper's fields, checked before anything uses them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_INTEGER = re.compile(r"[+-]?\d{1,1000}")


def _as_text(value: Any) -> Any:
    """A number as the text that a program would read or print."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_integer(value: Any) -> Any:
    """A number that stands in quotation marks."""
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value.strip()) else value


Value = Annotated[str, BeforeValidator(_as_text), StringConstraints(strip_whitespace=True, min_length=1)]
Integer = Annotated[int, BeforeValidator(_as_integer)]


class Reply(BaseModel):
    """A JSON object. Further keys are ignored; values are taken in their own type only.

    Keys count however they are spelt: the paper has "example cases", and Qwen2.5-Coder-1.5B, asked for that, writes "example_cases".
    """

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _spell_keys_alike(cls, value: Any) -> Any:
        return (
            {re.sub(r"[\s_-]+", "_", str(key).strip().lower()): each for key, each in value.items()} if isinstance(value, dict) else value
        )


class PlanReply(Reply):
    """The plan of a problem (Figure 6): each ``step`` with a judgement whether what is known suffices for it."""

    step: list[Text] = Field(min_length=1)
    step_judge: list[bool]
    is_able: bool

    @model_validator(mode="after")
    def _has_a_judgement_for_each_step(self) -> PlanReply:
        if len(self.step) != len(self.step_judge):
            raise ValueError(f"step has {len(self.step)} entries and step_judge {len(self.step_judge)}: one judgement for each step")
        return self


class CaseReply(Reply):
    """A numbered case, without its number."""

    input: Value
    output: Value
    explanation: str = ""


def _collect_cases(value: Any) -> Any:
    """Numbered cases (input1, output1, explanation1, input2, ...) as a list; a list of cases as it is."""
    if not isinstance(value, dict):
        return value
    cases: dict[int, dict[str, Any]] = {}
    for key, each in value.items():
        if found := re.fullmatch(r"(input|output|explanation)_?(\d{1,3})", key):
            cases.setdefault(int(found[2]), {})[found[1]] = each
    return [cases[number] for number in sorted(cases)]


Cases = Annotated[list[CaseReply], BeforeValidator(_collect_cases)]


class ProblemReply(Reply):
    """A problem (Figure 7): example cases with explanations, of which the first two count, and test cases."""

    description: Text
    input_format: Text
    output_format: Text
    example_cases: Annotated[Cases, Field(min_length=2)]
    test_cases: Annotated[Cases, Field(default_factory=list)]


class CheckReply(Reply):
    """The guiding agent's own answers to the two inputs (Figure 9)."""

    reason1: str = ""
    answer1: Integer
    reason2: str = ""
    answer2: Integer


class CodeReply(Reply):
    """A program with the thought behind it (Figures 10 and 12)."""

    thought: str = ""
    code: Text


class ExplainReply(Reply):
    """Why a case is right, and why the program fails on it (Figure 11)."""

    work_reason: Text
    failed_reason: Text
