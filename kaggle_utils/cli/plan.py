"""Say whether a model fits GPUs, or a machine's memory, without loading it; or what a large job costs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.cli import plan_cost
from kaggle_utils.cli.commands import Commands
from kaggle_utils.errors import InputError

if TYPE_CHECKING:
    from kaggle_utils.memory_plan import LlamaPlan, Split

# Flags that only one kind of model takes, and their defaults.
VLLM: Mapping[str, Any] = {"gpu_memory_utilization": 0.9, "parallel": "tensor", "dtype": "half"}
SPLIT = ("tensor_parallel_size", "pipeline_parallel_size", "data_parallel_size")
COUNTS = (1, 2, 4, 8)  # GPUs of one machine that are rented together
LLAMA: Mapping[str, Any] = {"memory": None, "beside": None, "split_mode": "layer", "cache_type": "f16", "n_gpu_layers": None}


def add_command(commands: Commands) -> None:
    """Add ``plan`` and its arguments to the command line."""
    parser = commands.add_parser("plan", help="say whether a model fits GPUs (exit code 1: no), or what a job costs (--sequences)")
    parser.add_argument(
        "model", type=Path, nargs="?", metavar="MODEL", help="a checkpoint's folder, even with nothing but config.json, or a .gguf file"
    )
    parser.add_argument("--gpu", help="a name of kaggle_utils/memory_plan/gpus.toml (default: T4)")
    parser.add_argument("--count", type=int, metavar="N", help="how many of them (default: 1)")
    parser.add_argument("--max-model-len", type=int, metavar="N", help="tokens of the longest sequence (default: the model's context)")
    parser.add_argument("--max-num-seqs", type=int, metavar="N", help="sequences that must fit at full length at once")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON, sizes in bytes")
    vllm = parser.add_argument_group("for a checkpoint's folder, served by vLLM")
    vllm.add_argument("--gpu-memory-utilization", type=float, metavar="X", help="as vLLM's (default: 0.9)")
    vllm.add_argument("--parallel", choices=("tensor", "pipeline"), help="how GPUs share (default: tensor)")
    vllm.add_argument(
        "--tensor-parallel-size", type=int, metavar="N", help="as vLLM's, with the next two: GPUs that share each layer (default: 1)"
    )
    vllm.add_argument("--pipeline-parallel-size", type=int, metavar="N", help="stages of layers (default: 1)")
    vllm.add_argument("--data-parallel-size", type=int, metavar="N", help="copies of the model (default: 1)")
    vllm.add_argument(
        "--splits",
        action="store_true",
        help="a table of all ways to share the model among --count GPUs (default: 1, 2, 4 and 8) of --gpu (default: every kind)",
    )
    vllm.add_argument("--dtype", help="of what is not quantised, and of the KV cache (default: half)")
    llama = parser.add_argument_group("for a .gguf file, served by llama.cpp")
    llama.add_argument("--memory", type=float, metavar="GIB", help="of a machine without a GPU, instead of --gpu and --count")
    llama.add_argument(
        "--beside", type=Path, metavar="MODEL", help="a second model, a planner's or verifier's, that is loaded after it (with --memory)"
    )
    llama.add_argument("--split-mode", choices=("none", "layer", "row"), help="how GPUs share (default: layer)")
    llama.add_argument("--cache-type", metavar="TYPE", help="of the KV cache, such as q8_0 (default: f16)")
    llama.add_argument("--n-gpu-layers", type=int, metavar="N", help="layers on the GPUs, the output counted as one (default: all)")
    plan_cost.add_options(parser)
    parser.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kaggle_utils.checkpoint.gguf_file import is_gguf

    if (arguments.model is None) == (arguments.sequences is None):
        raise InputError("plan needs either a MODEL, to say whether it fits, or --sequences N, to say what a job costs")
    if arguments.sequences is not None:
        return plan_cost.plan_cost(arguments)
    if not is_gguf(arguments.model):
        return _plan_vllm(arguments)
    if arguments.splits:
        raise InputError(f"--splits is for vLLM, and llama.cpp serves a .gguf file: leave it out for {arguments.model}")
    return _plan_llama(arguments)


def _plan_vllm(arguments: argparse.Namespace) -> int:
    from kaggle_utils.checkpoint.weights import read_model
    from kaggle_utils.memory_plan import Serving, as_table, describe, expected_tensors, find_gpu, plan

    if arguments.splits:
        return _plan_splits(arguments)
    _refuse(arguments, LLAMA, "is for a .gguf file")
    flags = {name: _given(arguments, name, default) for name, default in VLLM.items()}
    split = _split(arguments)
    serving = Serving(max_model_len=arguments.max_model_len, max_num_seqs=arguments.max_num_seqs, split=split, **flags)
    config, found = read_model(arguments.model)
    count = _given(arguments, "count", split.gpus if split else 1)
    made = plan(config, found or expected_tensors(config), find_gpu(_given(arguments, "gpu", "T4")), count, serving)
    source = f"the headers of {len(found):,} tensors" if found else "config.json alone"
    print(json.dumps(as_table(made), indent=1) if arguments.json else describe(made, source))
    return 0 if made.starts else 1


def _split(arguments: argparse.Namespace) -> Split | None:
    """The split that the three flags name, None where they name none. Raises InputError for one that contradicts the other flags."""
    from kaggle_utils.memory_plan import Split

    if all(getattr(arguments, flag) is None for flag in SPLIT):
        return None
    if arguments.parallel is not None:
        raise InputError(f"--parallel {arguments.parallel} says the split already: leave it out beside the --...-parallel-size flags")
    split = Split.of({flag: _given(arguments, flag, 1) for flag in SPLIT})
    if arguments.count not in (None, split.gpus):
        raise InputError(f"--count is {arguments.count}, and {split} needs {split.gpus} GPUs: leave out --count, or change the split")
    return split


def _plan_splits(arguments: argparse.Namespace) -> int:
    from kaggle_utils.checkpoint.weights import read_model
    from kaggle_utils.memory_plan import Serving, describe_splits, expected_tensors, find_gpu, load_gpus, plan_splits, splits_table

    for flag in ("parallel", *SPLIT):
        if getattr(arguments, flag) is not None:
            raise InputError(f"--{flag.replace('_', '-')} names one split, and --splits lists all: leave out one of them")
    flags = {name: _given(arguments, name, default) for name, default in VLLM.items()}
    serving = Serving(max_model_len=arguments.max_model_len, max_num_seqs=arguments.max_num_seqs, **flags)
    config, found = read_model(arguments.model)
    gpus = [find_gpu(arguments.gpu)] if arguments.gpu else list(load_gpus().values())
    counts = COUNTS if arguments.count is None else (arguments.count,)
    plans = plan_splits(config, found or expected_tensors(config), gpus, counts, serving)
    print(json.dumps(splits_table(plans), indent=1) if arguments.json else describe_splits(plans))
    return 0 if any(each.starts for each in plans) else 1


def _plan_llama(arguments: argparse.Namespace) -> int:
    from kaggle_utils.memory_plan import describe_llama, llama_table

    made = _make_llama_plan(arguments)
    second = _plan_beside(made, arguments)
    if arguments.json:
        print(json.dumps(llama_table(made) | ({} if second is None else {"beside": llama_table(second)}), indent=1))
    else:
        print("\n\n".join(describe_llama(each) for each in (made, second) if each is not None))
    return 0 if made.starts and (second is None or second.starts) else 1


def _plan_beside(first: LlamaPlan, arguments: argparse.Namespace) -> LlamaPlan | None:
    """The plan of a second model in the memory that the first one leaves, served alike; None where none is named."""
    from kaggle_utils.checkpoint.gguf_file import read_gguf
    from kaggle_utils.memory_plan import plan_in_memory

    if arguments.beside is None:
        return None
    if first.gpu is not None:
        raise InputError(
            "--beside is for a machine's memory (--memory): on GPUs give each model its own card or its own share, and plan each alone"
        )
    return plan_in_memory(read_gguf(arguments.beside), first.memory - first.taken, first.serving)


def _make_llama_plan(arguments: argparse.Namespace) -> LlamaPlan:
    from kaggle_utils.checkpoint.gguf_file import read_gguf
    from kaggle_utils.memory_plan import GIB, LlamaServing, find_gpu, plan_in_memory, plan_on_gpus

    _refuse(arguments, (*VLLM, *SPLIT), "is vLLM's, and llama.cpp serves a .gguf file")
    slots = _given(arguments, "max_num_seqs", 1)
    cache = _given(arguments, "cache_type", LLAMA["cache_type"])
    serving = LlamaServing(
        n_ctx=arguments.max_model_len * slots if arguments.max_model_len is not None else None,
        n_parallel=slots,
        split_mode=_given(arguments, "split_mode", LLAMA["split_mode"]),
        cache_type_k=cache,
        cache_type_v=cache,
        n_gpu_layers=arguments.n_gpu_layers,
        cache_ram_mib=0,  # as the engine starts it (engines/llamacpp/backend.py)
    )
    model = read_gguf(arguments.model)
    if arguments.memory is None:
        return plan_on_gpus(model, find_gpu(_given(arguments, "gpu", "T4")), _given(arguments, "count", 1), serving)
    for name in ("gpu", "count"):
        if getattr(arguments, name) is not None:
            raise InputError(f"--memory is for a machine without a GPU: leave out --{name}, or --memory")
    if arguments.memory <= 0:
        raise InputError(f"--memory is {arguments.memory:g}, and must be greater than 0")
    return plan_in_memory(model, int(arguments.memory * GIB), serving)


def _given(arguments: argparse.Namespace, name: str, default: Any) -> Any:
    """The flag's value, or the default for one that was not given."""
    value = getattr(arguments, name)
    return default if value is None else value


def _refuse(arguments: argparse.Namespace, names: Iterable[str], why: str) -> None:
    """Raise InputError for a flag that would be without effect."""
    for name in names:
        if getattr(arguments, name) is not None:
            raise InputError(f"--{name.replace('_', '-')} {why}: leave it out for {arguments.model}")
