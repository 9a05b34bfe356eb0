"""What became of first programs that failed: mended by a fix or by the model, to a right answer or to a wrong one, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.table import markdown_table
from kaggle_utils.strategies import Attempt, Turn

NOT_MENDED = "not mended"
FRESH = "another attempt instead"


@dataclass(frozen=True)
class Mended:
    """Of an arm's attempts whose first program failed, those that ended in one way: how many are right, wrong, or have no answer.

    ``by`` is "fix NAME", "the model, round K", ``NOT_MENDED``, or ``FRESH``: what an attempt of the same arm at the same problem, made
    from the beginning, amounts to by its first program, each failed attempt counting once. ``tokens`` are those of all repair turns
    together; of a fresh attempt those of its first program.
    """

    arm: str
    by: str
    right: float
    wrong: float
    without_answer: float
    tokens: float

    @property
    def count(self) -> float:
        """The number of attempts."""
        return self.right + self.wrong + self.without_answer


def count_repairs(arms: Mapping[str, Run], problems: Sequence[EvaluationProblem]) -> list[Mended]:
    """The rows of each arm: fixes by name, rounds of the model in their order, not mended, and fresh attempts where there are several."""
    return [row for arm, run in arms.items() for row in _count(arm, run, problems)]


def as_markdown(rows: Sequence[Mended]) -> str:
    """A Markdown table; counts of fresh attempts are means over those at the problem, so they may be fractions."""
    header = ("arm", "first programs that failed, and then", "attempts", "right", "wrong answer", "no answer", "tokens an attempt")
    return markdown_table(header, map(_cells, rows))


def program_turns(attempt: Attempt) -> tuple[Turn, ...]:
    """The turns that hold a program or should: not a plan, a principle, or small cases."""
    return tuple(turn for turn in attempt.turns if turn.code is not None or turn.diagnosis is not None)


def failed_at_first(attempt: Attempt) -> bool:
    """Whether the first program could not be used as the model wrote it."""
    turns = program_turns(attempt)
    return bool(turns) and (turns[0].diagnosis is not None or bool(turns[0].repairs))


def mended_by(attempt: Attempt) -> str:
    """What mended an attempt whose first program failed."""
    turns = program_turns(attempt)
    if turns[-1].diagnosis is not None:
        return NOT_MENDED
    if len(turns) == 1:
        return "fix " + " + ".join(repair.by for repair in turns[0].repairs if repair.outcome == "fixed")
    return f"the model, round {len(turns) - 1}"


def _count(arm: str, run: Run, problems: Sequence[EvaluationProblem]) -> Iterator[Mended]:
    found: dict[str, list[tuple[EvaluationProblem, Attempt]]] = {}
    fresh: list[tuple[float, float, float, float]] = []
    for problem in problems:
        attempts = run.of(problem.problem)
        for attempt in attempts:
            if failed_at_first(attempt):
                found.setdefault(mended_by(attempt), []).append((problem, attempt))
                fresh += _others(problem, [other for other in attempts if other is not attempt and other.strategy == attempt.strategy])
    for by in sorted(found, key=lambda by: (by == NOT_MENDED, by.startswith("the model"), by)):
        yield _row(arm, by, found[by])
    if fresh:
        right, wrong, without, tokens = (sum(column) for column in zip(*fresh, strict=True))
        yield Mended(arm, FRESH, right, wrong, without, tokens)


def _row(arm: str, by: str, made: Sequence[tuple[EvaluationProblem, Attempt]]) -> Mended:
    right = sum(attempt.answer is not None and attempt.answer == problem.problem.answer for problem, attempt in made)
    without = sum(attempt.answer is None for _, attempt in made)
    tokens = sum(turn.completion.tokens for _, attempt in made for turn in program_turns(attempt)[1:])
    return Mended(arm, by, right, len(made) - right - without, without, tokens)


def _others(problem: EvaluationProblem, attempts: Sequence[Attempt]) -> list[tuple[float, float, float, float]]:
    """The mean over other attempts of: right, wrong, without an answer by the first program, and its tokens. Empty without others."""
    if not attempts:
        return []
    means = [0.0, 0.0, 0.0, 0.0]
    for attempt in attempts:
        turns = program_turns(attempt)
        first_counts = bool(turns) and not failed_at_first(attempt) and attempt.answer is not None
        is_right = first_counts and attempt.answer == problem.problem.answer
        tokens = float(turns[0].completion.tokens) if turns else 0.0
        for place, value in enumerate((is_right, first_counts and not is_right, not first_counts, tokens)):
            means[place] += value / len(attempts)
    return [(means[0], means[1], means[2], means[3])]


def _cells(row: Mended) -> tuple[str, ...]:
    return (row.arm, row.by, *(f"{value:g}" if value == int(value) else f"{value:.1f}" for value in _figures(row)), _per_attempt(row))


def _figures(row: Mended) -> tuple[float, ...]:
    return round(row.count, 6), round(row.right, 6), round(row.wrong, 6), round(row.without_answer, 6)


def _per_attempt(row: Mended) -> str:
    return f"{row.tokens / row.count:.0f}"
