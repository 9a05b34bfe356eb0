"""The trace benchmark on sequences of the OEIS."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from kaggle_utils.cli.cluster_options import place_of
from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.engine_options import engine_changes
from kaggle_utils.cli.run_options import add_run_options, read_changes, say_where

TERMS = 10  # of 330 of the 481 sequences that we have of arXiv 2411.04372 three further terms are known then, to judge a law by


def add_kind(kinds: Commands) -> None:
    """Add ``evaluate oeis`` to the command line."""
    parser = kinds.add_parser("oeis", help="have programs for sequences of the OEIS written, and measure the terms that they print")
    parser.add_argument(
        "--sequences", type=Path, required=True, metavar="FILE", help="JSON Lines with a, name, offset, terms and perhaps keyword, group"
    )
    drawn = parser.add_mutually_exclusive_group()
    drawn.add_argument("--sample", type=int, metavar="N", help="a fixed random sample of the sequences (default: all)")
    drawn.add_argument("--per-group", type=int, metavar="N", help="the same of each group")
    parser.add_argument("--samples", type=int, default=1, metavar="K", help="programs for each sequence (default: %(default)s)")
    parser.add_argument("--terms", type=int, default=TERMS, metavar="N", help="terms that are asked for (default: %(default)s)")
    add_run_options(parser, "cpu-qwen-0.5b")
    parser.add_argument("--out", type=Path, default=Path("out-oeis"), metavar="DIR", help="the run (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the tables as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.oeis.benchmark import benchmark_settings, report_on, run_benchmark
    from kaggle_utils.evaluation.oeis.sequences import choose_sequences, read_sequences
    from kaggle_utils.evaluation.oeis.table import as_markdown
    from kaggle_utils.evaluation.report import oeis_page, write_page

    sequences = choose_sequences(read_sequences(arguments.sequences), arguments.sample, arguments.per_group)
    changes = engine_changes(arguments) | read_changes(arguments.set)
    settings = benchmark_settings(arguments.preset, changes, arguments.samples, arguments.terms, arguments.out)
    made = run_benchmark(sequences, settings, arguments.resume, arguments.width, place=place_of(arguments))
    report = report_on(made, sequences)
    print(json.dumps(asdict(report), indent=1) if arguments.json else as_markdown(report))
    say_where(write_page(oeis_page(made, report, sequences), settings.out))
