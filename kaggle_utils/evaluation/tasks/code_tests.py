"""Whether a program passes a task's own tests, which decide in a process that the program never enters (in_sandbox.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.tasks.in_sandbox import PASSED, unpack
from kaggle_utils.sandbox import Execution, Sandbox, Verdict

REFERENCE_SECONDS = 120.0  # for a reference solution, and for the tests; MBPP/123 takes 2.6 s alone, and 30 on a busy machine
TIMES = 3.0  # what a program may take in reference solutions: that one's time grows with the machine's load as the program's does


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


@dataclass(frozen=True)
class Calls:
    """The arguments of the calls that the tests make, packed, and the ``seconds`` that the reference solution took for all of them."""

    packed: str
    seconds: float


async def note_calls(task: CodeTests, sandbox: Sandbox) -> Calls:
    """Run the tests with the reference solution. Raises InputError where it does not pass."""
    execution = await _run(sandbox, REFERENCE_SECONDS, "note_calls", task.given, task.solution, task.entry, task.tests)
    if execution.verdict is Verdict.TIMEOUT:
        raise InputError(f"{task.id}: the reference solution takes more than {REFERENCE_SECONDS:g} s: start again on a quiet machine")
    packed = _last_line(execution)
    if not execution.ok or not _is_list(packed) or not unpack(packed):
        reason = execution.error or "no call of the function was noted"
        raise InputError(f"{task.id}: the reference solution does not pass its own tests ({reason}): the file is damaged or another task's")
    return Calls(packed, execution.seconds)


async def judge(task: CodeTests, calls: Calls, program: str, sandbox: Sandbox, timeout: float) -> CodeVerdict:
    """Call the program's function with the arguments of ``calls``, and let the tests decide on what it returns.

    ``timeout`` is in seconds, for all calls together; a program has at least ``TIMES`` what the reference solution took. One that ends
    early, prints what looks like a success, or changes built-in names, modules or comparisons gains nothing by it: what counts is the plain
    data that it returns.
    """
    timeout = max(timeout, TIMES * calls.seconds)
    answered = await _run(sandbox, timeout, "answer_calls", task.given, program, task.entry, calls.packed)
    results = _last_line(answered)
    if not answered.ok:
        return CodeVerdict(False, f"{answered.verdict}: {answered.error}")
    if not _is_list(results):
        return CodeVerdict(False, "it ended before all calls were answered, or printed over the results")
    compared = await _run(sandbox, REFERENCE_SECONDS, "compare", task.given, task.entry, task.tests, calls.packed, results)
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
