"""Two traces made differently: how often an answer is right where another attempt's trace agrees with its own, and where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaggle_utils.evaluation.intervals import Share, share
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Run
from kaggle_utils.voting.trace_agreement import Relation, relation_of


@dataclass(frozen=True)
class CrossChecked:
    """Of the problems whose two traces have this relation, how many answers of each arm are right."""

    relation: Relation
    one: Share
    other: Share


def cross_check(one: Run, other: Run, problems: Sequence[EvaluationProblem]) -> list[CrossChecked]:
    """Compare the first attempts of two runs by their traces. Relations that no problem has are left out."""
    families = {each.problem.id: each.family for each in problems}
    verdicts: dict[Relation, dict[str, tuple[bool, bool]]] = {relation: {} for relation in Relation}
    for each in problems:
        for mine, theirs in zip(one.of(each.problem)[:1], other.of(each.problem)[:1], strict=False):
            gold = each.problem.answer
            verdicts[relation_of(mine, theirs, each.modulus)][each.problem.id] = (mine.answer == gold, theirs.answer == gold)

    def right(found: Mapping[str, tuple[bool, bool]], place: int) -> Share:
        return share({id_: pair[place] for id_, pair in found.items()}, {id_: families[id_] for id_ in found})

    return [CrossChecked(relation, right(found, 0), right(found, 1)) for relation, found in verdicts.items() if found]
