"""Misreadings: which detector notices which planted one, how often each is wrong about right programs, and what recorded attempts misread.

    python -m benchmarks.semantic [--quick] [--json FILE]
    python -m benchmarks.semantic --runs FOLDER [FOLDER ...] [--list] [--json FILE]
    python -m benchmarks.semantic --statements DATA_FOLDER

The first prints a line for each wrong program of tests/repair/misreadings/planted.toml, and the false alarms on both reference programs of
all families, in all wordings (--quick: on the quick program of each). --runs classifies the wrong attempts of runs of ``kaggle_utils
evaluate arms --out FOLDER`` (a folder with a journal, or one that holds such folders) at our counting problems. --statements reads the
values that the statements of the problem files in a folder give, and those of our families, which are known: the reader's precision.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.misread_attempts import RunCounts, classify_run
from benchmarks.table import benchmark_parser
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.families import SEEN, Family, read_families
from kaggle_utils.evaluation.problem_files import read_problem_file
from kaggle_utils.evaluation.problems import load_families
from kaggle_utils.evaluation.run import JOURNAL, load_run
from kaggle_utils.repair.misreadings import Detector, find_misreading, load_misreadings
from kaggle_utils.traces import given_cases
from tests.repair.misreadings.detectors import DETECTORS, detect, trace_of
from tests.repair.misreadings.planted import Planted, function_of, load_planted, right_programs

Row = tuple[str, ...]
Alarms = Sequence[tuple[Planted, frozenset[Detector]]]


def detect_all(programs: Sequence[Planted]) -> Alarms:
    """Each program with what notices something in it."""
    return [(program, detect(program)) for program in programs]


def noticed_rows(found: Alarms) -> list[Row]:
    """A row for each misreading: by how many of its programs each detector is alarmed, and how many its sign recognises."""
    rows: list[Row] = [("misreading", "programs", *DETECTORS, "by its sign")]
    for misreading in load_misreadings():
        own = [(planted, alarms) for planted, alarms in found if planted.misreading == misreading.name]
        counts = [str(sum(name in alarms for _, alarms in own)) for name in DETECTORS]
        by_sign = str(sum(sign_of(planted) == misreading.name for planted, _ in own)) if misreading.sign else "-"
        rows.append((misreading.name, str(len(own)), *counts, by_sign))
    totals = [str(sum(name in alarms for _, alarms in found)) for name in DETECTORS]
    rows.append(("all", str(len(found)), *totals, str(sum(sign_of(planted) == planted.misreading for planted, _ in found))))
    return rows


def alarm_row(found: Alarms) -> Row:
    """The row of the right programs, where each alarm is a false one."""
    return ("right programs", str(len(found)), *[str(sum(name in alarms for _, alarms in found)) for name in DETECTORS], "-")


def sign_of(planted: Planted) -> str | None:
    """The misreading that a program's values look like, beside the right ones."""
    family, trace = planted.family, trace_of(planted)
    found = find_misreading(dict(enumerate(family.trace, family.start)), dict(enumerate(trace.terms, trace.start)))
    return found.name if found else None


def find_runs(folders: Sequence[Path]) -> list[Path]:
    """The runs in folders, or the folders themselves where they hold one. Raises InputError for a folder without a run."""
    found = []
    for folder in folders:
        inside = [folder] if (folder / JOURNAL).is_file() else sorted(path.parent for path in folder.glob(f"*/{JOURNAL}"))
        if not inside:
            raise InputError(f"{folder} holds no run, and no folder of one: give what evaluate arms was told with --out")
        found += inside
    return found


def run_rows(counts: dict[str, RunCounts]) -> list[Row]:
    """A row for each run, then one for each misreading with its share of the wrong attempts."""
    rows: list[Row] = [("run", "attempts", "right", "neither answer nor trace", "wrong", "programs sent back by a value of the statement")]
    for name, each in counts.items():
        rows.append((name, *map(str, (each.attempts, each.right, each.empty, len(each.wrong), each.contradicted))))
    return rows


