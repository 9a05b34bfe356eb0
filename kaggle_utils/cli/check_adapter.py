"""Say whether a LoRA adapter can be submitted and served, without loading it."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from kaggle_utils.cli.commands import Commands
from kaggle_utils.errors import InputError

MAX_SCAN = 8 * 10**9  # bytes whose numbers are read; half a minute from a disk that reads 250 MB/s


def add_command(commands: Commands) -> None:
    """Add ``check-adapter`` and its arguments to the command line."""
    parser = commands.add_parser("check-adapter", help="say whether a LoRA adapter can be submitted and served (exit code 1: it cannot)")
    parser.add_argument("adapter", type=Path, metavar="DIR", help="the folder with adapter_config.json and adapter_model.safetensors")
    parser.add_argument("--competition", metavar="NAME", help="take the limits from this row of kaggle_utils/settings/competitions.toml")
    parser.add_argument("--max-rank", type=int, metavar="N", help="the highest rank that is allowed (default: what vLLM serves)")
    parser.add_argument("--base-model", metavar="NAME", help="the base model that is asked for; a part of its name suffices")
    parser.add_argument("--base", type=Path, metavar="DIR", help="the base model's folder, to compare modules and sizes with")
    parser.add_argument("--max-size", type=float, metavar="MB", help="the largest size of all files together, in 10^6 bytes")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kaggle_utils.checkpoint.adapter import WEIGHTS, read_adapter
    from kaggle_utils.checkpoint.base_layers import read_base_layers
    from kaggle_utils.checkpoint.finite import scan
    from kaggle_utils.doctor.adapter import adapter_table, judge_adapter
    from kaggle_utils.doctor.health_check import write_table
    from kaggle_utils.settings.competitions import AdapterRules, find_competition

    rules = AdapterRules()
    if arguments.competition:
        asked = find_competition(arguments.competition).adapter
        if asked is None:
            raise InputError(f"{arguments.competition} does not ask for an adapter: leave --competition out, or name --max-rank")
        rules = asked
    for flag, field in (("max_rank", "max_rank"), ("base_model", "base_model"), ("max_size", "max_megabytes")):
        value = getattr(arguments, flag)
        if value is not None:
            if not isinstance(value, str) and value <= 0:
                raise InputError(f"--{flag.replace('_', '-')} is {value:g}, and must be greater than 0")
            rules = replace(rules, **{field: value})
    adapter = read_adapter(arguments.adapter)
    layers = read_base_layers(arguments.base) if arguments.base else None
    scanned = scan(adapter.folder / WEIGHTS) if not adapter.damage and adapter.files.get(WEIGHTS, 0) <= MAX_SCAN else None
    lines = judge_adapter(adapter, rules, layers, scanned)
    table = adapter_table(adapter, rules, lines)
    if arguments.json:
        print(json.dumps(table, indent=1))
    else:
        ways = [line.way_out for line in lines if line.level == "problem"]
        verdict = "ready: this adapter can be submitted" if table["ready"] else f"not ready: {ways[0]}"
        print(f"{write_table(lines)}\n\n{verdict}")
    return 0 if table["ready"] else 1
