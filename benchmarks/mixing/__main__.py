"""The embedded model continued on traces of codeseq's sequences beside its old rows, in several ratios, by LoRA and QLoRA, over seeds.

    python -m benchmarks.mixing [--seeds N] [--methods lora qlora] [--arms NAME ...] [--rows N] [--work DIR] [--results DIR] [--table]

The new rows are the samples of a build of codeseq by the scripted agent of the tests, declared as such, as programs that print a trace.
A model that ``--results`` has is not made again: a run that was stopped goes on. ``--table`` prints what is there and trains nothing.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from benchmarks.mixing.arms import ARMS, UNTRAINED
from benchmarks.mixing.measure import Problems, measure, read, write
from benchmarks.mixing.problems import old_families, seen_kinds, unseen_kinds
from benchmarks.mixing.tables import arms_table, contrasts_table, training_table
from kaggle_utils.codeseq.build import build
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.read import read_sequences
from kaggle_utils.codeseq.shifts import ShiftIndex
from kaggle_utils.codeseq.write import write_data
from kaggle_utils.evaluation.tables import write_tables
from kaggle_utils.train.trace_rows import Programs, TraceRows, make_trace_rows
from tests.codeseq.made_sequences import write_sequences
from tests.codeseq.scripted_agent import ScriptedAgent
from tests.scripted import ScriptedEngine

RESULTS = Path(__file__).parents[1] / "runs" / "mixing-embedded"
SEQUENCES = 500  # of which the scripted agent's pipeline accepts 179 (docs/codeseq.md)
ROWS = 160  # that every arm trains on: 40 steps
METHODS = ("lora", "qlora")


def make_new_rows(work: Path) -> dict[str, TraceRows]:
    """The new rows, with verified programs and with first ones, made once: what ``work`` holds is read."""
    path, file = work / "sequences.tsv", work / "new-rows.json"
    if not file.is_file():
        work.mkdir(parents=True, exist_ok=True)
        if not path.is_file():
            write_sequences(path, SEQUENCES)
        config = CodeSeqConfig(sequences=path, working={"extends": "cpu-demo"}, out=work / "build", sample=SEQUENCES)
        write_data(build(config, engine=ScriptedEngine(ScriptedAgent().reply)), config)
        made = {programs: asdict(make_trace_rows(config.out, programs)) for programs in get_args(Programs)}
        file.write_text(json.dumps(made), encoding="utf-8")
    read_back = json.loads(file.read_text(encoding="utf-8"))
    return {programs: TraceRows(tuple(each["rows"]), each["left_out"], tuple(each["wrong"])) for programs, each in read_back.items()}


def make_problems(sequences: Path) -> Problems:
    """The three sets that are asked."""
    known = ShiftIndex()
    for sequence in read_sequences(sequences):
        known.add(sequence.name, sequence.terms)
    return {"seen kinds": seen_kinds(known), "unseen kinds": unseen_kinds(), "old": old_families()}


def print_tables(results: Path) -> None:
    """Print what the results say."""
    measured = read(results)
    names = list(dict.fromkeys(name for each in measured for name in each.right))
    tables = [training_table(measured), *[arms_table(measured, name) for name in names], contrasts_table(measured, names)]
    print(write_tables(tables, "markdown"))


def main() -> None:
    """Make what is missing, seed by seed, and print the tables."""
    parser = argparse.ArgumentParser(prog="benchmarks.mixing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3, metavar="N")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--arms", nargs="+", choices=[UNTRAINED, *[arm.name for arm in ARMS]], metavar="NAME", help="default: all")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help="rows that every arm trains on (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=Path("build/mixing"), help="rows, adapters and runs (default: %(default)s)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="a small file for each model (default: that of the repository)")
    parser.add_argument("--table", action="store_true", help="print what is there")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    ways = [(seed, method, arm) for seed in range(arguments.seeds) for method in arguments.methods for arm in (None, *ARMS)]
    missing = []
    for seed, method, arm in ways:
        name = UNTRAINED if arm is None else arm.folder
        is_wanted = not arguments.arms or (UNTRAINED if arm is None else arm.name) in arguments.arms
        path = arguments.results / f"{method}-{name}-{seed}.json"
        if is_wanted and not path.is_file() and not (arm is None and seed):  # without training every seed is the same
            missing.append((seed, method, arm, path))
    if missing and not arguments.table:
        new = make_new_rows(arguments.work)
        problems = make_problems(arguments.work / "sequences.tsv")
        for place, (seed, method, arm, path) in enumerate(missing, 1):
            started = time.monotonic()
            made = new["verified" if arm is None else arm.programs]
            work = arguments.work / f"{path.stem}-{arguments.rows}"
            measured = measure(method, arm, seed, made, arguments.rows, work, problems)
            write(measured, path)
            shares = {name: f"{sum(right.values())} of {len(right)}" for name, right in measured.right.items()}
            print(f"{place} of {len(missing)}: {path.stem} in {time.monotonic() - started:.0f} s: {json.dumps(shares)}", flush=True)
    print_tables(arguments.results)


if __name__ == "__main__":
    main()
