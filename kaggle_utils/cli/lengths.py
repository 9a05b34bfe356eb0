"""Print how long the replies of a run are, by strategy: what ``max_tokens`` should allow."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kaggle_utils.cli.commands import Commands


def add_command(commands: Commands) -> None:
    """Add ``lengths`` and its arguments to the command line."""
    parser = commands.add_parser("lengths", help="print the lengths of replies by strategy, for max_tokens")
    parser.add_argument("recorded", type=Path, metavar="FILE", help="a transcript of solve --record, a run's folder or its journal.jsonl")
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.report.lengths import describe_lengths, read_lengths

    rows = read_lengths(arguments.recorded)
    print(json.dumps([row.as_table() for row in rows], indent=1) if arguments.json else describe_lengths(rows))
