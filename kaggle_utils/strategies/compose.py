"""Strategies by name, and preparations put before them: ``step-back+trace`` is the trace strategy after a step back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kaggle_utils.errors import InputError
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import program_of_thoughts, trace
from kaggle_utils.strategies.base import Attempt, Bench, Preparation, Strategy, Turn

STRATEGIES: Mapping[str, Strategy] = {
    program_of_thoughts.NAME: program_of_thoughts.attempt,
    trace.NAME: trace.attempt,
}
PREPARATIONS: Mapping[str, Preparation] = {}


def find_strategy(name: str) -> Strategy:
    """The strategy of this name, with any preparations before it, joined by ``+``. Raises InputError for a name that is none."""
    *first, last = name.split("+")
    unknown = [part for part in first if part not in PREPARATIONS] + [last] * (last not in STRATEGIES)
    if unknown:
        raise InputError(
            f"no strategy is called {', '.join(unknown)}; there are: {', '.join(STRATEGIES)}; "
            f"and before any of them, joined to it with a +: {', '.join(PREPARATIONS)}"
        )
    return _after([PREPARATIONS[part] for part in first], STRATEGIES[last], name) if first else STRATEGIES[last]


def _after(preparations: Sequence[Preparation], strategy: Strategy, name: str) -> Strategy:
    async def attempt(problem: Problem, bench: Bench) -> Attempt:
        """Prepare, then make the attempt; what the preparations asked is part of it."""
        turns: tuple[Turn, ...] = ()
        for prepare in preparations:
            bench, asked = await prepare(problem, bench)
            bench = replace(bench, seed=bench.seed + len(asked))
            turns += asked
        made = await strategy(problem, bench)
        return replace(made, strategy=name, turns=turns + made.turns)

    return attempt
