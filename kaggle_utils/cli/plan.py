"""Say whether a model fits GPUs, without any."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kaggle_utils.cli.commands import Commands


def add_command(commands: Commands) -> None:
    """Add ``plan`` and its arguments to the command line."""
    parser = commands.add_parser("plan", help="say whether a model fits GPUs, without any (exit code 1: the server would not start)")
    parser.add_argument("model", type=Path, metavar="MODEL_DIR", help="a checkpoint, or a folder with nothing but its config.json")
    parser.add_argument("--gpu", default="T4", help="a name of kaggle_utils/memory_plan/gpus.toml (default: %(default)s)")
    parser.add_argument("--count", type=int, default=1, metavar="N", help="how many of them (default: %(default)s)")
    parser.add_argument("--max-model-len", type=int, metavar="N", help="tokens of the longest sequence (default: the model's context)")
    parser.add_argument("--max-num-seqs", type=int, metavar="N", help="sequences that must fit at full length at once")
    parser.add_argument("--gpu-memory-utilization", type=float, default=0.9, metavar="X", help="as vLLM's (default: %(default)s)")
    parser.add_argument("--parallel", choices=("tensor", "pipeline"), default="tensor", help="how GPUs share (default: %(default)s)")
    parser.add_argument("--dtype", default="half", help="of what is not quantised, and of the KV cache (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON, sizes in bytes")
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kaggle_utils.checkpoint.weights import read_model
    from kaggle_utils.memory_plan import Serving, as_table, describe, expected_tensors, find_gpu, plan

    serving = Serving(
        arguments.gpu_memory_utilization, arguments.max_model_len, arguments.max_num_seqs, arguments.parallel, arguments.dtype
    )
    config, found = read_model(arguments.model)
    made = plan(config, found or expected_tensors(config), find_gpu(arguments.gpu), arguments.count, serving)
    source = f"the headers of {len(found):,} tensors" if found else "config.json alone"
    print(json.dumps(as_table(made), indent=1) if arguments.json else describe(made, source))
    return 0 if made.starts else 1
