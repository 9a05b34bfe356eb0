"""Run arms on a set of problems, and compare them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.cli import evaluate_ablate, evaluate_compare, evaluate_next_number, evaluate_oeis, evaluate_task
from kaggle_utils.cli.cluster_options import place_of
from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.engine_options import engine_changes
from kaggle_utils.cli.run_options import add_import_option, add_run_options, import_runs, read_changes, say_where
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings
from kaggle_utils.settings.further_engine import ROLES

if TYPE_CHECKING:
    from kaggle_utils.evaluation.breakdown import Tag
    from kaggle_utils.evaluation.problems import EvaluationProblem
    from kaggle_utils.evaluation.run import Run
    from kaggle_utils.evaluation.table import Outcomes, Row

ANY_INTEGER = {"lowest_answer": -(10**18), "highest_answer": 10**18}  # sets are judged by their own answers, not by a competition's range
TAGS: tuple[Tag, ...] = ("construct", "difficulty", "law")


def add_command(commands: Commands) -> None:
    """Add ``evaluate`` and its commands to the command line."""
    parser = commands.add_parser("evaluate", help="measure prompts and strategies on many problems")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    arms = kinds.add_parser("arms", help="run arms of kaggle_utils/evaluation/arms.toml and print their table")
    competition = kinds.add_parser("competition", help="the same on our competition problems, with a table by construct and by difficulty")
    for each in (arms, competition):
        each.add_argument("arms", nargs="*", metavar="ARM", help="names of arms (default: all)")
        add_run_options(each, "cpu-qwen-0.5b")
        add_import_option(each)
    evaluate_oeis.add_kind(kinds)
    evaluate_next_number.add_kind(kinds)
    evaluate_task.add_kind(kinds)
    ablate = evaluate_ablate.add_kind(kinds)
    evaluate_compare.add_kind(kinds)
    table = kinds.add_parser("table", help="print the table of arms that were run")
    table.add_argument("arms", nargs="*", metavar="ARM", help="names of arms (default: all that were run)")
    table.add_argument("--by", choices=TAGS, help="one row for each kind of problem instead of each arm")
    checked = kinds.add_parser("cross-check", help="say how often answers are right where the traces of two arms agree")
    checked.add_argument("arms", nargs=2, metavar="ARM", help="two arms that were run")
    repairs = kinds.add_parser("repairs", help="say what became of first programs that failed: mended, right or wrong, or not at all")
    repairs.add_argument("arms", nargs="*", metavar="ARM", help="names of arms (default: all that were run)")
    contents = kinds.add_parser("problems", help="count the problems of a set by construct and difficulty")
    for each in (arms, ablate, table, checked, repairs, contents):
        each.add_argument(
            "--problems",
            default="seen",
            metavar="SET",
            help="seen, unseen or all of our counting problems, competition, or a file (default: seen)",
        )
    for each in (arms, competition, ablate, table, checked, repairs, contents):
        each.add_argument("--sample", type=int, metavar="N", help="a fixed random sample; of our own problems the first")
        each.add_argument("--json", action="store_true", help="print the table as JSON")
    for each in (arms, competition, ablate, table, checked, repairs):
        out = "out-competition" if each is competition else "out-evaluate"
        each.add_argument(
            "--out", type=Path, default=Path(out), metavar="DIR", help="the runs, a folder for each arm (default: %(default)s)"
        )
    arms.set_defaults(command=_run, by=None)
    ablate.set_defaults(command=lambda arguments: evaluate_ablate.ablate(arguments, _problems(arguments), ANY_INTEGER))
    competition.set_defaults(command=_run_competition, problems="competition")
    table.set_defaults(command=_print)
    checked.set_defaults(command=_cross_check)
    repairs.set_defaults(command=_print_repairs)
    contents.set_defaults(command=_print_contents)


def _run(arguments: argparse.Namespace) -> None:
    _make_runs(arguments)
    _print(arguments)
    _write_page(arguments, "Arms")


def _run_competition(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation import breakdown
    from kaggle_utils.evaluation.table import as_markdown

    _make_runs(arguments)
    problems, outcomes = _judged(arguments)
    rows = _rows(outcomes, problems)
    parts = {tag: breakdown.break_down(outcomes, problems, tag) for tag in TAGS[:2]}
    if arguments.json:
        tables: list[tuple[str, list[Any]]] = [("arms", list(rows)), *parts.items()]
        print(json.dumps({name: [asdict(row) for row in table] for name, table in tables}, indent=1))
    else:
        print("\n\n".join([as_markdown(rows), *[breakdown.as_markdown(found, tag) for tag, found in parts.items()]]))
    _write_page(arguments, "Competition problems")


def _write_page(arguments: argparse.Namespace, title: str) -> None:
    from kaggle_utils.evaluation.report import arms_page, write_page
    from kaggle_utils.evaluation.table import outcomes_of

    problems, runs = _problems(arguments), _runs(arguments)
    outcomes = {name: outcomes_of(run, problems) for name, run in runs.items()}
    page = arms_page(title, runs, outcomes, problems, _rows(outcomes, problems), arguments.out)
    say_where(write_page(page, arguments.out))


def _make_runs(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.arm import find_arms
    from kaggle_utils.evaluation.run import run

    problems = _problems(arguments)
    changes = engine_changes(arguments) | read_changes(arguments.set)
    planned = {}
    for arm in find_arms(arguments.arms):
        # A further engine that --set names takes the place of the arm's.
        named: dict[str, Any] = {role: changes[role] for role in ROLES if role in changes and role in arm.changes}
        own = {**changes, **arm.changes, **named, "out": arguments.out / arm.name, **ANY_INTEGER}
        planned[arm.name] = Settings.preset(arguments.preset, **own)
    posed = [each.problem for each in problems]
    import_runs(arguments.imports, planned, posed)
    for settings in planned.values():
        run(posed, settings, arguments.resume, arguments.width, place=place_of(arguments))


def _print(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation import breakdown
    from kaggle_utils.evaluation.table import as_markdown

    problems, outcomes = _judged(arguments)
    if arguments.by:
        parts = breakdown.break_down(outcomes, problems, arguments.by)
        print(json.dumps([asdict(part) for part in parts], indent=1) if arguments.json else breakdown.as_markdown(parts, arguments.by))
        return
    rows = _rows(outcomes, problems)
    print(json.dumps([asdict(row) for row in rows], indent=1) if arguments.json else as_markdown(rows))


def _judged(arguments: argparse.Namespace) -> tuple[Sequence[EvaluationProblem], dict[str, Outcomes]]:
    """The problems, and the outcomes of each arm that was run."""
    from kaggle_utils.evaluation.table import outcomes_of

    problems = _problems(arguments)
    return problems, {name: outcomes_of(run, problems) for name, run in _runs(arguments).items()}


def _rows(outcomes: Mapping[str, Outcomes], problems: Sequence[EvaluationProblem]) -> list[Row]:
    """The table of arms."""
    from kaggle_utils.evaluation.arm import find_arms
    from kaggle_utils.evaluation.table import against_of, make_table

    return make_table(outcomes, problems, against_of(find_arms(list(outcomes))))


def _cross_check(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.cross_check import cross_check
    from kaggle_utils.evaluation.run import load_run

    one, other = arguments.arms
    rows = cross_check(load_run(arguments.out / one), load_run(arguments.out / other), _problems(arguments))
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    for row in rows:
        print(f"traces {row.relation}: {one} right {row.one}, {other} right {row.other}")


def _print_repairs(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation import repairs

    rows = repairs.count_repairs(_runs(arguments), _problems(arguments))
    print(json.dumps([asdict(row) for row in rows], indent=1) if arguments.json else repairs.as_markdown(rows))


def _runs(arguments: argparse.Namespace) -> dict[str, Run]:
    """The runs of the named arms, or of all, as far as their folders hold one. Raises InputError where none does."""
    from kaggle_utils.evaluation.arm import find_arms
    from kaggle_utils.evaluation.run import JOURNAL, load_run

    names = [arm.name for arm in find_arms(arguments.arms) if (arguments.out / arm.name / JOURNAL).is_file()]
    if not names:
        asked = " ".join(arguments.arms) or "any arm"
        raise InputError(f"{arguments.out} holds no run of {asked}: kaggle_utils evaluate arms makes them, --out names their folder")
    return {name: load_run(arguments.out / name) for name in names}


def _print_contents(arguments: argparse.Namespace) -> None:
    from kaggle_utils.evaluation.contents import as_markdown, count_problems

    rows = count_problems(_problems(arguments))
    print(json.dumps([asdict(row) for row in rows], indent=1) if arguments.json else as_markdown(rows))


def _problems(arguments: argparse.Namespace) -> Sequence[EvaluationProblem]:
    from kaggle_utils.evaluation.problems import load_competition, load_families, load_problem_set

    if arguments.problems == "competition":
        return load_competition()[: arguments.sample]
    if arguments.problems in ("seen", "unseen", "all"):
        return load_families(arguments.problems)[: arguments.sample]
    return load_problem_set(Path(arguments.problems), sample=arguments.sample)
