"""What the arms amount to: each arm's right answers, why answers are missing, and each arm compared with the 0-shot reply."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.compare import ComparedRun, compare_runs, compared_as_table, compared_for_json, conclusions
from kaggle_utils.evaluation.intervals import Share, share
from kaggle_utils.evaluation.measure import MEASURES
from kaggle_utils.evaluation.next_number.arms import BASE
from kaggle_utils.evaluation.next_number.benchmark import Made
from kaggle_utils.evaluation.next_number.fate import Fate, fate_of
from kaggle_utils.evaluation.next_number.questions import LeftOut, Questions
from kaggle_utils.evaluation.outcome import outcome_of
from kaggle_utils.evaluation.recorded import RunOutcomes
from kaggle_utils.evaluation.tables import Table, write_tables

logger = logging.getLogger(__name__)

MEASURE = MEASURES["right"]
HEADER = ("arm", "right", "95 %", "wrong", "no answer", "tokens a sequence")


@dataclass(frozen=True)
class ArmResult:
    """An arm's figures. ``fates`` counts what became of its attempts, those that there are."""

    arm: str
    right: Share
    fates: Mapping[Fate, int]
    tokens: float


@dataclass(frozen=True)
class Report:
    """The arms on the same sequences, and all but the 0-shot reply compared with it, if it is among them.

    ``lost`` sequences lack an attempt of an arm and count nowhere. ``left_out`` were not asked for.
    """

    arms: tuple[ArmResult, ...]
    compared: tuple[ComparedRun, ...]
    lost: int
    left_out: Mapping[LeftOut, int]


def report_on(made: Mapping[str, Made], questions: Questions) -> Report:
    """The report on the attempts of arms. Raises InputError where no question has an attempt of each arm."""
    problems = {question.id: question.problem for question in questions.asked if all(question.id in each for each in made.values())}
    lost = len(questions.asked) - len(problems)
    if not problems:
        raise InputError(f"none of the {len(questions.asked)} sequences has an attempt of each arm: start the run again to make them")
    if lost:
        logger.warning("%d of %d sequences are left out, because they lack an attempt", lost, len(questions.asked))
    recorded = [RunOutcomes(arm, problems, {id_: outcome_of(problems[id_], each[id_]) for id_ in problems}) for arm, each in made.items()]
    compared = compare_runs(recorded, [MEASURE], BASE)[1] if BASE in made and len(made) > 1 else []
    return Report(tuple(_result(each, made[each.name]) for each in recorded), tuple(compared), lost, questions.left_out)


def as_text(report: Report) -> str:
    """A table of the arms, one of the comparisons with a sentence on each, and what was left out."""
    rows = tuple(_cells(each) for each in report.arms)
    tables = write_tables([Table("Next number", HEADER, rows), compared_as_table(report.compared, [MEASURE])], "markdown")
    left_out = ", ".join(f"{count} {reason}" for reason, count in report.left_out.items()) or "none"
    notes = [*conclusions(report.compared), f"- sequences left out of the draw: {left_out}; lost: {report.lost}"]
    return tables + "\n\n" + "\n".join(notes)


def for_json(report: Report) -> dict[str, Any]:
    """The same for JSON."""
    return asdict(report) | {"compared": [compared_for_json(each) for each in report.compared]}


def _result(recorded: RunOutcomes, made: Made) -> ArmResult:
    fates = Counter(fate_of(made[id_], problem.problem.answer or 0) for id_, problem in recorded.problems.items())
    right = share({id_: outcome.is_right for id_, outcome in recorded.outcomes.items()})
    tokens = sum(outcome.tokens for outcome in recorded.outcomes.values()) / len(recorded.outcomes)
    return ArmResult(recorded.name, right, {fate: fates[fate] for fate in Fate if fates[fate]}, tokens)


def _cells(result: ArmResult) -> tuple[str, ...]:
    low, high = result.right.interval
    missing = {fate: count for fate, count in result.fates.items() if fate not in (Fate.RIGHT, Fate.WRONG)}
    why = ", ".join(f"{fate} {count}" for fate, count in missing.items())
    return (
        result.arm,
        f"{result.right.count} of {result.right.total}",
        f"{100 * low:.0f} to {100 * high:.0f} %",
        str(result.fates.get(Fate.WRONG, 0)),
        f"{sum(missing.values())} ({why})" if missing else "0",
        f"{result.tokens:.0f}",
    )
