"""From attempts to votes: whose answer counts, and how much."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, trace
from kaggle_utils.voting import Vote


def collect_votes(attempts: Sequence[Attempt], settings: Settings) -> list[Vote]:
    """One vote for each answer in range, except that a trace votes only when a different program measured the same trace.

    An answer out of range is no vote: clamping or reducing it would invent an answer that no program gave.
    """
    return [
        Vote(attempt.answer, 1.0, attempt.strategy)
        for attempt in attempts
        if attempt.answer is not None
        and settings.lowest_answer <= attempt.answer <= settings.highest_answer
        and (attempt.strategy != trace.NAME or _is_confirmed(attempt, attempts))
    ]


def _is_confirmed(attempt: Attempt, attempts: Sequence[Attempt]) -> bool:
    return any(other.trace == attempt.trace and _program(other) != _program(attempt) for other in attempts if other.strategy == trace.NAME)


def _program(attempt: Attempt) -> str:
    """The last program as a syntax tree, which comments and layout do not change."""
    return ast.dump(ast.parse(attempt.turns[-1].code or ""))
