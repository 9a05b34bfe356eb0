"""Measures: what of an outcome is compared, in which unit, and how two settings are compared by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.judge import MARGIN, Judgement, judge
from kaggle_utils.evaluation.outcome import Outcome
from kaggle_utils.evaluation.paired import POINTS, Comparison, compare_measures, compare_verdicts

RELATIVE_MARGIN = 0.05  # of the old mean: as small in tokens or turns as 5 points are in shares


@dataclass(frozen=True)
class Measure:
    """A verdict or a number of an outcome; ``value`` is None where the problem's truth does not say it. Shares are 0 to 1."""

    name: str
    title: str
    value: Callable[[Outcome], float | None]
    unit: str = POINTS
    is_verdict: bool = True
    less_is_better: bool = False

    def values(self, outcomes: Mapping[str, Outcome]) -> dict[str, float]:
        """The values of the outcomes that have one, in the measure's unit; verdicts as 0 and 1."""
        scale = 100.0 if self.unit == POINTS and not self.is_verdict else 1.0
        found = {id_: self.value(outcome) for id_, outcome in outcomes.items()}
        return {id_: scale * value for id_, value in found.items() if value is not None}


MEASURES: Mapping[str, Measure] = {
    each.name: each
    for each in (
        Measure("right", "right answers", lambda outcome: outcome.is_right),
        Measure("any-right", "problems with a right attempt", lambda outcome: outcome.any_right),
        Measure("answered", "attempts with an answer", lambda outcome: outcome.has_answer),
        Measure("readable", "attempts with a trace that can be read", lambda outcome: outcome.is_readable),
        Measure("right-trace", "right traces", lambda outcome: outcome.has_right_trace),
        Measure("terms", "terms right before the first error", lambda outcome: outcome.terms_right, is_verdict=False),
        Measure("compiles", "programs that Python accepts", lambda outcome: outcome.compiles),
        Measure("tokens", "tokens", lambda outcome: outcome.tokens, "tokens", is_verdict=False, less_is_better=True),
        Measure("turns", "turns", lambda outcome: outcome.turns, "turns", is_verdict=False, less_is_better=True),
    )
}


def find_measures(names: Sequence[str]) -> list[Measure]:
    """The measures of these names, in their order. Raises InputError for an unknown name and for none at all."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown or not names:
        raise InputError(f"no measure is called {', '.join(map(str, unknown)) or 'nothing'}; there are: {', '.join(MEASURES)}")
    return [MEASURES[name] for name in names]


def compare_by(measure: Measure, new: Mapping[str, Outcome], old: Mapping[str, Outcome], clusters: Mapping[str, str]) -> Comparison | None:
    """Compare what both have, paired by sample; None where they have nothing in common that the measure can be taken of."""
    of_new, of_old = measure.values(new), measure.values(old)
    common = [id_ for id_ in of_new if id_ in of_old]
    if not common:
        return None
    of_new, of_old = ({id_: values[id_] for id_ in common} for values in (of_new, of_old))
    own = {id_: clusters[id_] for id_ in common}
    if not measure.is_verdict:
        return compare_measures(of_new, of_old, measure.unit, clusters=own)
    verdicts = [{id_: bool(value) for id_, value in side.items()} for side in (of_new, of_old)]
    return compare_verdicts(*verdicts, clusters=own)


def judge_by(measure: Measure, comparisons: Sequence[Comparison]) -> list[Judgement]:
    """Judge a family of comparisons by one measure: within 5 points, or 5 % of the old mean, lies a tie."""
    margin = MARGIN
    if measure.unit != POINTS and comparisons:
        margin = RELATIVE_MARGIN * sum(each.old for each in comparisons) / len(comparisons) or RELATIVE_MARGIN
    return judge(comparisons, margin, less_is_better=measure.less_is_better)
