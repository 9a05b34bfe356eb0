"""Make training data of integer sequences, and verify them."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kaggle_utils.cli.cluster_options import add_cluster_options, place_of
from kaggle_utils.cli.commands import Commands

if TYPE_CHECKING:
    from kaggle_utils.codeseq.benchmarks import BenchmarkItem


def add_command(commands: Commands) -> None:
    """Add ``codeseq`` and its commands to the command line."""
    parser = commands.add_parser("codeseq", help="make training data of integer sequences")
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    build = kinds.add_parser("build", help="make problems and verified programs of sequences; a build that was stopped goes on")
    verify = kinds.add_parser("verify", help="run every sample of a build again; exit 1 if any fails")
    for each in (build, verify):
        each.add_argument("config", type=Path, metavar="CONFIG.toml", help="such as kaggle_utils/codeseq/example.toml, which explains it")
        each.add_argument("--json", action="store_true", help="print the figures as JSON")
    add_cluster_options(build)
    build.set_defaults(command=_build)
    verify.set_defaults(command=_verify)


def _build(arguments: argparse.Namespace) -> None:
    from kaggle_utils.codeseq.build import build
    from kaggle_utils.codeseq.config import read_config
    from kaggle_utils.codeseq.statistics_text import as_text
    from kaggle_utils.codeseq.write import write_data

    config = read_config(arguments.config)
    statistics = write_data(build(config, _our_benchmarks(), place=place_of(arguments)), config)
    print(json.dumps(asdict(statistics), indent=1) if arguments.json else f"{as_text(statistics)}\nfiles                   {config.out}")


def _verify(arguments: argparse.Namespace) -> int:
    from kaggle_utils.codeseq.config import read_config
    from kaggle_utils.codeseq.verify import verify

    verified = verify(read_config(arguments.config), _our_benchmarks())
    if arguments.json:
        print(json.dumps(asdict(verified), indent=1))
    else:
        for id_, trouble in verified.failed.items():
            print(f"{id_}: {trouble}")
        print(f"{verified.checked} samples checked, {len(verified.failed)} failed")
    return 1 if verified.failed else 0


def _our_benchmarks() -> list[BenchmarkItem]:
    """The families that the package evaluates on: their statements and their traces."""
    from kaggle_utils.codeseq.benchmarks import BenchmarkItem
    from kaggle_utils.evaluation.families import read_families

    return [
        BenchmarkItem(family.name, "\n".join(wording.statement for wording in family.wordings), family.trace) for family in read_families()
    ]
