"""Budget policies on simulated runs of 50 problems, against the naive one: a fixed share each, nothing carried over.

Every policy meets the same runs. A problem's attempts are made at once and stop when the solver's own rule says that the answer is decided.
"answered" counts problems with at least one answer before the deadline, "right" those whose elected answer is right, "hours" the time used
(ratio: ours over the baseline, in all three). Exits with 1 if any answer came after the end of the run's time.

    python -m benchmarks.budget [--journal out/journal.jsonl]
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.budget_worlds import PROBLEMS, WORLDS, Run, World, read_world
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.budget import POLICIES, Budget, Policy

HOURS = (5, 9)  # AIMO-2 and AIMO-3; AIMO-1 and the limit of a Kaggle GPU notebook
BASELINE = "fixed"
CAP = 1200.0  # seconds; problem_limit of the presets for T4s
RUNS, QUICK_RUNS = 100, 10


@dataclass(frozen=True)
class Outcome:
    """The result of a run: problems with evidence, problems right, seconds used, and seconds by which the latest answer was late."""

    answered: int
    right: int
    seconds: float
    overshoot: float


def simulate(run: Run, budget: Budget) -> Outcome:
    """Go through a run, one problem after another."""
    now = budget.start
    answered = right = 0
    overshoot = 0.0
    for case in run.cases:
        deadline = budget.deadline(now)
        overshoot = max(overshoot, deadline - max(budget.end, now))
        finished = min(deadline, run.outage.finish(now, case.decided))
        work = run.outage.work(now, finished)
        answered += case.answered <= work
        right += case.is_right_after(work)
        budget = budget.begin().finish(finished - now, cut_off=finished == deadline)
        now = finished
    return Outcome(answered, right, now - budget.start, max(overshoot, now - budget.end))


def measure(worlds: Mapping[str, World], runs: int) -> tuple[list[Row], float]:
    """Rows for every world, time limit and policy, the means over all worlds last; and the worst overshoot."""
    rows: list[Row] = []
    gathered: dict[tuple[str, str], list[Outcome]] = {}
    for hours in HOURS:
        for world, draw in worlds.items():
            for known in (True, False):
                outcomes = _meet(draw, hours, known, runs)
                place = f"{world}, {hours} h" if known else f"{world}, {hours} h, count unknown"
                for name, ours in outcomes.items():
                    gathered.setdefault((name, "" if known else ", count unknown"), []).extend(ours)
                    if name != BASELINE:
                        rows += _compare(f"{name}: {place}", ours, outcomes[BASELINE])
    for (name, count), ours in gathered.items():
        if name != BASELINE:
            rows += _compare(f"{name}: mean of all{count}", ours, gathered[BASELINE, count])
    return rows, max(outcome.overshoot for outcomes in gathered.values() for outcome in outcomes)


def _meet(draw: World, hours: int, known: bool, runs: int) -> dict[str, list[Outcome]]:
    drawn = _draw(draw, hours, runs)
    return {name: [simulate(run, _budget(policy, hours, known)) for run in drawn] for name, policy in POLICIES.items()}


def _draw(draw: World, hours: int, runs: int) -> list[Run]:
    return [draw(Random(seed), 3600.0 * hours) for seed in range(runs)]


def _budget(policy: Policy, hours: int, known: bool) -> Budget:
    return Budget(0.0, 3600.0 * hours, PROBLEMS if known else None, CAP, policy)


def _compare(what: str, ours: Sequence[Outcome], baseline: Sequence[Outcome]) -> list[Row]:
    return [
        _row(f"answered, {what}", [one.answered for one in ours], [one.answered for one in baseline], "problems"),
        _row(f"right, {what}", [one.right for one in ours], [one.right for one in baseline], "problems"),
        _row(f"hours, {what}", [one.seconds / 3600 for one in ours], [one.seconds / 3600 for one in baseline], "h"),
    ]


def _row(what: str, ours: Sequence[float], baseline: Sequence[float], unit: str) -> Row:
    mine, naive = statistics.fmean(ours), statistics.fmean(baseline)
    return Row(what, mine, naive, unit, mine / naive)


def main() -> int:
    """Simulate, print the table, and say whether any answer was late."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--journal", type=Path, metavar="FILE", help="also draw problems from this run's journal")
    arguments = parser.parse_args()
    worlds = dict(WORLDS) | ({"recorded": read_world(arguments.journal)} if arguments.journal else {})
    runs = QUICK_RUNS if arguments.quick else RUNS
    rows, overshoot = measure(worlds, runs)
    lateness = Row("worst overshoot of any policy", overshoot, 0.0, "s", 1.0 if overshoot == 0 else 0.0)
    report([*rows, lateness], arguments.json)
    if overshoot > 0:
        print(f"an answer was {overshoot:g} s late", file=sys.stderr)
    return int(overshoot > 0)


if __name__ == "__main__":
    sys.exit(main())
