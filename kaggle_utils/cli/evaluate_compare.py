"""Compare runs that were made on the same problems."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.run_options import say_where


def add_kind(kinds: Commands) -> None:
    """Add ``evaluate compare`` to the command line."""
    parser = kinds.add_parser("compare", help="say which of several runs on the same problems is better, and how surely")
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders of runs of evaluate, or of solve with answers")
    parser.add_argument("--against", metavar="NAME", help="the run that the others are compared with (default: the first)")
    parser.add_argument(
        "--measures",
        metavar="NAME,...",
        help="right, any-right, answered, readable, right-trace, terms, compiles, tokens, turns (default: right,tokens; of runs of oeis "
        "right-trace,compiles,terms,tokens)",
    )
    parser.add_argument(
        "--each-attempt",
        action="store_true",
        help="count every attempt by itself (right is then pass@1), not what a problem's attempts elect (maj@k); any-right is pass@k",
    )
    parser.add_argument("--common", action="store_true", help="leave out the problems that not all runs have")
    parser.add_argument("--format", choices=("markdown", "csv", "latex"), default="markdown", help="of the tables (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the comparisons as JSON")
    parser.add_argument(
        "--out", type=Path, default=Path("out-compare"), metavar="DIR", help="where report.html goes (default: %(default)s)"
    )
    parser.set_defaults(command=_compare)


def _compare(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.compare import as_json, as_text, compare_runs
    from kaggle_utils.evaluation.measure import find_measures
    from kaggle_utils.evaluation.recorded import default_measures, load_recorded
    from kaggle_utils.evaluation.report import comparison_page, write_page

    recorded = load_recorded(arguments.runs, each_attempt=arguments.each_attempt)
    measures = find_measures(arguments.measures.split(",") if arguments.measures else default_measures(recorded))
    runs, compared = compare_runs(recorded, measures, arguments.against, only_common=arguments.common)
    print(as_json(runs, compared) if arguments.json else as_text(runs, compared, measures, arguments.format))
    say_where(write_page(comparison_page(runs, compared, measures, arguments.out), arguments.out))
