"""Run a solution on cases in the sandbox, and say of each how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.codeseq.harness import read_results, write_harness
from kaggle_utils.codeseq.sample import Case, CaseResult, Outcome
from kaggle_utils.sandbox import Execution, Sandbox, Verdict

LONGEST_SHOWN = 200  # characters of a wrong output that are recorded and shown to the agents
_STOPPED: dict[Verdict, Outcome] = {
    Verdict.TIMEOUT: "timeout",
    Verdict.MEMORY: "memory",
    Verdict.OUTPUT: "output",
    Verdict.CRASH: "crash",
    Verdict.EXITED: "exited",
}


class SandboxFailedError(RuntimeError):
    """The sandbox itself failed, so nothing is known about the program."""


async def run_cases(sandbox: Sandbox, code: str, cases: Sequence[Case], timeout: float, memory_mb: int) -> tuple[CaseResult, ...]:
    """The results of a program on the cases, all in one process. ``timeout`` in seconds is for all of them together.

    Cases that the process did not reach have the outcome that stopped it. Raises SandboxFailedError.
    """
    execution = await sandbox.run(write_harness(code, [case.input for case in cases]), timeout=timeout, memory_mb=memory_mb)
    if execution.verdict is Verdict.HARNESS:
        raise SandboxFailedError(f"the sandbox failed: {execution.error}")
    return read_case_results(code, cases, execution)


def read_case_results(code: str, cases: Sequence[Case], execution: Execution) -> tuple[CaseResult, ...]:
    """The results in what the harness printed before it ended."""
    rows = read_results(code, execution.stdout)
    results = [
        _judge(case, row["outcome"], row["printed"].strip(), row["error"], row["seconds"]) for case, row in zip(cases, rows, strict=False)
    ]
    stopped: Outcome = _STOPPED.get(execution.verdict, "error")
    rest = cases[len(results) :]
    return (*results, *[CaseResult(case.input, stopped, error=(execution.error or "")[:LONGEST_SHOWN]) for case in rest])


def _judge(case: Case, ended: str, printed: str, error: str, seconds: float) -> CaseResult:
    outcome: Outcome
    if ended == "ok":
        outcome = "right" if printed == case.output else "wrong answer" if printed else "not printed"
    else:
        outcome = "memory" if ended == "memory" else "syntax" if ended == "syntax" else "error"
    return CaseResult(case.input, outcome, "" if outcome == "right" else printed[:LONGEST_SHOWN], error, round(seconds, 4))


def describe(result: CaseResult) -> str:
    """What a program did on a case, in words for an agent."""
    match result.outcome:
        case "wrong answer":
            return f"it prints {result.printed}"
        case "not printed":
            return "it prints nothing"
        case "timeout":
            return "it does not end in time"
        case "memory":
            return "it needs too much memory"
        case "no program":
            return "there is no program"
        case outcome:
            return f"it fails ({outcome}): {result.error}"
