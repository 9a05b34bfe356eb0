"""Tables as text: Markdown, CSV or LaTeX, by the writers of pandas and tabulate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kaggle_utils.evaluation.libraries import evaluation_extra

Format = Literal["markdown", "csv", "latex"]


@dataclass(frozen=True)
class Table:
    """Rows of as many cells as the header has, all of them text."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_tables(tables: Sequence[Table], form: Format) -> str:
    """The tables that have rows, one after another, with their titles: headings, comments (``#``) of CSV, captions of LaTeX."""
    return "\n\n".join(_write(table, form) for table in tables if table.rows)


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown of a header and rows of as many cells. A ``|`` in a cell is escaped."""
    with evaluation_extra():
        from tabulate import tabulate
    escaped = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    return str(tabulate(escaped, headers=list(header), tablefmt="pipe", disable_numparse=True))


def _write(table: Table, form: Format) -> str:
    if form == "markdown":
        return f"### {table.title}\n\n{markdown_table(table.header, table.rows)}"
    import pandas

    frame = pandas.DataFrame([list(row) for row in table.rows], columns=list(table.header))
    if form == "csv":
        return f"# {table.title}\n" + frame.to_csv(index=False, lineterminator="\n").rstrip("\n")
    return frame.to_latex(index=False, escape=True, caption=table.title.replace("%", r"\%").replace("_", r"\_")).rstrip("\n")
