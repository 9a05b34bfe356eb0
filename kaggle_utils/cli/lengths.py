"""Print how long the replies of a run are, by strategy: what ``max_tokens`` should allow; or how long its programs are."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from kaggle_utils.cli.commands import Commands


def add_command(commands: Commands) -> None:
    """Add ``lengths`` and its arguments to the command line."""
    parser = commands.add_parser("lengths", help="print the lengths of replies by strategy, for max_tokens")
    parser.add_argument("recorded", type=Path, metavar="FILE", help="a transcript of solve --record, a run's folder or its journal.jsonl")
    parser.add_argument("--programs", action="store_true", help="the lengths of the programs instead, also of right and of wrong ones")
    parser.add_argument("--json", action="store_true", help="print the table as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    if arguments.programs:
        from kaggle_utils.report.code_lengths import describe_code_lengths, read_code_lengths

        programs = read_code_lengths(arguments.recorded)
        print(json.dumps([asdict(row) for row in programs], indent=1) if arguments.json else describe_code_lengths(programs))
        return
    from kaggle_utils.report.lengths import describe_lengths, read_lengths

    rows = read_lengths(arguments.recorded)
    print(json.dumps([row.as_table() for row in rows], indent=1) if arguments.json else describe_lengths(rows))
