"""Where an arm is right: its share of right answers for each kind of problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from kaggle_utils.evaluation.intervals import Share, share
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.table import Outcomes

Tag = Literal["construct", "difficulty", "law"]
TAGS: tuple[Tag, ...] = get_args(Tag)
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
    families = {each.problem.id: each.family for each in problems}
    parts = []
    for kind in sorted(set(kinds.values())):
        for arm, outcomes in arms.items():
            of_kind = {id_: outcome for id_, outcome in outcomes.items() if kinds.get(id_) == kind}
            if of_kind:
                clusters = {id_: families[id_] for id_ in of_kind}
                right = share({id_: each.is_right for id_, each in of_kind.items()}, clusters)
                known = all(each.has_right_trace is not None for each in of_kind.values())
                trace = share({id_: bool(each.has_right_trace) for id_, each in of_kind.items()}, clusters) if known else None
                parts.append(Part(kind, arm, right, trace))
    return parts


def as_markdown(parts: Sequence[Part], by: Tag) -> str:
    """A Markdown table: a row for each kind, for each arm the right answers of all, and the right traces."""
    arms = list(dict.fromkeys(part.arm for part in parts))
    header = (by, *[f"{arm}: right" for arm in arms], *[f"{arm}: right trace" for arm in arms])
    lines = [header, ("---",) * len(header)]
    for kind in dict.fromkeys(part.kind for part in parts):
        found = {part.arm: part for part in parts if part.kind == kind}
        right = [f"{found[arm].right.count} of {found[arm].right.total}" if arm in found else "" for arm in arms]
        lines.append((kind, *right, *[_count(found.get(arm)) for arm in arms]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _count(part: Part | None) -> str:
    return "" if part is None or part.right_trace is None else str(part.right_trace.count)
