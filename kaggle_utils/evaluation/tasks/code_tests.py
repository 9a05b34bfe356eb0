"""Whether a program passes a task's own tests, which decide in a process that the program never enters (in_sandbox.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.tasks.in_sandbox import PASSED, unpack
from kaggle_utils.sandbox import Execution, Sandbox


@dataclass(frozen=True)
class CodeTests:
    """The tests of one problem: code that calls the function ``entry`` and raises if it is wrong.

    ``given`` are the imports and functions that stand before it in the task, for program and tests alike. ``solution`` is the reference
    program, as a whole.
    """

    id: str
    entry: str
    given: str
    solution: str
    tests: str


@dataclass(frozen=True)
class CodeVerdict:
    """Whether a program passes, and if not, why."""

    passed: bool
    reason: str = ""


async def note_calls(task: CodeTests, sandbox: Sandbox, timeout: float) -> str:
    """The arguments of the calls that the tests make, packed. Raises InputError where the reference solution does not pass."""
    execution = await _run(sandbox, timeout, "note_calls", task.given, task.solution, task.entry, task.tests)
    calls = _last_line(execution)
    if not execution.ok or not _is_list(calls) or not unpack(calls):
        reason = execution.error or "no call of the function was noted"
        raise InputError(f"{task.id}: the reference solution does not pass its own tests ({reason}): the file is damaged or another task's")
    return calls


async def judge(task: CodeTests, calls: str, program: str, sandbox: Sandbox, timeout: float) -> CodeVerdict:
    """Call the program's function with the arguments of ``calls``, and let the tests decide on what it returns.

    ``timeout`` is in seconds, for all calls together. A program that ends early, prints what looks like a success, or changes built-in
    names, modules or comparisons gains nothing by it: what counts is the plain data that it returns.
    """
    answered = await _run(sandbox, timeout, "answer_calls", task.given, program, task.entry, calls)
    results = _last_line(answered)
    if not answered.ok:
        return CodeVerdict(False, f"{answered.verdict}: {answered.error}")
    if not _is_list(results):
        return CodeVerdict(False, "it ended before all calls were answered, or printed over the results")
    compared = await _run(sandbox, timeout, "compare", task.given, task.entry, task.tests, calls, results)
    passed = compared.ok and _last_line(compared) == PASSED
    return CodeVerdict(passed, "" if passed else compared.error or "the tests did not end")


@cache
def _source() -> str:
    return (files("kaggle_utils.evaluation.tasks") / "in_sandbox.py").read_text(encoding="utf-8")


async def _run(sandbox: Sandbox, timeout: float, function: str, *texts: str) -> Execution:
    call = f"{function}({', '.join(map(repr, texts))})\n"
    return await sandbox.run(f"{_source()}\n\n{call}", timeout=timeout)


def _last_line(execution: Execution) -> str:
    lines: Sequence[str] = execution.stdout.rstrip("\n").rsplit("\n", 1)
    return lines[-1]


def _is_list(line: str) -> bool:
    try:
        return isinstance(unpack(line), list)
    except ValueError:
        return False
