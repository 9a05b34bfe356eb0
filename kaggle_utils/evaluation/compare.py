"""Any runs on the same problems, each compared with one of them: what was gained, what was lost, and what that proves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.intervals import Share, share
from kaggle_utils.evaluation.judge import Judgement
from kaggle_utils.evaluation.judged import JUDGED, judged_cells, judged_table
from kaggle_utils.evaluation.measure import MEASURES, Measure, compare_by, judge_by
from kaggle_utils.evaluation.outcome import tokens_a_right_answer
from kaggle_utils.evaluation.pairs import name_ids
from kaggle_utils.evaluation.recorded import Recorded
from kaggle_utils.evaluation.resolution import resolution_of
from kaggle_utils.evaluation.tables import Format, Table, write_tables
from kaggle_utils.problem import digest_of


@dataclass(frozen=True)
class ComparedRun:
    """A run against another: a judgement for each measure, and the ids of the problems that only one of them solved."""

    name: str
    against: str
    judgements: Mapping[str, Judgement]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def compare_runs(
    runs: Sequence[Recorded], measures: Sequence[Measure], against: str | None = None, *, only_common: bool = False
) -> tuple[list[Recorded], list[ComparedRun]]:
    """The runs as they are compared, and each but one against that one (default: the first), paired by problem id.

    The comparisons by one measure are one family. Raises InputError for fewer than two runs, for an unknown name, for an id that stands for
    different problems, and for runs on different problems, unless ``only_common`` leaves out what not all of them have.
    """
    if len(runs) < 2:
        raise InputError("one run alone cannot be compared: give two or more folders")
    base = next((each for each in runs if each.name == (against or runs[0].name)), None)
    if base is None:
        raise InputError(f"none of the runs is called {against}; there are: {', '.join(each.name for each in runs)}")
    ids = _common(runs, only_common)
    cut = {each.name: _cut(each, ids) for each in runs}
    old, others = cut[base.name], [each for each in cut.values() if each.name != base.name]
    judged = {each.name: dict[str, Judgement]() for each in others}
    families = {id_: each.family for id_, each in old.problems.items()}
    for measure in measures:
        found = {each.name: compare_by(measure, each.outcomes, old.outcomes, families) for each in others}
        made = {name: comparison for name, comparison in found.items() if comparison is not None}
        for name, judgement in zip(made, judge_by(measure, list(made.values())), strict=True):
            judged[name][measure.name] = judgement
    return list(cut.values()), [ComparedRun(each.name, old.name, judged[each.name], *_changed(each, old)) for each in others]


def as_text(runs: Sequence[Recorded], compared: Sequence[ComparedRun], measures: Sequence[Measure], form: Format) -> str:
    """A table of the runs and one of the comparisons; in Markdown with the problems that were gained and lost."""
    tables = write_tables(tables_of(runs, compared, measures), form)
    if form != "markdown":
        return tables
    lines = []
    for each in compared:
        for name, ids in (("gained", each.gained), ("lost", each.lost)):
            lines.append(f"- {each.name} against {each.against}, {name}: {', '.join(ids) or 'none'}")
        lines += [f"- {each.name}, {name}: {judged.conclusion}; {resolution_of(judged)}" for name, judged in each.judgements.items()]
    return tables + "\n\n" + "\n".join(lines)


def tables_of(runs: Sequence[Recorded], compared: Sequence[ComparedRun], measures: Sequence[Measure]) -> list[Table]:
    """A table of the runs and one of the comparisons."""
    return [_runs_table(runs, measures), _compared_table(compared, measures)]


def as_json(runs: Sequence[Recorded], compared: Sequence[ComparedRun]) -> str:
    """The same as JSON."""
    rights = [{"run": each.name, "right": sum(o.is_right for o in each.outcomes.values()), "problems": len(each.outcomes)} for each in runs]
    comparisons = [
        {"run": each.name, "against": each.against, "gained": each.gained, "lost": each.lost}
        | {"measures": {name: judged_table(judged) for name, judged in each.judgements.items()}}
        for each in compared
    ]
    return json.dumps({"runs": rights, "comparisons": comparisons}, indent=1, default=str)


def _common(runs: Sequence[Recorded], only_common: bool) -> list[str]:
    """The ids to compare, in the order of the first run."""
    first = runs[0]
    common = [id_ for id_ in first.outcomes if all(id_ in each.outcomes for each in runs)]
    for id_ in first.problems:
        posed = [each.problems[id_] for each in runs if id_ in each.problems]
        if len({digest_of(each.problem) for each in posed}) > 1:
            raise InputError(f"{id_!r} is another problem in one of the runs than in {first.name}: compare runs of the same problems")
        if len({each.trace for each in posed}) > 1:
            raise InputError(
                f"{id_!r} was measured by other terms in one of the runs than in {first.name}: make them with the same --terms and file"
            )
    if not common:
        raise InputError(f"the runs {', '.join(each.name for each in runs)} have no problem in common, so there is nothing to compare")
    if not only_common:
        _refuse_gaps(runs, set(common))
    return common


def _refuse_gaps(runs: Sequence[Recorded], common: Set[str]) -> None:
    for each in runs:
        if each.unfinished:
            found = f"{each.name} is not done with {name_ids(each.unfinished)}"
            raise InputError(f"{found}: start it again, or compare what all have (--common)")
    for each in runs:
        if extra := each.outcomes.keys() - common:
            raise InputError(f"not every run has {name_ids(extra)}, which {each.name} has: compare what all have (--common)")


def _cut(run: Recorded, ids: Sequence[str]) -> Recorded:
    return replace(run, problems={id_: run.problems[id_] for id_ in ids}, outcomes={id_: run.outcomes[id_] for id_ in ids})


def _changed(new: Recorded, old: Recorded) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of what only the new run solved, and of what only the old one did."""
    right = [{id_ for id_, outcome in each.outcomes.items() if outcome.is_right} for each in (new, old)]
    return tuple(sorted(right[0] - right[1])), tuple(sorted(right[1] - right[0]))


