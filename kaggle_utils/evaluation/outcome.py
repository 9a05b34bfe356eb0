"""What attempts amount to: whether the answer is right, whether there is a trace that can be read, and whether that trace is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kaggle_utils.engines import Author
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.sandbox import Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, count_tokens
from kaggle_utils.voting.ballot import collect_votes
from kaggle_utils.voting.vote import elect

MIN_COMPARED = 3  # terms of a trace that the truth also has; fewer decide nothing


@dataclass(frozen=True)
class Outcome:
    """An attempt at a problem, or several that vote, judged.

    ``any_right`` is whether one of the attempts is right by itself, whatever they elect.
    ``terms_right`` is the share of the truth's terms that the trace gives before its first error or gap. It and ``has_right_trace`` are
    None where the problem has no trace to compare with. ``compiles`` is whether Python accepts the last
    program, None where that was not looked at.
    """

    problem: str
    strategy: str
    is_right: bool
    has_answer: bool
    is_readable: bool
    has_right_trace: bool | None
    tokens: int
    turns: int
    modes: tuple[str, ...]
    tokens_by_author: Mapping[Author, int] = field(default_factory=dict)
    terms_right: float | None = None
    compiles: bool | None = None
    any_right: bool | None = None


def outcome_of(problem: EvaluationProblem, attempt: Attempt) -> Outcome:
    """Compare an attempt with the problem's answer and trace."""
    is_right = attempt.answer is not None and attempt.answer == problem.problem.answer
    return Outcome(
        problem.problem.id,
        attempt.strategy,
        is_right=is_right,
        has_answer=attempt.answer is not None,
        is_readable=attempt.trace is not None,
        has_right_trace=_has_right_trace(problem, attempt),
        tokens=attempt.tokens,
        turns=len(attempt.turns),
        modes=tuple(turn.mode for turn in attempt.turns if turn.mode is not None),
        tokens_by_author=attempt.tokens_by_author,
        terms_right=_terms_right(problem, attempt),
        compiles=last_program_compiles(attempt),
        any_right=is_right,
    )


def elected_outcome(problem: EvaluationProblem, attempts: Sequence[Attempt], settings: Settings) -> Outcome:
    """What several attempts elect, as the solver's vote does. There must be one or more; one alone is judged by itself."""
    if len(attempts) == 1:
        return outcome_of(problem, attempts[0])
    each = [outcome_of(problem, attempt) for attempt in attempts]
    result = elect(collect_votes(attempts, settings))
    return Outcome(
        problem.problem.id,
        " + ".join(f"{count} {name}" for name, count in Counter(outcome.strategy for outcome in each).items()),
        is_right=result is not None and result.answer == problem.problem.answer,
        has_answer=result is not None,
        is_readable=any(outcome.is_readable for outcome in each),
        has_right_trace=None if each[0].has_right_trace is None else any(outcome.has_right_trace for outcome in each),
        tokens=sum(outcome.tokens for outcome in each),
        turns=sum(outcome.turns for outcome in each),
        modes=tuple(mode for outcome in each for mode in outcome.modes),
        tokens_by_author=count_tokens(turn for attempt in attempts for turn in attempt.all_turns),
        terms_right=max((outcome.terms_right for outcome in each if outcome.terms_right is not None), default=None),
        compiles=any(outcome.compiles for outcome in each),
        any_right=any(outcome.is_right for outcome in each),
    )


def tokens_a_right_answer(outcomes: Collection[Outcome]) -> float | None:
    """All tokens divided by the number of right answers, None where none is right."""
    right = sum(each.is_right for each in outcomes)
    return sum(each.tokens for each in outcomes) / right if right else None


def last_program_compiles(attempt: Attempt) -> bool:
    """Whether the last turn with a program ran it, or at least tried to: Python accepted it."""
    last = next((turn for turn in reversed(attempt.turns) if turn.code is not None), None)
    return last is not None and last.execution is not None and last.execution.verdict is not Verdict.SYNTAX


def _has_right_trace(problem: EvaluationProblem, attempt: Attempt) -> bool | None:
    """Whether all terms that a trace shares with the truth are right, or are its residues, and there are enough of them."""
    if problem.trace is None or problem.start is None:
        return None
    if attempt.trace is None:
        return False
    truth = dict(enumerate(problem.trace, problem.start))
    shared = [(term, truth[size]) for size, term in enumerate(attempt.trace.terms, attempt.trace.start) if size in truth]
    return len(shared) >= MIN_COMPARED and all(_is_same(term, true, problem.modulus) for term, true in shared)


def _terms_right(problem: EvaluationProblem, attempt: Attempt) -> float | None:
    """Of the truth's terms, the share that the trace gives from its start on before one is wrong or missing."""
    if problem.trace is None or problem.start is None:
        return None
    if attempt.trace is None:
        return 0.0
    given = dict(enumerate(attempt.trace.terms, attempt.trace.start))
    truth = enumerate(problem.trace, problem.start)
    compared = [size in given and _is_same(given[size], true, problem.modulus) for size, true in truth if size >= attempt.trace.start]
    return [*compared, False].index(False) / len(problem.trace)


def _is_same(term: int, true: int, modulus: int | None) -> bool:
    return term == true or (modulus is not None and term == true % modulus)
