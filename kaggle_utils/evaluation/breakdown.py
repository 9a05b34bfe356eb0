"""Where an arm is right: its share of right answers for each kind of problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kaggle_utils.evaluation.intervals import Share
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.table import Outcomes, make_table
from kaggle_utils.evaluation.tables import Table, markdown_table

Tag = Literal["construct", "difficulty", "law"]
UNTAGGED = "untagged"


@dataclass(frozen=True)
class Part:
    """The problems of one kind, such as the construct "graph": an arm's right answers, and its right traces where the truth is known."""

    kind: str
    arm: str
    right: Share
    right_trace: Share | None


def break_down(arms: Mapping[str, Outcomes], problems: Sequence[EvaluationProblem], by: Tag) -> list[Part]:
    """A part for each kind of problem and arm that tried one, kinds in alphabetical order, arms in theirs."""
    kinds = {each.problem.id: str(getattr(each, by) or UNTAGGED) for each in problems}
    parts = []
    for kind in sorted(set(kinds.values())):
        of_kind = {arm: {id_: each for id_, each in outcomes.items() if kinds.get(id_) == kind} for arm, outcomes in arms.items()}
        parts += [Part(kind, row.arm, row.right, row.right_trace) for row in make_table(of_kind, problems, against={})]
    return parts


def as_markdown(parts: Sequence[Part], by: Tag) -> str:
    """``as_table`` in Markdown."""
    table = as_table(parts, by)
    return markdown_table(table.header, table.rows)


def as_table(parts: Sequence[Part], by: Tag) -> Table:
    """A row for each kind, for each arm the right answers of all, and the right traces."""
    arms = list(dict.fromkeys(part.arm for part in parts))
    header = (by, *[f"{arm}: right" for arm in arms], *[f"{arm}: right trace" for arm in arms])
    rows = []
    for kind in dict.fromkeys(part.kind for part in parts):
        found = {part.arm: part for part in parts if part.kind == kind}
        right = [f"{found[arm].right.count} of {found[arm].right.total}" if arm in found else "" for arm in arms]
        rows.append((kind, *right, *[_count(found.get(arm)) for arm in arms]))
    return Table(f"Right by {by}", header, tuple(rows))


def _count(part: Part | None) -> str:
    return "" if part is None or part.right_trace is None else str(part.right_trace.count)
