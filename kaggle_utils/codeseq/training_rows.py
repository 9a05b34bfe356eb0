"""Training rows: the paper's format (Figures 13 and 14), a plain chat format, and the full row that everything can be checked with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kaggle_utils.codeseq.prompt_files import load_prompt, problem_fields
from kaggle_utils.codeseq.run_cases import describe
from kaggle_utils.codeseq.sample import Case, Round, Sample


def paper_row(sample: Sample) -> dict[str, Any]:
    """A row of the paper's format: ``input`` asks for a dictionary, and ``output`` is it, as JSON: ``cot`` and ``code``."""
    (message,) = load_prompt("sample").render(**problem_fields(sample.problem))
    answer = {"cot": "\n\n".join(_tell(sample)), "code": sample.code}
    return {"id": sample.unit, "input": message.content, "output": json.dumps(answer, ensure_ascii=False)}


def chat_row(sample: Sample) -> dict[str, Any]:
    """A row of chat messages, the format that TRL and most trainers read: the statement, then the work and the program."""
    problem = sample.problem
    question = [problem.description, f"Input: {problem.input_format}\nOutput: {problem.output_format}"]
    question += [f"Example {number}\n{_show(case)}" for number, case in enumerate(problem.examples, 1)]
    question.append("Write a Python program that reads the input from standard input and prints the output.")
    answer = [*_tell(sample)][:-1] if sample.corrections else []
    answer += ["The program passes all test cases:" if sample.corrections else "This program solves the problem:", _fence(sample.code)]
    messages = [
        {"role": "user", "content": "\n\n".join(question)},
        {"role": "assistant", "content": "\n\n".join(answer)},
    ]
    return {"id": sample.unit, "messages": messages}


def full_row(sample: Sample) -> dict[str, Any]:
    """Everything that is known about a sample, without measured times, so that two builds of the same replies write the same row."""
    return {
        "id": sample.unit,
        "sequence": sample.sequence,
        "title": sample.title,
        "description": sample.problem.description,
        "input_format": sample.problem.input_format,
        "output_format": sample.problem.output_format,
        "examples": [{"input": case.input, "output": case.output, "explanation": case.explanation} for case in sample.problem.examples],
        "test_cases": [{"input": case.input, "output": case.output} for case in sample.cases],
        "code": sample.code,
        "rounds": [_full_round(each) for each in sample.rounds],
        "pass_rate": sample.pass_rate,
        "first_solutions": sample.first_solutions,
        "held_back": sample.held_back,
        "law": sample.law,
        "law_kind": sample.law_kind,
        "confirmed": sample.confirmed,
    }


def _full_round(round_: Round) -> dict[str, Any]:
    failed = round_.failed
    case = None if failed is None else {"input": failed.input, "outcome": failed.outcome, "printed": failed.printed, "error": failed.error}
    return {"code": round_.code, "failed": case, "work_reason": round_.work_reason, "failed_reason": round_.failed_reason}


def _tell(sample: Sample) -> Iterator[str]:
    """The history of the program in paragraphs, as Figure 14 has it; the last one says that all cases pass."""
    expected = {case.input: case.output for case in sample.cases}
    for number, round_ in enumerate(sample.rounds):
        yield ("My first solution:" if number == 0 else "The corrected program:") + "\n" + _fence(round_.code)
        failed = round_.failed
        if failed is not None:
            yield (
                f"It does not pass the test case with input {failed.input} and output {expected[failed.input]}: {describe(failed)}.\n"
                f"Why the case is right: {round_.work_reason}\nWhy the program fails: {round_.failed_reason}"
            )
    yield "The program passes all test cases."


def _fence(code: str) -> str:
    return f"```python\n{code}\n```"


def _show(case: Case) -> str:
    explained = f"\nExplanation: {case.explanation}" if case.explanation else ""
    return f"Input: {case.input}\nOutput: {case.output}{explained}"
