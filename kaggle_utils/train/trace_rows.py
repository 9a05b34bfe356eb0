"""Training rows from a build of codeseq as traces: the statement under ``prompts/trace.toml``, and the program that it asks for.

They are short, about 250 tokens of the embedded model's, where codeseq's own rows tell the history of a program. A row's program is run
again: it has to print the sample's terms.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kaggle_utils.codeseq.read import read_json_lines
from kaggle_utils.codeseq.trace_form import as_trace_program, function_alone
from kaggle_utils.codeseq.write import SAMPLES
from kaggle_utils.errors import InputError
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.traces import TraceError, parse_trace
from kaggle_utils.train.trace_prompt import Form, trace_prompt

Programs = Literal["verified", "first"]
TARGETS = range(12, 41)  # sizes that a statement asks for: past the cases that are shown, and within the small cases of a trace
TIMEOUT = 20.0  # seconds; a loaded machine must not turn right into wrong


@dataclass(frozen=True)
class TraceRows:
    """The rows, and why other samples gave none, by their ids. ``wrong`` are rows whose program does not print the sample's terms."""

    rows: tuple[dict[str, Any], ...]
    left_out: Mapping[str, str]
    wrong: tuple[str, ...]


def make_trace_rows(folder: Path, programs: Programs = "verified", form: Form = "lines") -> TraceRows:
    """A row for each sample of a build's folder whose program has a form that can be rewritten.

    The ``form`` is what the prompt asks for: a program that prints a target and lines, or a function f(n) that we call.
    With "first" each has its first program instead of the one that passed, whether it was right or not, as if the test cases had not been
    run: to measure what they are worth. Raises InputError for a folder without samples.
    """
    path = folder / SAMPLES
    if not path.is_file():
        raise InputError(f"{path} is missing: give the folder of a build of codeseq")
    samples = {str(row["id"]): row for _, row in read_json_lines(path)}
    rewritten = {id_: _rewrite(row, programs) for id_, row in samples.items()}
    written = {id_: code for id_, code in rewritten.items() if code is not None}
    left_out = {id_: "its program does not read one number and print another in its last line" for id_ in samples if id_ not in written}
    failed = asyncio.run(_run_all(written, samples))
    if programs == "verified":
        left_out |= failed
    rows = [_as_row(samples[id_], code, form) for id_, code in written.items() if id_ not in left_out]
    return TraceRows(tuple(rows), left_out, tuple(failed) if programs == "first" else ())


def ask(description: str, input_format: str, target: int) -> str:
    """The statement of a problem about a(n) that asks for a(target)."""
    return f"{description} {input_format} Find the output for n = {target}."


def _rewrite(row: Mapping[str, Any], programs: Programs) -> str | None:
    code = row["code"] if programs == "verified" else row["rounds"][0]["code"]
    return as_trace_program(code, min(_terms_of(row)), _target_of(row))


def _target_of(row: Mapping[str, Any]) -> int:
    digest = hashlib.sha256(str(row["id"]).encode()).digest()
    return TARGETS[int.from_bytes(digest[:4], "big") % len(TARGETS)]


def _terms_of(row: Mapping[str, Any]) -> dict[int, int]:
    """The terms of a sample's examples and test cases."""
    return {int(case["input"]): int(case["output"]) for case in (*row["examples"], *row["test_cases"])}


def _as_row(row: Mapping[str, Any], code: str, form: Form) -> dict[str, Any]:
    statement = ask(row["description"], row["input_format"], _target_of(row))
    reply = function_alone(code) if form == "function" else code
    return {
        "id": row["id"],
        "messages": [*trace_prompt(statement, form), {"role": "assistant", "content": f"```python\n{reply}```"}],
        "sequence": row["sequence"],
    }


async def _run_all(programs: Mapping[str, str], samples: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What is wrong with the programs that do not print the terms of their samples, by id."""
    async with Sandbox(workers=2) as sandbox:
        troubles = await asyncio.gather(*[_run(code, _terms_of(samples[id_]), sandbox) for id_, code in programs.items()])
    return {id_: trouble for id_, trouble in zip(programs, troubles, strict=True) if trouble}


async def _run(code: str, terms: Mapping[int, int], sandbox: Sandbox) -> str | None:
    execution = await sandbox.run(code, timeout=TIMEOUT)
    if not execution.ok:
        return f"its program ends with {execution.verdict}"
    try:
        trace = parse_trace(execution.stdout)
    except TraceError as error:
        return f"its program prints no trace ({error})"
    printed = dict(enumerate(trace.terms, trace.start))
    wrong: Sequence[int] = [index for index in terms if index in printed and printed[index] != terms[index]]
    return f"a({wrong[0]}) is {terms[wrong[0]]}, and its program prints {printed[wrong[0]]}" if wrong else None
