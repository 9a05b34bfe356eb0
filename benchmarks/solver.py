"""The solver: what each part adds, in a paired comparison, and against the loop of AIMO-1's winner on the same problems and engine.

    python -m benchmarks.solver [--problems FILE] [--preset NAME] [--model DIR] [--strategy NAME ...] [--json FILE] [--quick]

Each rung adds one thing to the one before it and solves the same problems with the same seeds. ``ours`` is the share solved by the rung,
``baseline`` that of the rung before; after them what was gained and lost, the 95 % interval of the difference, and McNemar's exact p.
``--strategy`` compares one attempt by another strategy with one program-of-thoughts, both with all repairs.
Tokens are those of finished replies. The embedded model was trained on these kinds of problems: the differences are its own, and say
nothing about those that a larger model would show.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.barrier_loop import solve_with_barriers
from benchmarks.paired import compare
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.engines import Completion, Engine, EngineInfo, OnText, Sampling, create_engine
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver

QUICK_EVERY = 5  # problems; the file holds them by kind, so that a fifth of it still has every kind


@dataclass(frozen=True)
class Rung:
    """A way to solve: its name and how its settings differ from the preset's."""

    name: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The result of a configuration: right or wrong by problem, tokens written and seconds taken."""

    name: str
    right: tuple[bool, ...]
    tokens: int
    seconds: float

    @property
    def solved(self) -> int:
        """How many problems were solved."""
        return sum(self.right)


class CountingEngine:
    """An engine that counts the tokens of its finished replies."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tokens = 0

    @property
    def info(self) -> EngineInfo:
        """The engine's own."""
        return self.engine.info

    async def __aenter__(self) -> CountingEngine:
        await self.engine.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.engine.__aexit__(*error)

    async def generate(self, messages: Sequence[Message], sampling: Sampling, deadline: float, on_text: OnText | None = None) -> Completion:
        """Pass the request on and count what comes back."""
        completion = await self.engine.generate(messages, sampling, deadline, on_text)
        self.tokens += completion.tokens
        return completion


def make_rungs(settings: Settings) -> list[Rung]:
    """The ladder up to the preset itself, one thing at a time."""
    rounds = settings.repair_rounds
    one = {"program-of-thoughts": 1}
    programs = {"program-of-thoughts": settings.strategies["program-of-thoughts"]}
    return [
        Rung("one program", {"strategies": one, "repair_rounds": 0, "repair_fixes": False}),
        Rung("+ deterministic repair", {"strategies": one, "repair_rounds": 0}),
        *[Rung(f"+ model repair, round {r}", {"strategies": one, "repair_rounds": r}) for r in range(1, rounds + 1)],
        Rung(f"+ vote of {programs['program-of-thoughts']}", {"strategies": programs}),
        Rung(f"+ {settings.strategies['trace']} traces (the preset)", {}),
    ]


def climb(rung: Rung, settings: Settings, problems: Sequence[Problem]) -> Outcome:
    """Solve every problem one rung's way."""
    with tempfile.TemporaryDirectory() as folder:
        engine = CountingEngine(create_engine(settings))
        with Solver(replace(settings, **rung.changes, out=Path(folder)), engine) as solver:
            solver.expect(len(problems))
            started = time.monotonic()
            right = [solver.solve(problem).value == problem.answer for problem in tqdm(problems, desc=rung.name, mininterval=5)]
            return Outcome(rung.name, tuple(right), engine.tokens, time.monotonic() - started)


def go_round_by_round(settings: Settings, problems: Sequence[Problem]) -> Outcome:
    """Solve every problem as AIMO-1's winner did."""

    async def solve_all() -> Outcome:
        engine = CountingEngine(create_engine(settings))
        with ThreadPoolExecutor(settings.sandbox_workers) as workers:
            async with engine:
                started = time.monotonic()
                right = [
                    await solve_with_barriers(problem, engine, settings, workers) == problem.answer
                    for problem in tqdm(problems, desc="AIMO-1's loop", mininterval=5)
                ]
                return Outcome("AIMO-1's loop", tuple(right), engine.tokens, time.monotonic() - started)

    return asyncio.run(solve_all())


def describe(outcomes: Sequence[Outcome]) -> list[Row]:
    """The rows of the ladder: accuracy, then what a solved problem costs."""
    rows = []
    first = outcomes[0]
    for before, outcome in zip([first, *outcomes], outcomes, strict=False):
        rows.append(share_row(outcome.name, outcome, before))
    for outcome in outcomes:
        for unit, amount, base in (("tokens", outcome.tokens, first.tokens), ("s", outcome.seconds, first.seconds)):
            each, at_first = amount / max(1, outcome.solved), base / max(1, first.solved)
            rows.append(Row(f"{outcome.name}: {unit} a solved problem", each, at_first, unit, at_first / each if each else 1.0))
    return rows


def share_row(what: str, ours: Outcome, baseline: Outcome) -> Row:
    """Two accuracies on the same problems, and whether they differ by more than chance."""
    share, other = (100 * way.solved / len(way.right) for way in (ours, baseline))
    text = what if ours is baseline else f"{what}: {compare(ours.right, baseline.right)}"
    return Row(text, share, other, "% right", share / other if other else 1.0)


def main() -> None:
    """Climb the ladder, run the other loop, print the table."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--problems", type=Path, default=DEMO_PROBLEMS, help="a CSV with answers (default: the held-out demo problems)")
    parser.add_argument("--preset", default="cpu-demo", help="default: %(default)s")
    parser.add_argument("--model", metavar="DIR", help="instead of the preset's")
    parser.add_argument("--strategy", action="append", default=[], metavar="NAME", help="may be given again")
    arguments = parser.parse_args()
    logging.getLogger("kaggle_utils").setLevel(logging.ERROR)
    settings = Settings.preset(arguments.preset, **({"model": arguments.model} if arguments.model else {}))
    problems = read_problems(arguments.problems, settings.longest_statement)[:: QUICK_EVERY if arguments.quick else 1]
    outcomes = [climb(rung, settings, problems) for rung in make_rungs(settings)]
    rows = describe(outcomes)
    one = next(outcome for outcome in outcomes[::-1] if "model repair" in outcome.name)
    for name in arguments.strategy:
        other = climb(Rung(name, {"strategies": {name: 1}}), settings, problems)
        rows.append(share_row(f"one {name} against one program-of-thoughts", other, one))
    ours, theirs = outcomes[-1], go_round_by_round(settings, problems)
    rows.append(share_row("against AIMO-1's loop", ours, theirs))
    speed, barred = (60 * way.solved / way.seconds for way in (ours, theirs))
    rows.append(Row("against AIMO-1's loop: solved a minute", speed, barred, "1/min", speed / barred if barred else 1.0))
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
