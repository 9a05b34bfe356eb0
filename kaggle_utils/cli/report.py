"""Write the report of a run again, and print its summary."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kaggle_utils.cli.commands import Commands


def add_command(commands: Commands) -> None:
    """Add ``report`` and its arguments to the command line."""
    parser = commands.add_parser("report", help="write report.html again from a run's journal, and print the summary")
    parser.add_argument(
        "out", type=Path, nargs="?", default=Path("out"), metavar="DIR", help="the run's output folder (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print the results as JSON, one object a problem")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.report import describe_run, read_run, write_page

    recorded = read_run(arguments.out / "journal.jsonl")
    if arguments.json:
        print(json.dumps(json.loads(recorded.results.to_json(orient="records")), indent=1))
        return
    page = write_page(recorded)
    written = [path for path in sorted(arguments.out.iterdir()) if path.suffix in (".csv", ".parquet", ".html", ".jsonl")]
    print(f"{describe_run(recorded)}\nlook at    {page}\nfiles      {', '.join(map(str, written))}")
