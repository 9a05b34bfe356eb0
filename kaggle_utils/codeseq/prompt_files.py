"""The prompts of the pipeline: TOML files in prompts/, one for each of the paper's figures, in our own words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from kaggle_utils.codeseq.sample import Case, ProblemText
from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence
from kaggle_utils.prompts.template import Prompt

MAX_FORMULAS = 6  # of a sequence; some have hundreds
MAX_FORMULA = 300  # characters


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of ``prompts/NAME.toml``."""
    return Prompt(**tomllib.loads((files("kaggle_utils.codeseq") / "prompts" / f"{name}.toml").read_text(encoding="utf-8")))


def sequence_fields(sequence: IntegerSequence, terms: Sequence[int]) -> Mapping[str, str]:
    """The fields of prompts about a sequence, of which these terms are shown."""
    lines = [f"Name: {sequence.title}"]
    lines += [f"Formula: {formula[:MAX_FORMULA]}" for formula in (sequence.formulas or ())[:MAX_FORMULAS]]
    return {"start": str(sequence.start), "terms": ", ".join(map(str, terms)), "information": "\n".join(lines)}


def problem_fields(problem: ProblemText) -> Mapping[str, str]:
    """The fields of prompts about a problem with its examples."""
    fields = {"description": problem.description, "input_format": problem.input_format, "output_format": problem.output_format}
    for number, case in enumerate(problem.examples, 1):
        fields |= {f"input{number}": case.input, f"output{number}": case.output, f"explanation{number}": case.explanation}
    return fields


def case_fields(case: Case) -> Mapping[str, str]:
    """The fields of prompts about a test case."""
    return {"case_input": case.input, "case_output": case.output}
