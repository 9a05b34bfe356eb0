"""Compare runs that were made on the same problems."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaggle_utils.cli.commands import Commands


def add_kind(kinds: Commands) -> None:
    """Add ``evaluate compare`` to the command line."""
    parser = kinds.add_parser("compare", help="say which of several runs on the same problems is better, and how surely")
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders of runs of evaluate, or of solve with answers")
    parser.add_argument("--against", metavar="NAME", help="the run that the others are compared with (default: the first)")
    parser.add_argument(
        "--measures", default="right,tokens", metavar="NAME,...", help="right, answered, readable, right-trace, terms, tokens, turns"
    )
    parser.add_argument("--common", action="store_true", help="leave out the problems that not all runs have")
    parser.add_argument("--format", choices=("markdown", "csv", "latex"), default="markdown", help="of the tables (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the comparisons as JSON")
    parser.set_defaults(command=_compare)


def _compare(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.compare import as_json, as_text, compare_runs
    from kaggle_utils.evaluation.measure import find_measures
    from kaggle_utils.evaluation.recorded import load_recorded

    measures = find_measures(arguments.measures.split(","))
    runs, compared = compare_runs(load_recorded(arguments.runs), measures, arguments.against, only_common=arguments.common)
    print(as_json(runs, compared) if arguments.json else as_text(runs, compared, measures, arguments.format))
