"""Where each run is right: a section for each kind of tag that the problems have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaggle_utils.evaluation.breakdown import Part, Tag, as_table, break_down
from kaggle_utils.evaluation.intervals import Share
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.report import plots
from kaggle_utils.evaluation.report.pictures import SHARES, draw
from kaggle_utils.evaluation.report.section import Section
from kaggle_utils.evaluation.table import Outcomes

TAGS: tuple[Tag, ...] = ("construct", "difficulty", "law")


def sections_by_kind(outcomes: Mapping[str, Outcomes], problems: Sequence[EvaluationProblem]) -> list[Section]:
    """The sections; none where outcomes are of single samples, or no problem is tagged."""
    if any(id_ != outcome.problem for each in outcomes.values() for id_, outcome in each.items()):
        return []
    return [_section(tag, break_down(outcomes, problems, tag)) for tag in TAGS if any(getattr(each, tag) for each in problems)]


def _section(tag: Tag, parts: Sequence[Part]) -> Section:
    series: dict[str, dict[str, Share]] = {}
    for part in parts:
        series.setdefault(part.arm, {})[part.kind] = part.right
    kinds = list(dict.fromkeys(part.kind for part in parts))
    drawn = sorted(series, key=lambda name: -sum(share.count for share in series[name].values()))[: plots.MOST_SERIES]
    figure = plots.plot_kinds(kinds, {name: series[name] for name in series if name in drawn}, "right answers, per cent")
    note = f"The picture has the {len(drawn)} with the most right answers, the table all {len(series)}." if len(drawn) < len(series) else ""
    return Section(
        f"by-{tag}", f"By {tag}", note, draw(f"by-{tag}", figure, f"Right answers by {tag}.", SHARES), tables=(as_table(parts, tag),)
    )
