"""How well the vote chose: right answers that were among the attempts but not elected, and what a share of the votes is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaggle_utils.report.problem_record import ProblemRecord
from kaggle_utils.settings import Settings
from kaggle_utils.voting.ballot import answer_of

# The upper ends of the shares that are counted together; the last group are answers that all votes were for.
EDGES = (0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class NotElected:
    """A right answer that the vote passed over: how many attempts gave it, and the shares of the votes for it and for the elected one."""

    record: ProblemRecord
    attempts: int
    share: float
    elected_share: float


@dataclass(frozen=True)
class Selection:
    """Of ``known`` problems with a known answer, ``found`` had it among their attempts' answers and ``elected`` had it elected.

    ``right`` are those whose answer is the known one, by a fallback too.
    """

    known: int
    found: int
    elected: int
    right: int
    not_elected: tuple[NotElected, ...]


@dataclass(frozen=True)
class ShareGroup:
    """Answers whose share of the votes lies in a group: how many, their mean share, and how many of them were right."""

    label: str
    answers: int
    mean: float
    right: int


@dataclass(frozen=True)
class Calibration:
    """The groups that have answers, and the Brier score: the mean squared difference of share and rightness, 0 at best, 0.25 for 50 %."""

    groups: tuple[ShareGroup, ...]
    brier: float

    @property
    def answers(self) -> int:
        """How many answers all groups have."""
        return sum(group.answers for group in self.groups)


def find_selection(records: Sequence[ProblemRecord], settings: Settings) -> Selection | None:
    """What the vote did with the right answers, None where no answer is known."""
    known = [record for record in records if record.problem.answer is not None and record.answer is not None]
    if not known:
        return None
    having = {record.number: count for record in known if (count := _count_right(record, settings))}
    missed = [_not_elected(record, having[record.number]) for record in known if record.number in having and record.outcome == "wrong"]
    right = [record for record in known if record.outcome == "right"]
    elected = {record.number for record in right if not record.is_fallback}
    found = having.keys() | elected  # traces of several attempts can have an answer that none of them gave alone
    return Selection(len(known), len(found), len(elected), len(right), tuple(missed))


def calibrate(records: Sequence[ProblemRecord]) -> Calibration | None:
    """How often answers were right by their share of the votes, None where no elected answer can be compared."""
    cast = [
        (record.answer.votes, record.outcome == "right")
        for record in records
        if record.answer is not None and record.outcome in ("right", "wrong") and not record.is_fallback
    ]
    if not cast:
        return None
    groups = []
    for low, high in zip((0.0, *EDGES), (*EDGES, 2.0), strict=True):
        inside = [(share, right) for share, right in cast if low <= share < high]
        if inside:
            label = "all" if high > 1 else f"{low:.0%} to {high:.0%}" if low else f"below {high:.0%}"
            mean = sum(share for share, _ in inside) / len(inside)
            groups.append(ShareGroup(label, len(inside), mean, sum(right for _, right in inside)))
    return Calibration(tuple(groups), sum((share - right) ** 2 for share, right in cast) / len(cast))


def _count_right(record: ProblemRecord, settings: Settings) -> int:
    return sum(answer_of(event.attempt, settings) == record.problem.answer for event in record.made)


def _not_elected(record: ProblemRecord, attempts: int) -> NotElected:
    weights = dict(record.ballot.weights) if record.ballot else {}
    total = sum(weights.values())
    gold, elected = record.problem.answer, record.answer
    share = weights.get(gold, 0.0) / total if total and gold is not None else 0.0
    return NotElected(record, attempts, share, elected.votes if elected else 0.0)
