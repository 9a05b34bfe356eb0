"""Run the cells of a grid on a set of problems, and say which levels help."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.cli.cluster_options import place_of
from kaggle_utils.cli.commands import Commands
from kaggle_utils.cli.engine_options import changes_for
from kaggle_utils.cli.run_options import add_import_option, add_run_options, import_runs, read_changes, say_where

if TYPE_CHECKING:
    from kaggle_utils.evaluation.problems import EvaluationProblem

ASSUMED_DISCORDANCE = 0.25  # what docs/evaluation.md reckons with, before anything was measured


def add_kind(kinds: Commands) -> argparse.ArgumentParser:
    """Add ``evaluate ablate`` to the command line."""
    parser = kinds.add_parser("ablate", help="run a grid of settings and say which levels help")
    parser.add_argument("grid", metavar="GRID", help="a TOML file, or the name of one in kaggle_utils/evaluation/grids")
    add_run_options(parser, "cpu-qwen-0.5b")
    add_import_option(parser)
    parser.add_argument("--plan", action="store_true", help="say what would be run, and what differences it would find; run nothing")
    parser.add_argument("--format", choices=("markdown", "csv", "latex"), default="markdown", help="of the tables (default: %(default)s)")
    return parser


def ablate(arguments: argparse.Namespace, problems: Sequence[EvaluationProblem], always: Mapping[str, Any]) -> None:
    """Run what the folders lack, print the tables, write them to ``ablation.json`` and ``report.html``. ``always`` changes every preset."""
    from kaggle_utils.evaluation.ablation import analyse, run_cells
    from kaggle_utils.evaluation.ablation_tables import as_json, as_text
    from kaggle_utils.evaluation.cells import cells_of, settings_of
    from kaggle_utils.evaluation.grid_file import read_grid
    from kaggle_utils.evaluation.report import ablation_page, write_page

    grid = read_grid(arguments.grid)
    changed = read_changes(arguments.set)

    def given(preset: str) -> dict[str, Any]:
        return {**always, **changes_for(preset, arguments), **changed}

    out: Path = arguments.out
    plan = [(cell, settings_of(grid, cell, arguments.preset, given, out)) for cell in cells_of(grid)]
    if arguments.plan:
        print(describe_plan([cell.name for cell, _ in plan], grid.comparisons, len(problems), max(1, len(grid.seeds))))
        return
    each_run = {", ".join(filter(None, (cell.name, sample))): settings for cell, samples in plan for sample, settings in samples.items()}
    import_runs(arguments.imports, each_run, [each.problem for each in problems])
    found = analyse(grid, run_cells(plan, problems, arguments.resume, arguments.width, place=place_of(arguments)), problems)
    table = as_json(found)
    (out / "ablation.json").write_text(table + "\n", encoding="utf-8")
    print(table if arguments.json else as_text(found, arguments.format))
    say_where(write_page(ablation_page(found, each_run, problems, out), out))


def describe_plan(cells: Sequence[str], comparisons: int, problems: int, samples: int) -> str:
    """The cells, and what differences so many problems find, before anything is run."""
    from kaggle_utils.evaluation.power import detectable_points, needed_problems

    found = detectable_points(problems, ASSUMED_DISCORDANCE, comparisons=comparisons)
    needed = needed_problems(3, ASSUMED_DISCORDANCE, comparisons=comparisons)
    lines = [
        f"{len(cells)} cells: {'; '.join(cells)}",
        f"each at {problems} problems" + (f", {samples} samples of each" if samples > 1 else ""),
        f"{comparisons} comparisons; if two cells disagree on {100 * ASSUMED_DISCORDANCE:.0f} % of the problems, {problems} independent "
        f"problems find a difference of {found:.0f} points in four of five trials; to distinguish 3 points you need n = {needed:,}",
    ]
    return "\n".join(lines)