def misread_rows(counts: dict[str, RunCounts]) -> list[Row]:
    """How often each misreading is found among the wrong attempts of each run."""
    by_run = {name: Counter(wrong.misreading for wrong in each.wrong) for name, each in counts.items()}
    total = sum(by_run.values(), Counter[str]())
    rows: list[Row] = [("misreading", *by_run, "all", "share of the wrong ones")]
    for name, count in total.most_common():
        rows.append((name, *[str(each[name]) for each in by_run.values()], str(count), f"{100 * count / total.total():.0f} %"))
    return rows


def given_rows(folder: Path) -> list[Row]:
    """What the reader of given values finds: in our families, where each is right or wrong, and in the files of a folder."""
    rows: list[Row] = [("statements", "number", "that give values, as read", "values", "right", "wrong")]
    families = read_families()
    for name, half in (("our seen half", families[:SEEN]), ("our unseen half", families[SEEN:])):
        read = [(family, given_cases(wording.statement)) for family in half for wording in family.wordings]
        values = [_is_value(family, *case) for family, cases in read for case in cases]
        found = sum(bool(cases) for _, cases in read)
        rows.append((name, *map(str, (len(read), found, len(values), sum(values), len(values) - sum(values)))))
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.csv")]):
        problems, _ = read_problem_file(path)
        giving = [(problem.id, cases) for problem in problems if (cases := given_cases(problem.statement))]
        rows.append((path.name, str(len(problems)), str(len(giving)), str(sum(len(cases) for _, cases in giving)), "", ""))
        for id_, pairs in giving:
            print(f"{path.name}, {id_}: {', '.join(f'f({size}) = {value}' for size, value in pairs)}")
    return rows


def _is_value(family: Family, size: int, value: int) -> bool:
    return size >= family.start and function_of(family.fast)(size) == value


def as_markdown(rows: Sequence[Row]) -> str:
    """A table in Markdown; the first row is its head."""
    head, *body = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *body))


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--runs", type=Path, nargs="+", metavar="DIR", help="runs of evaluate arms, whose wrong attempts are classified")
    parser.add_argument("--list", action="store_true", help="with --runs: print every wrong attempt with its misreading")
    parser.add_argument("--statements", type=Path, metavar="DIR", help="problem files whose statements may give values")
    arguments = parser.parse_args()
    tables = _choose(arguments)()
    for rows in tables:
        print(as_markdown(rows), end="\n\n")
    if arguments.json:
        listed = [[dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for rows in tables]
        arguments.json.write_text(json.dumps(listed, indent=2) + "\n")


def _choose(arguments: argparse.Namespace) -> Callable[[], list[list[Row]]]:
    if arguments.runs:
        return lambda: _classify(arguments.runs, arguments.list)
    if arguments.statements:
        return lambda: [given_rows(arguments.statements)]
    return lambda: _detection(arguments.quick)


def _classify(folders: Sequence[Path], listed: bool) -> list[list[Row]]:
    problems = load_families("all")
    runs = find_runs(folders)
    repeated = len({folder.name for folder in runs}) < len(runs)  # the same arm of two models
    names = [f"{folder.parent.name}/{folder.name}" if repeated else folder.name for folder in runs]
    counts = {name: classify_run(load_run(folder), problems) for name, folder in zip(names, runs, strict=True)}
    for name, each in counts.items() if listed else ():
        for wrong in each.wrong:
            print(json.dumps({"run": name} | asdict(wrong)))
    return [run_rows(counts), misread_rows(counts)]


def _detection(quick: bool) -> list[list[Row]]:
    rows = noticed_rows(detect_all(load_planted()))
    right = [program for program in right_programs() if not (quick and program.is_slow)]
    return [[*rows, alarm_row(detect_all(right))]]


if __name__ == "__main__":
    main()
