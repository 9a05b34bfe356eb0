"""Journals of short real runs: a scripted engine, the real sandbox, the real vote."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kaggle_utils.engines import Sampling
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, AttemptLost, AttemptMade, BallotClosed, Event, ProblemStarted, encode
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.scripted import Script, ScriptedEngine, program

# What a model may write, and what a page must never do with it.
HOSTILE = (
    "<script>window.hacked = 1</script>",
    '</pre></details><img src=x onerror="window.hacked = 1">',
    "<!-- <svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;amp;",
)
PROBLEMS = (
    Problem("a", r"How many $x_1 \ge x_2$ have $\frac{x_1}{2} < 50$? A ticket costs $5 and $10.", 42),
    Problem("b", r"two: $\unknowncommand{x}$?", 5),
    Problem("c", "three?"),
    Problem("d", "four & <i>?", 7),
    Problem(f'e">{HOSTILE[0]}', f"five {' '.join(HOSTILE)} $\\text{{{HOSTILE[1]}}}$ $\\href{{javascript:alert(1)}}{{x}}$", 3),
)
NO_PROGRAM = "no <b>program</b>"
# It cannot measure the target itself, so a law has to.
SQUARES = program(
    "def f(n):\n    if n > 60:\n        raise OverflowError\n    return n * n\n"
    "print('target', 1000)\nfor n in range(1, 41):\n    print(n, f(n))"
)
QUOTED = "\n".join(f"print({text!r})" for text in HOSTILE)
REPLIES = {
    "a": (program("print(1 / 0)"), program("print(6 * 7)"), program("print(40 + 2)")),
    "b": (program("print(1)"), program("print(2 - 1)"), program("print(5)")),
    "c": (program("print(10 ** 6)"),) * 3,
    "d": (NO_PROGRAM,) * 3,
    "e": tuple(f"{' '.join(HOSTILE)}\n{program(QUOTED + chr(10) + f'print({n} - {n} + 3)  # {HOSTILE[0]}')}" for n in range(3)),
}
REPAIRED = {"a": program("print(42)"), "d": NO_PROGRAM}


def short_run(out: Path) -> Path:
    """Five problems: right after a repair, a right answer that is not elected, one of unknown answer, a fallback, a hostile one."""
    strategies = {"program-of-thoughts": 3, "trace": 1}
    settings = Settings.preset(
        "cpu-demo", out=out, strategies=strategies, repair_rounds=1, stop_early=False, execution_timeout=60.0, highest_answer=10**9
    )
    with Solver(settings, engine=ScriptedEngine(_script())) as solver:
        for problem in PROBLEMS:
            solver.solve(problem)
    return out / "journal.jsonl"


def large_journal(out: Path, problems: int = 50) -> Path:
    """A journal of so many problems: those of the short run over and over, each time later and under other ids."""
    events = list(read_journal(short_run(out)))
    middle = [event for event in events if _id_of(event) is not None]
    length = middle[-1].time - middle[0].time
    rounds = range(problems // len(PROBLEMS))
    again = [_renamed(event, f"-{n}", n * length) for n in rounds for event in middle]
    whole = [*events[: events.index(middle[0])], *again, *[replace(events[-1], time=again[-1].time)]]
    path = out / "large" / "journal.jsonl"
    path.parent.mkdir()
    path.write_text("".join(encode(event) + "\n" for event in whole))
    return path


def _script() -> Script:
    calls = {name: itertools.count() for name in REPLIES}

    def say(messages: Sequence[Message], sampling: Sampling) -> str:
        text = "\n".join(message.content for message in messages)
        name = next(problem.id[0] for problem in PROBLEMS if problem.statement in text)
        if any(message.role == "assistant" for message in messages[2:]):
            return REPAIRED.get(name, REPLIES[name][0])
        if "measures the small cases" in text:
            return SQUARES if name == "c" else NO_PROGRAM
        return REPLIES[name][next(calls[name]) % 3]

    return say


def _id_of(event: Event) -> str | None:
    match event:
        case ProblemStarted(problem=problem):
            return problem.id
        case AttemptMade(id=id_) | AttemptLost(id=id_) | BallotClosed(id=id_):
            return id_
        case AnswerGiven(answer=answer):
            return answer.id
    return None


def _renamed(event: Event, ending: str, later: float) -> Event:
    event = replace(event, time=event.time + later)
    match event:
        case ProblemStarted(problem=problem):
            return replace(event, problem=replace(problem, id=problem.id + ending))
        case AttemptMade(id=id_) | AttemptLost(id=id_) | BallotClosed(id=id_):
            return replace(event, id=id_ + ending)
        case AnswerGiven(answer=answer):
            return replace(event, answer=replace(answer, id=answer.id + ending))
    return event
