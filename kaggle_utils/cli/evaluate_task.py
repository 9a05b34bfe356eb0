"""Run a task, such as HumanEval or our instructions, and print pass@1 and pass@k."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from kaggle_utils.cli.cluster_options import place_of
from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.engine_options import engine_changes
from kaggle_utils.cli.run_options import add_run_options, read_changes


def add_kind(kinds: Commands) -> None:
    """Add ``evaluate task`` to the command line."""
    parser = kinds.add_parser("task", help="run HumanEval, MBPP, GSM8K, MATH or AMC from a file, or instructions, and print pass@k")
    parser.add_argument("task", metavar="NAME", help="humaneval, mbpp, gsm8k, math, amc, or instructions")
    parser.add_argument(
        "--file", type=Path, metavar="FILE", help="the task's file, as it is published; instructions have one of our own (default)"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="a fixed random sample of the problems (default: all)")
    parser.add_argument("--samples", type=int, default=1, metavar="K", help="samples of each problem (default: %(default)s)")
    parser.add_argument("--strategy", metavar="NAME", help="how answers are found (default: program-of-thoughts; of code the task decides)")
    add_run_options(parser, "cpu-qwen-0.5b")
    parser.add_argument("--out", type=Path, default=Path("out-tasks"), metavar="DIR", help="the run, in a folder of the task's name")
    parser.add_argument("--json", action="store_true", help="print the score, and what became of each sample, as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.tasks import describe, load_task, run_task, score, task_settings, verdicts_of

    task = load_task(arguments.task, arguments.file, arguments.sample)
    changes = engine_changes(arguments) | read_changes(arguments.set)
    settings = task_settings(task, arguments.preset, changes, arguments.samples, arguments.out, arguments.strategy)
    made = run_task(task, settings, arguments.resume, arguments.width, place=place_of(arguments))
    verdicts = verdicts_of(task, made)
    scored = score(task, made, verdicts)
    if not arguments.json:
        print(describe(scored))
        return
    by_problem = {id_: [verdict.reason or "passed" for verdict in each] for id_, each in verdicts.items()}
    print(json.dumps(asdict(scored) | {"verdicts": by_problem}, indent=1))
