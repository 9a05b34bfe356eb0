"""Say whether this machine is ready, and with which preset."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from kaggle_utils.cli.commands import Commands
from kaggle_utils.settings import Settings


def add_command(commands: Commands) -> None:
    """Add ``doctor`` and its arguments to the command line."""
    parser = commands.add_parser("doctor", help="say whether this machine is ready, and with which preset (exit code 1: it is not)")
    parser.add_argument("--full", action="store_true", help="bring the preset up and measure it; writes doctor.json and doctor.html")
    parser.add_argument("--no-comparisons", action="store_true", help="with --full: do not compare the preset with variants of it")
    parser.add_argument("--preset", metavar="NAME", help="judge this preset (default: KAGGLE_UTILS_PRESET, else the best that fits)")
    parser.add_argument("--model", type=Path, metavar="DIR", help="a checkpoint or a .gguf file, instead of those that are attached")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where --full writes (default: the notebook's output folder)")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kaggle_utils import doctor

    preset = arguments.preset or os.environ.get("KAGGLE_UTILS_PRESET", "")
    if preset:
        Settings.preset(preset, model="checked below")
    machine = doctor.look(arguments.model, out=arguments.out)
    checkup = doctor.check_up(machine, preset)
    if not arguments.full or not (checkup.ready or preset):
        print(json.dumps(doctor.as_table(checkup), indent=1) if arguments.json else doctor.describe(checkup))
        return 0 if checkup.ready else 1
    settings = doctor.trial_settings(machine, checkup.best.settings.name, arguments.out)
    doctor.prepare_folder(settings.out)
    if not arguments.json:
        print(f"{doctor.describe(checkup)}\n")
    # Progress is not the result, which --json wants alone on stdout.
    trial = doctor.try_out(machine, settings, _say)
    # The page is there before the comparisons, which may take an hour, and is written again with them.
    written = doctor.write_page(checkup, trial, settings.out)
    experiment = None if arguments.no_comparisons else doctor.compare_variants(machine, trial, _say)
    written = doctor.write_page(checkup, trial, settings.out, experiment)
    if arguments.json:
        print(json.dumps(doctor.full_table(checkup, trial, experiment), indent=1, default=str))
    else:
        print(f"{doctor.write_table(doctor.results(trial))}\n\n{doctor.recommend(trial, machine)}")
        if experiment is not None:
            print(f"\n{doctor.write_experiment(experiment)}\n")
        print(f"look at    {written[1]}\nfiles      {', '.join(map(str, written))}")
    return 1 if trial.failure else 0


def _say(line: str) -> None:
    """Progress, which goes beside the result."""
    print(f"... {line}", file=sys.stderr, flush=True)
