"""The command line: ``solve`` a file of problems, ``report`` on a run."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kaggle_utils.engines import EngineError
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings, load_presets

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0, 2 after one line on stderr for bad input, or 1 when the run itself failed."""
    parser = argparse.ArgumentParser(prog="kaggle_utils", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="log what happens")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    solve = commands.add_parser("solve", help="answer every problem of a CSV file")
    solve.add_argument("problems", type=Path, metavar="PROBLEMS.csv", help="columns id, problem and, to be scored, answer")
    solve.add_argument("--preset", default="cpu-demo", help=f"one of: {', '.join(load_presets())} (default: %(default)s)")
    solve.add_argument("--model", metavar="DIR", help="a Hugging Face checkpoint, instead of the preset's")
    solve.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the whole run, loading included")
    solve.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where submission.csv, journal.jsonl and report.html go"
    )
    solve.set_defaults(command=_solve)

    report = commands.add_parser("report", help="write report.html again from a run's journal, and print the summary")
    report.add_argument(
        "out", type=Path, nargs="?", default=Path("out"), metavar="DIR", help="the run's output folder (default: %(default)s)"
    )
    report.add_argument("--json", action="store_true", help="print the results as JSON, one object a problem")
    report.set_defaults(command=_report)

    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO if chosen.verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        chosen.command(chosen)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except EngineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except Exception:
        logger.exception("the run failed; what was answered is in the journal")
        return 1
    return 0


def _solve(arguments: argparse.Namespace) -> None:
    from kaggle_utils.gateways.csv_file import read_problems, solve_all
    from kaggle_utils.report import summarize, write_report
    from kaggle_utils.solver import Solver

    changes: dict[str, Any] = {"out": arguments.out}
    if arguments.model:
        changes["model"] = arguments.model
    if arguments.time_limit is not None:
        changes["time_limit"] = arguments.time_limit
    settings = Settings.preset(arguments.preset, **changes)
    problems = read_problems(arguments.problems, settings.longest_statement)
    with Solver(settings) as solver:
        submission = solve_all(solver, problems, settings.out)
    journal = settings.out / "journal.jsonl"
    page = write_report(journal)
    print(f"{summarize(journal)}\nfiles      {submission}, {journal}, {page}")


def _report(arguments: argparse.Namespace) -> None:
    from kaggle_utils.report import read_results, summarize, write_report

    journal = arguments.out / "journal.jsonl"
    if arguments.json:
        print(json.dumps(json.loads(read_results(journal).to_json(orient="records")), indent=1))
        return
    page = write_report(journal)
    written = [path for path in sorted(arguments.out.iterdir()) if path.suffix in (".csv", ".parquet", ".html", ".jsonl")]
    print(f"{summarize(journal)}\nlook at    {page}\nfiles      {', '.join(map(str, written))}")
