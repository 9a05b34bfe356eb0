"""The table of arms that were run on the same problems: a row each, compared with the arm that it is against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kaggle_utils.evaluation.arm import Arm
from kaggle_utils.evaluation.intervals import Share, share
from kaggle_utils.evaluation.judge import Judgement, judge
from kaggle_utils.evaluation.outcome import Outcome, elected_outcome
from kaggle_utils.evaluation.paired import VerdictComparison, compare_verdicts
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.tables import Table, markdown_table
from kaggle_utils.problem import digest_of
from kaggle_utils.strategies import plan_attempts

Outcomes = Mapping[str, Outcome]
"""An arm's outcomes by problem id."""


@dataclass(frozen=True)
class Row:
    """An arm's figures: how many attempts are right, have a readable trace, have a right one; tokens a problem, and a right answer.

    ``tokens_by_author`` are those a problem that each model wrote, where there are several. ``judgement`` compares it with the arm
    ``against``; it is None for the one that nothing is compared with.
    """

    arm: str
    right: Share
    readable: Share
    right_trace: Share | None
    tokens: float
    tokens_a_right_answer: float | None
    against: str | None = None
    judgement: Judgement | None = None
    tokens_by_author: Mapping[str, float] = field(default_factory=dict)


def outcomes_of(run: Run, problems: Sequence[EvaluationProblem]) -> Outcomes:
    """The outcome at each problem; of several attempts, by their vote. Problems that an attempt is still missing at are left out."""
    ranks = {planned.rank for planned in plan_attempts(run.settings.strategies)}
    made = {each.problem.id: run.of(each.problem) for each in problems}
    return {
        each.problem.id: elected_outcome(each, made[each.problem.id], run.settings)
        for each in problems
        if ranks <= run.attempts.get(digest_of(each.problem), {}).keys()
    }


def make_table(arms: Mapping[str, Outcomes], problems: Sequence[EvaluationProblem], against: Mapping[str, str]) -> list[Row]:
    """A row for each arm. Comparisons are paired by problem, over the families of problems, and corrected for their number.

    ``against`` names the arm that each is compared with; one that is not among ``arms`` is not compared. Only problems that both have an
    attempt at are compared.
    """
    families = {each.problem.id: each.family for each in problems}
    pairs = [(name, other) for name in arms if (other := against.get(name, "")) in arms and other != name and arms[name] and arms[other]]
    judged = dict(zip((name for name, _ in pairs), judge([_compare(arms[one], arms[two], families) for one, two in pairs]), strict=True))
    return [_row(name, outcomes, families, against.get(name), judged.get(name)) for name, outcomes in arms.items() if outcomes]


def against_of(arms: Sequence[Arm]) -> dict[str, str]:
    """The arm that each is compared with, by name."""
    return {arm.name: arm.against for arm in arms}


def _compare(new: Outcomes, old: Outcomes, families: Mapping[str, str]) -> VerdictComparison:
    common = [id_ for id_ in new if id_ in old]
    verdicts = [{id_: outcomes[id_].is_right for id_ in common} for outcomes in (new, old)]
    return compare_verdicts(*verdicts, clusters={id_: families[id_] for id_ in common})


def _row(name: str, outcomes: Outcomes, families: Mapping[str, str], against: str | None, judgement: Judgement | None) -> Row:
    def of(is_so: Callable[[Outcome], bool]) -> Share:
        return share({id_: is_so(each) for id_, each in outcomes.items()}, {id_: families[id_] for id_ in outcomes})

    tokens = sum(each.tokens for each in outcomes.values())
    authors = Counter[str]()
    for each in outcomes.values():
        authors.update(each.tokens_by_author)
    right = of(lambda each: each.is_right)
    has_truth = all(each.has_right_trace is not None for each in outcomes.values())
    return Row(
        name,
        right,
        of(lambda each: each.is_readable),
        of(lambda each: bool(each.has_right_trace)) if has_truth else None,
        tokens / len(outcomes),
        tokens / right.count if right.count else None,
        against if judgement else None,
        judgement,
        {author: count / len(outcomes) for author, count in authors.items()} if set(authors) - {"coder"} else {},
    )


HEADER = ("arm", "right", "95 %", "readable", "right trace", "tokens", "per right", "against", "difference", "95 %", "p", "p corrected", "")
OWN = 7  # of these columns are of the arm itself


def as_markdown(rows: Sequence[Row]) -> str:
    """The table in Markdown."""
    return markdown_table(HEADER, map(_cells, rows))


def arms_table(rows: Sequence[Row]) -> Table:
    """The columns of the arms themselves, without their comparisons."""
    return Table("Arms", HEADER[:OWN], tuple(_cells(row)[:OWN] for row in rows))


def _cells(row: Row) -> tuple[str, ...]:
    compared = ("", "", "", "", "", "")
    if row.judgement is not None:
        found = row.judgement.comparison
        low, high = found.interval
        compared = (
            row.against or "",
            f"{found.difference:+.1f}",
            f"{low:+.1f} to {high:+.1f}",
            f"{found.p:.2g}",
            f"{row.judgement.corrected_p:.2g}",
            str(row.judgement.conclusion),
        )
    trace = f"{row.right_trace.count}" if row.right_trace is not None else ""
    per_right = f"{row.tokens_a_right_answer:.0f}" if row.tokens_a_right_answer is not None else "none right"
    low, high = row.right.interval
    right = f"{row.right.count} of {row.right.total}"
    interval = f"{100 * low:.0f} to {100 * high:.0f} %"
    return (row.arm, right, interval, str(row.readable.count), trace, _describe_tokens(row), per_right, *compared)


def _describe_tokens(row: Row) -> str:
    """The tokens a problem, and where several models wrote them, those of each."""
    authors = ", ".join(f"{author} {count:.0f}" for author, count in row.tokens_by_author.items())
    return f"{row.tokens:.0f}" + (f" ({authors})" if authors else "")
