"""The options that place a command's work on a Ray cluster."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaggle_utils.fanout import Place


def add_cluster_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--ray``, ``--workers`` and ``--gpus-per-worker``."""
    parser.add_argument(
        "--ray", metavar="ADDRESS", help="a Ray cluster, HOST:PORT or auto, whose nodes see the output folder (docs/fanout.md)"
    )
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="on the cluster, each with an engine (default: one a node)")
    parser.add_argument("--gpus-per-worker", type=float, default=0.0, metavar="N", help="GPUs that each reserves (default: none)")


def place_of(arguments: argparse.Namespace) -> Place | None:
    """Where the work goes, None for this machine. Raises InputError where Ray is not installed."""
    if not arguments.ray:
        return None
    from kaggle_utils.fanout import Place
    from kaggle_utils.fanout.on_ray import import_ray

    import_ray()
    return Place(arguments.ray, workers=arguments.workers, gpus=arguments.gpus_per_worker)
