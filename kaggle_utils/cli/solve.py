"""Answer every problem of a CSV file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.engine_options import add_engine_options, engine_changes
from kaggle_utils.cli.run_options import read_changes
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings, load_presets
from kaggle_utils.settings.competitions import find_competition, rules_of


def add_command(commands: Commands) -> None:
    """Add ``solve`` and its arguments to the command line."""
    parser = commands.add_parser("solve", help="answer every problem of a CSV file")
    parser.add_argument("problems", type=Path, metavar="PROBLEMS.csv", help="columns id, problem and, to be scored, answer")
    add_engine_options(parser, "cpu-demo")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="change a setting, such as repair_rounds=0")
    parser.add_argument("--record", metavar="FILE", help="append every reply to a transcript, compressed if its name ends in .gz")
    parser.add_argument("--transcripts", metavar="FILE", help="play a transcript back in place of the preset's engine")
    parser.add_argument("--sequences", metavar="FILE", help="look traces up in known sequences, such as OEIS's stripped.gz")
    parser.add_argument("--all-attempts", action="store_true", help="make all attempts, also when the answer is decided (for recordings)")
    parser.add_argument("--competition", metavar="NAME", help="take columns and rules from this row of settings/competitions.toml")
    parser.add_argument(
        "--width",
        type=int,
        default=1,
        metavar="N",
        help="problems at once, each with an equal part of the engine; 0: as many as it works on at once (default: 1, as in a competition)",
    )
    parser.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the whole run, loading included")
    parser.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where submission.csv, journal.jsonl and report.html go"
    )
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.gateways.csv_file import read_problems, solve_all
    from kaggle_utils.report import describe_run, read_run, write_page
    from kaggle_utils.solver import Solver

    if arguments.width < 0:
        raise InputError(f"--width is {arguments.width}: give the number of problems at once, or 0 for as many as fit the engine")
    row = find_competition(arguments.competition) if arguments.competition else None
    rules = rules_of(row, load_presets().get(arguments.preset, {}))
    changes: dict[str, Any] = {**rules, "out": arguments.out, **engine_changes(arguments), **read_changes(arguments.set)}
    if arguments.time_limit is not None:
        changes["time_limit"] = arguments.time_limit
    if arguments.transcripts:
        changes |= {"engine": "replay", "transcripts": arguments.transcripts}
    if arguments.record:
        changes["record"] = arguments.record
    if arguments.sequences:
        changes["sequences"] = arguments.sequences
    if arguments.all_attempts:
        changes["stop_early"] = False
    settings = Settings.preset(arguments.preset, **changes)
    problems = read_problems(arguments.problems, settings.longest_statement, row)
    with Solver(settings) as solver:
        submission = solve_all(solver, problems, settings.out, arguments.width or solver.problems_at_once, row)
    journal = settings.out / "journal.jsonl"
    recorded = read_run(journal)
    page = write_page(recorded)
    print(f"{describe_run(recorded)}\nfiles      {submission}, {journal}, {page}")
