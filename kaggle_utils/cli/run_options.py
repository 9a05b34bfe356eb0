"""The options of commands that make a run over many problems: the engine, changes to its settings, what a folder must hold, how wide."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.cli.cluster_options import add_cluster_options
from kaggle_utils.cli.engine_options import add_engine_options
from kaggle_utils.errors import InputError

if TYPE_CHECKING:
    from kaggle_utils.problem import Problem
    from kaggle_utils.settings import Settings

RESUME = ("always", "never", "if-possible")


def add_run_options(parser: argparse.ArgumentParser, preset: str) -> None:
    """Add the options of the engine, with this default preset, and ``--set``, ``--resume`` and ``--width``."""
    add_engine_options(parser, preset)
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="change a setting, such as repair_rounds=0")
    parser.add_argument(
        "--resume", choices=RESUME, default=RESUME[-1], help="what to do with a folder that holds a run (default: %(default)s)"
    )
    parser.add_argument("--width", type=int, metavar="N", help="attempts at once (default: what the engine works on at once)")
    add_cluster_options(parser)


def read_changes(given: Sequence[str]) -> dict[str, Any]:
    """Settings as FIELD=VALUE, the value as TOML has it. Raises InputError that names what cannot be read."""
    try:
        return tomllib.loads("\n".join(given))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"--set {' '.join(given)} cannot be read ({error}): write FIELD=VALUE, and text in quotes, as in --set voting='\"majority\"'"
        ) from None


def add_import_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--import``."""
    parser.add_argument(
        "--import",
        dest="imports",
        nargs="+",
        type=Path,
        default=[],
        metavar="RUN",
        help="folders of runs with the same settings on the same problems, which are taken over instead of being made again",
    )


def import_runs(folders: Sequence[Path], planned: Mapping[str, Settings], problems: Sequence[Problem]) -> None:
    """Take the runs in these folders over into the planned ones, and say which. Raises InputError for one that fits none."""
    from kaggle_utils.evaluation.imported import take_over

    for taken in take_over(folders, planned, problems):
        print(taken, file=sys.stderr)


def say_where(page: Path) -> None:
    """Say where a page was written, beside what is printed for programs to read."""
    print(f"the report is {page}", file=sys.stderr)
