"""What every benchmark prints: rows of what, ours, baseline and their ratio."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One comparison. ``ratio`` is how many times better ours is: throughput over throughput, or baseline time over our time."""

    what: str
    ours: float
    baseline: float
    unit: str
    ratio: float


def run_benchmark(measure: Callable[[bool], Sequence[Row]], description: str | None) -> None:
    """Parse the command line, measure (``quick`` or not), print the table and write it as JSON if asked."""
    parser = benchmark_parser(description)
    arguments = parser.parse_args()
    report(measure(arguments.quick), arguments.json)


def benchmark_parser(description: str | None) -> argparse.ArgumentParser:
    """The options of every benchmark."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    return parser


def report(rows: Sequence[Row], file: Path | None) -> None:
    """Print the table and write it as JSON if asked."""
    width = max(len(row.what) for row in rows)
    print(f"{'what':{width}}  {'ours':>10}  {'baseline':>10}  {'unit':8}  {'ratio':>7}")
    for row in rows:
        print(f"{row.what:{width}}  {row.ours:10.4g}  {row.baseline:10.4g}  {row.unit:8}  {row.ratio:6.1f}x")
    if file:
        file.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
