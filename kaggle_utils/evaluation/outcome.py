"""What an attempt amounts to: whether its answer is right, whether it has a trace that can be read, and whether that trace is right."""

from __future__ import annotations

from dataclasses import dataclass

from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.strategies import Attempt

MIN_COMPARED = 3  # terms of a trace that the truth also has; fewer decide nothing


@dataclass(frozen=True)
class Outcome:
    """An attempt at a problem, judged. ``has_right_trace`` is None where the problem has no trace to compare with."""

    problem: str
    strategy: str
    is_right: bool
    has_answer: bool
    is_readable: bool
    has_right_trace: bool | None
    tokens: int
    turns: int
    modes: tuple[str, ...]


def outcome_of(problem: EvaluationProblem, attempt: Attempt) -> Outcome:
    """Compare an attempt with the problem's answer and trace."""
    return Outcome(
        problem.problem.id,
        attempt.strategy,
        is_right=attempt.answer is not None and attempt.answer == problem.problem.answer,
        has_answer=attempt.answer is not None,
        is_readable=attempt.trace is not None,
        has_right_trace=_has_right_trace(problem, attempt),
        tokens=attempt.tokens,
        turns=len(attempt.turns),
        modes=tuple(turn.mode for turn in attempt.turns if turn.mode is not None),
    )


def _has_right_trace(problem: EvaluationProblem, attempt: Attempt) -> bool | None:
    """Whether all terms that a trace shares with the truth are right, or are its residues, and there are enough of them."""
    if problem.trace is None or problem.start is None:
        return None
    if attempt.trace is None:
        return False
    truth = dict(enumerate(problem.trace, problem.start))
    shared = [(term, truth[size]) for size, term in enumerate(attempt.trace.terms, attempt.trace.start) if size in truth]
    return len(shared) >= MIN_COMPARED and all(_is_same(term, true, problem.modulus) for term, true in shared)


def _is_same(term: int, true: int, modulus: int | None) -> bool:
    return term == true or (modulus is not None and term == true % modulus)
