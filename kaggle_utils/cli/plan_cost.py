"""Say what a large job costs, from measured rates: ``plan --sequences N``."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from kaggle_utils.errors import InputError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--sequences`` and what goes with it."""
    cost = parser.add_argument_group("for the cost of a large job, without a model")
    cost.add_argument("--sequences", type=int, metavar="N", help="items: sequences that are drawn, or attempts that are made")
    cost.add_argument("--work", default="codeseq", metavar="KIND", help="codeseq (default), oeis or attempts (evaluation/cost/rates.toml)")
    cost.add_argument("--from", dest="measured", type=Path, metavar="RUN", help="measure the work on this run, or build, instead")
    cost.add_argument("--preset", default="cpu-qwen-1.5b", help="whose speed is meant (default: %(default)s)")
    cost.add_argument("--tokens-per-second", type=float, metavar="X", help="of all requests together, instead of the preset's")
    cost.add_argument("--engine-gpus", type=int, metavar="N", help="GPUs of an engine of that speed (default: the preset's)")


def plan_cost(arguments: argparse.Namespace) -> int:
    """Print the cost. Raises InputError for a kind, a preset or a run without a rate, and for impossible numbers."""
    from kaggle_utils.evaluation.cost.estimate import describe, estimate
    from kaggle_utils.evaluation.cost.rates import Measured, Speed, find_speed, find_work, load_pilot_error
    from kaggle_utils.evaluation.cost.work import measure

    for name in ("sequences", "tokens_per_second"):
        value = getattr(arguments, name)
        if value is not None and value <= 0:
            raise InputError(f"--{name.replace('_', '-')} is {value:g}, and must be greater than 0")
    given = arguments.tokens_per_second
    speed = find_speed(arguments.preset) if given is None else Speed(given, "--tokens-per-second")
    if arguments.engine_gpus is not None:
        speed = replace(speed, gpus=arguments.engine_gpus, cores=0)
    if arguments.measured is None:
        found = find_work(arguments.work)
    else:
        found = Measured(measure(arguments.measured), "", str(arguments.measured), load_pilot_error())
    cost = estimate(arguments.sequences, found.work, speed)
    if arguments.json:
        table = {"cost": asdict(cost), "work": asdict(found.work), "speed": asdict(speed), "source": found.source, "error": found.error}
        print(json.dumps(table, indent=1))
    else:
        print(describe(cost, speed, f"{found.what}: {found.source}" if found.what else found.source, found.error))
    return 0
