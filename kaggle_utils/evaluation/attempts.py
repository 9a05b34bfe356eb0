"""Attempts at many problems: which are planned, and how they are made, a bounded number of them at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from kaggle_utils.engines.asker import view_of
from kaggle_utils.journal.events import AttemptLost, AttemptMade, StrategyChanged
from kaggle_utils.journal.sink import Sink
from kaggle_utils.problem import Problem, digest_of
from kaggle_utils.runtime import Runtime, exits_as_errors
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.solver import MAX_REASON
from kaggle_utils.strategies import Attempt, PlannedAttempt, Strategy, replan
from kaggle_utils.voting.judgement import plan_judgement

logger = logging.getLogger(__name__)


def plan_all(strategy: Strategy, settings: Settings) -> tuple[PlannedAttempt, ...]:
    """As many attempts as the settings plan, under the names that they give, each made by this strategy."""
    named = [(name, number) for name, count in settings.strategies.items() for number in range(count)]
    return tuple(PlannedAttempt(rank, name, number, strategy) for rank, (name, number) in enumerate(named))


def undecided(
    problems: Sequence[Problem], made: Mapping[str, Sequence[Attempt]], settings: Settings
) -> list[tuple[Problem, PlannedAttempt]]:
    """The verifier's judgements at problems whose attempts were all made, and whose vote is undecided and was not judged yet."""
    rank = sum(max(0, count) for count in settings.strategies.values())
    whole = [(problem, attempts) for problem in problems if len(attempts := made[digest_of(problem)]) == rank]
    planned = [(problem, plan_judgement(attempts, settings, rank)) for problem, attempts in whole]
    return [(problem, judgement) for problem, judgement in planned if judgement is not None]


async def attempt_all(
    open_: Sequence[tuple[Problem, PlannedAttempt]],
    made: Mapping[str, list[Attempt]],
    settings: Settings,
    runtime: Runtime,
    journal: Sink,
    places: asyncio.Semaphore,
    note_end: Callable[[], object],
) -> int:
    """Make the attempts in their order, as many at once as there are places. Returns how many failed.

    ``made`` are those of earlier by the problems' digests; the new ones are added. ``note_end`` is called after each.
    """
    attempt_settings = AttemptSettings.of(settings)

    async def make(problem: Problem, planned: PlannedAttempt) -> bool:
        async with places:
            planned, change = replan(planned, made[digest_of(problem)], settings.other_strategy)
            if change is not None:
                journal.write(StrategyChanged(problem.id, planned.rank, change.planned, planned.name, change.reason))
            view, deadline = view_of(runtime.engine, planned.asker(problem)), runtime.clock() + settings.problem_limit
            context = runtime.context(
                view, attempt_settings.for_attempt(planned.name, planned.number), deadline, planned.seed(settings.seed)
            )
            try:
                attempt = await exits_as_errors(planned.strategy(problem, context))
            except Exception as error:
                reason = f"{type(error).__name__}: {str(error)[:MAX_REASON]}"
                logger.warning("an attempt at %s failed: %s", problem.id, reason)
                journal.write(AttemptLost(problem.id, planned.rank, planned.name, reason, False, context.record.turns))
                return False
            finally:
                note_end()
            made[digest_of(problem)].append(attempt)
            journal.write(AttemptMade(problem.id, planned.rank, attempt))
            return True

    succeeded = await asyncio.gather(*[make(problem, planned) for problem, planned in open_])
    return len(succeeded) - sum(succeeded)
