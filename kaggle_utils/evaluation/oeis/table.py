"""The report of the benchmark as tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kaggle_utils.evaluation.intervals import Interval, Share
from kaggle_utils.evaluation.oeis.benchmark import Report
from kaggle_utils.evaluation.oeis.measures import Mean, Measures
from kaggle_utils.evaluation.tables import Table, markdown_table

Cell = Callable[[Measures], str]


def as_markdown(report: Report) -> str:
    """The tables in Markdown, without their titles."""
    return "\n\n".join(markdown_table(table.header, table.rows) for table in tables_of(report))


def tables_of(report: Report) -> list[Table]:
    """A table with a column for all sequences and each group, and one with a row for each keyword."""
    kinds = (report.all, *report.groups)
    rows = [(name, *map(cell, kinds)) for name, cell in _rows(report.all)]
    tables = [Table("Measures", ("", *[each.kind for each in kinds]), tuple(rows))]
    if report.keywords:
        columns = _columns(report.all)
        listed = [(each.kind, *[cell(each) for _, cell in columns]) for each in report.keywords]
        tables.append(Table("By keyword of the OEIS", ("keyword", *[name for name, _ in columns]), tuple(listed)))
    return tables


def _rows(measures: Measures) -> Sequence[tuple[str, Cell]]:
    """The rows of the first table: what each is called, and how it is shown."""
    several = [k for k in measures.pass_at if k > 1]
    return [
        ("sequences", lambda each: str(each.sequences)),
        ("samples", lambda each: str(each.samples)),
        ("trace accuracy", lambda each: _share(each.accuracy)),
        ("right before the first error", lambda each: _mean(each.right_before_error)),
        ("pass@1", lambda each: _mean(each.pass_at[1])),
        *[(f"pass@{k}", _pass_at(k)) for k in several],
        *[(f"maj@{k}", _majority_at(k)) for k in several],
        ("compiles", lambda each: _share(each.compiles)),
        ("timed out", lambda each: _share(each.timed_out)),
        ("readable", lambda each: _share(each.readable)),
        ("refused", lambda each: _share(each.refused)),
        ("looked up", lambda each: _share(each.looked_up)),
        ("law found", lambda each: _share(each.law_found)),
        ("law right", lambda each: _share(each.law_right)),
    ]


def _columns(measures: Measures) -> Sequence[tuple[str, Cell]]:
    """The columns of the table by keyword."""
    most = max(measures.pass_at)
    return [
        ("sequences", lambda each: str(each.sequences)),
        ("trace accuracy", lambda each: _share(each.accuracy)),
        ("right before the first error", lambda each: _mean(each.right_before_error)),
        (f"pass@{most}", _pass_at(most)),
        ("law right", lambda each: _share(each.law_right)),
    ]


def _pass_at(k: int) -> Cell:
    return lambda each: _mean(each.pass_at[k])


def _majority_at(k: int) -> Cell:
    return lambda each: _mean(each.majority_at[k])


def _share(share: Share | None) -> str:
    return "" if share is None else f"{share.count} of {share.total} {_interval(share.interval)}"


def _mean(mean: Mean) -> str:
    return f"{100 * mean.value:.0f} % {_interval(mean.interval)}"


def _interval(interval: Interval) -> str:
    return f"({100 * interval.low:.0f} to {100 * interval.high:.0f} %)"
