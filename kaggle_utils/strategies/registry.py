"""Strategies by name, and preparations that precede them: ``step-back+trace`` is the trace strategy after a step back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kaggle_utils.engines import Asker
from kaggle_utils.errors import InputError
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import (
    chain_of_code,
    chain_of_thought,
    dag_of_thoughts,
    next_number,
    pal,
    plan,
    program_of_thoughts,
    react,
    step_back,
    tests_first,
    tool_integrated,
    trace,
    tree_of_thoughts,
)
from kaggle_utils.strategies.shared.attempt import Attempt, Turn
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.known_sequence import known_as
from kaggle_utils.strategies.shared.protocols import Preparation, Strategy


def _after(preparations: Sequence[Preparation], strategy: Strategy, name: str) -> Strategy:
    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        """Prepare, then make the attempt; the preparations' turns are part of it."""
        turns: tuple[Turn, ...] = ()
        for prepare in preparations:
            context, asked = await prepare(problem, context)
            turns += asked
        made = await strategy(problem, context)
        return replace(made, strategy=name, turns=turns + made.turns)

    return attempt


PREPARATIONS: Mapping[str, Preparation] = {
    step_back.NAME: step_back.prepare,
    plan.NAME: plan.prepare,
    tests_first.NAME: tests_first.prepare,
}
STRATEGIES: Mapping[str, Strategy] = {
    **{name: program_of_thoughts.with_prompt(name) for name in program_of_thoughts.PROMPTS},
    trace.NAME: trace.attempt,
    pal.NAME: pal.attempt,
    chain_of_thought.NAME: chain_of_thought.attempt,
    next_number.NAME: next_number.attempt,
    tool_integrated.NAME: tool_integrated.attempt,
    react.NAME: react.attempt,
    tree_of_thoughts.NAME: tree_of_thoughts.attempt,
    chain_of_code.NAME: chain_of_code.attempt,
    dag_of_thoughts.NAME: dag_of_thoughts.attempt,
    # A preparation's own name stands for it and the strategy that goes with it.
    step_back.NAME: _after([step_back.prepare], program_of_thoughts.with_prompt(program_of_thoughts.NAME), step_back.NAME),
    plan.NAME: _after([plan.prepare], program_of_thoughts.with_prompt(program_of_thoughts.NAME), plan.NAME),
    tests_first.NAME: _after([tests_first.prepare], tests_first.attempt, tests_first.NAME),
}


def find_strategy(name: str) -> Strategy:
    """The strategy of this name, with any preparations before it, joined by ``+``. Raises InputError for an unknown name."""
    *first, last = name.split("+")
    unknown = [part for part in first if part not in PREPARATIONS] + [last] * (last not in STRATEGIES)
    if unknown:
        raise InputError(
            f"no strategy is called {', '.join(unknown)}; there are: {', '.join(STRATEGIES)}; "
            f"and before any of them, joined to it with a +: {', '.join(PREPARATIONS)}"
        )
    return _after([PREPARATIONS[part] for part in first], STRATEGIES[last], name) if first else STRATEGIES[last]


SEEDS_APART = 1000  # between two attempts at a problem; more than the questions of one


def _noting_known(strategy: Strategy) -> Strategy:
    async def attempt(problem: Problem, context: AttemptContext) -> Attempt:
        """Make the attempt, and note which known sequence its trace is, if the user gave some."""
        return known_as(await strategy(problem, context), context.sequences)

    return attempt


@dataclass(frozen=True)
class PlannedAttempt:
    """An attempt that settings plan: its place among all of a problem, its strategy, and its number among that strategy's, from 0."""

    rank: int
    name: str
    number: int
    strategy: Strategy

    def asker(self, problem: Problem) -> Asker:
        """Who asks the engine when this attempt is made at a problem."""
        return Asker(problem, self.rank, self.name, self.number)

    def seed(self, first: int) -> int:
        """The attempt's own seed, where ``first`` is the one that the settings give."""
        return first + self.rank * SEEDS_APART


def plan_attempts(strategies: Mapping[str, int], also: Iterable[str] = ()) -> tuple[PlannedAttempt, ...]:
    """The attempts at each problem, as many of each strategy as the mapping says, in its order.

    ``also`` are strategies that other settings name. Raises InputError for an unknown name, also among those.
    """
    for name in also:
        find_strategy(name)
    named = [(name, number) for name, count in strategies.items() for number in range(count)]
    return tuple(plan_attempt(rank, *each) for rank, each in enumerate(named))


def plan_attempt(rank: int, name: str, number: int) -> PlannedAttempt:
    """One attempt at this place, by the strategy of this name. Raises InputError for an unknown name."""
    return PlannedAttempt(rank, name, number, _noting_known(find_strategy(name)))
