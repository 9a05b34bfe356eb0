"""The solver: what each part adds, in a paired comparison, and against the loop of AIMO-1's winner on the same problems and engine.

    python -m benchmarks.solver [--problems FILE] [--preset NAME] [--model DIR] [--strategy NAME ...] [--json FILE] [--quick]

Each rung adds one thing to the one before it and solves the same problems with the same seeds. ``ours`` is the share solved by the rung,
``baseline`` that of the rung before; before them what kaggle_utils.evaluation says of the two, problem by problem.
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
from itertools import pairwise
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.barrier_loop import solve_with_barriers
from benchmarks.counting_engine import CountingEngine
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.engines import create_engine
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.evaluation.judge import judge
from kaggle_utils.evaluation.paired import compare_verdicts
from kaggle_utils.gateways.csv_file import read_problems
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
    right: Mapping[str, bool]
    tokens: int
    seconds: float

    @property
    def solved(self) -> int:
        """How many problems were solved."""
        return sum(self.right.values())


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
            asked = tqdm(problems, desc=rung.name, mininterval=5)
            right = {problem.id: solver.solve(problem).value == problem.answer for problem in asked}
            return Outcome(rung.name, right, engine.tokens, time.monotonic() - started)


def go_round_by_round(settings: Settings, problems: Sequence[Problem]) -> Outcome:
    """Solve every problem as AIMO-1's winner did."""

    async def solve_all() -> Outcome:
        engine = CountingEngine(create_engine(settings))
        with ThreadPoolExecutor(settings.sandbox_workers) as workers:
            async with engine:
                started = time.monotonic()
                right = {
                    problem.id: await solve_with_barriers(problem, engine, settings, workers) == problem.answer
                    for problem in tqdm(problems, desc="AIMO-1's loop", mininterval=5)
                }
                return Outcome("AIMO-1's loop", right, engine.tokens, time.monotonic() - started)

    return asyncio.run(solve_all())


def describe(outcomes: Sequence[Outcome]) -> list[Row]:
    """The rows of the ladder: accuracy, then what a solved problem costs."""
    first = outcomes[0]
    rows = [Row(first.name, percent(first), percent(first), "% right", 1.0)]
    rows += share_rows([(outcome.name, outcome, before) for before, outcome in pairwise(outcomes)])
    for outcome in outcomes:
        for unit, amount, base in (("tokens", outcome.tokens, first.tokens), ("s", outcome.seconds, first.seconds)):
            each, at_first = amount / max(1, outcome.solved), base / max(1, first.solved)
            rows.append(Row(f"{outcome.name}: {unit} a solved problem", each, at_first, unit, at_first / each if each else 1.0))
    return rows


def percent(outcome: Outcome) -> float:
    """The share solved."""
    return 100 * outcome.solved / len(outcome.right)


def share_rows(compared: Sequence[tuple[str, Outcome, Outcome]]) -> list[Row]:
    """Shares on the same problems, ours and baseline, and whether they differ by more than chance; p is corrected for their number."""
    judgements = judge([compare_verdicts(ours.right, baseline.right) for _, ours, baseline in compared])
    return [
        Row(f"{what}: {judgement}", percent(ours), percent(baseline), "% right", ours.solved / baseline.solved if baseline.solved else 1.0)
        for (what, ours, baseline), judgement in zip(compared, judgements, strict=True)
    ]


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
    others = [climb(Rung(name, {"strategies": {name: 1}}), settings, problems) for name in arguments.strategy]
    rows += share_rows([(f"one {other.name} against one program-of-thoughts", other, one) for other in others])
    ours, theirs = outcomes[-1], go_round_by_round(settings, problems)
    rows += share_rows([("against AIMO-1's loop", ours, theirs)])
    speed, barred = (60 * way.solved / way.seconds for way in (ours, theirs))
    rows.append(Row("against AIMO-1's loop: solved a minute", speed, barred, "1/min", speed / barred if barred else 1.0))
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
