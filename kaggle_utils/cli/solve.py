"""Answer every problem of a CSV file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kaggle_utils.cli.commands import Commands
from kaggle_utils.settings import Settings, load_presets


def add_command(commands: Commands) -> None:
    """Add ``solve`` and its arguments to the command line."""
    parser = commands.add_parser("solve", help="answer every problem of a CSV file")
    parser.add_argument("problems", type=Path, metavar="PROBLEMS.csv", help="columns id, problem and, to be scored, answer")
    parser.add_argument("--preset", default="cpu-demo", help=f"one of: {', '.join(load_presets())} (default: %(default)s)")
    parser.add_argument(
        "--model", metavar="DIR", help="a checkpoint or a .gguf file, instead of the preset's; for an openai server its name"
    )
    parser.add_argument(
        "--base-url", metavar="URL[,URL...]", help="the openai preset's servers (default: OPENAI_BASE_URL), the key is OPENAI_API_KEY"
    )
    parser.add_argument("--record", metavar="FILE", help="append every reply to a transcript, compressed if its name ends in .gz")
    parser.add_argument("--transcripts", metavar="FILE", help="play a transcript back in place of the preset's engine")
    parser.add_argument("--all-attempts", action="store_true", help="make all attempts, also when the answer is decided (for recordings)")
    parser.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the whole run, loading included")
    parser.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where submission.csv, journal.jsonl and report.html go"
    )
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.environment import find_fetched
    from kaggle_utils.gateways.csv_file import read_problems, solve_all
    from kaggle_utils.report.page import describe_run, read_run, write_page
    from kaggle_utils.solver import Solver

    changes: dict[str, Any] = {"out": arguments.out}
    model = arguments.model or find_fetched(load_presets().get(arguments.preset, {}))
    if model:
        changes["model"] = model
    if arguments.time_limit is not None:
        changes["time_limit"] = arguments.time_limit
    if arguments.base_url:
        changes["base_urls"] = (arguments.base_url,)
    if arguments.transcripts:
        changes |= {"engine": "replay", "transcripts": arguments.transcripts}
    if arguments.record:
        changes["record"] = arguments.record
    if arguments.all_attempts:
        changes["stop_early"] = False
    settings = Settings.preset(arguments.preset, **changes)
    problems = read_problems(arguments.problems, settings.longest_statement)
    with Solver(settings) as solver:
        submission = solve_all(solver, problems, settings.out)
    journal = settings.out / "journal.jsonl"
    recorded = read_run(journal)
    page = write_page(recorded)
    print(f"{describe_run(recorded)}\nfiles      {submission}, {journal}, {page}")