def shares_of(run: Recorded, measure: Measure) -> Share:
    """The share of the outcomes of which a verdict is true, with the interval over the families of problems."""
    verdicts = {id_: bool(value) for id_, value in measure.values(run.outcomes).items()}
    return share(verdicts, {id_: run.problems[id_].family for id_ in verdicts})


def _runs_table(runs: Sequence[Recorded], measures: Sequence[Measure]) -> Table:
    """A row for each run: the verdicts among the measures, right answers at least, with intervals, and tokens."""
    verdicts = [MEASURES["right"], *[each for each in measures if each.is_verdict and each.name != "right"]]
    rows = []
    for each in runs:
        cells = [each.name]
        for measure in verdicts:
            if not measure.values(each.outcomes):
                cells += ["", ""]
                continue
            found = shares_of(each, measure)
            low, high = found.interval
            cells += [f"{found.count} of {found.total}", f"{100 * low:.0f} to {100 * high:.0f} %"]
        tokens = sum(outcome.tokens for outcome in each.outcomes.values())
        per_right = tokens_a_right_answer(each.outcomes.values())
        rows.append((*cells, f"{tokens / len(each.outcomes):.0f}", "none right" if per_right is None else f"{per_right:.0f}"))
    names = [name for measure in verdicts for name in (measure.name.replace("-", " "), "95 %")]
    return Table("Runs", ("run", *names, "tokens a problem", "per right"), tuple(rows))


def _compared_table(compared: Sequence[ComparedRun], measures: Sequence[Measure]) -> Table:
    rows = [
        (measure.title, each.name, each.against, *judged_cells(each.judgements[measure.name]))
        for measure in measures
        for each in compared
        if measure.name in each.judgements
    ]
    return Table("Comparisons", ("measure", "run", "against", *JUDGED), tuple(rows))
