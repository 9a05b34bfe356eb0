"""llama.cpp as a backend: what it is given, and how its log is read."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.gguf_file import check_gguf
from kaggle_utils.engines.llamacpp.build import has_gpu_code
from kaggle_utils.engines.llamacpp.ending import read_ending, read_stall
from kaggle_utils.engines.llamacpp.expectation import differences
from kaggle_utils.engines.llamacpp.log import read_facts
from kaggle_utils.engines.served.backend import Backend
from kaggle_utils.engines.served.environment import tied_to_parent
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings

SCRIPT = Path(__file__).with_name("serve.py")
# What every server is given; a preset's serve table wins.
DEFAULTS: Mapping[str, Any] = {
    "n_ctx": 16384,
    "n_parallel": 4,
    # Each slot has its share of n_ctx to itself. In a common cache, requests fail when all slots together need more than there is.
    "kv_unified": False,
    "cache_ram_mib": 0,  # prompts kept in RAM for slots that do not hold them: 8 GiB by default, more than a laptop has to give
    # Off, because it makes the context smaller until it fits, and says so only in the log.
    "fit_params": False,
    # llama.cpp's own sampling keeps 40 tokens and drops those below a twentieth of the likeliest. Settings knows temperature and top_p,
    # and a run must not depend on the engine beyond them.
    "sampling.top_k": 0,
    "sampling.min_p": 0.0,
    "reasoning_format": "none",  # thoughts stay in the text, where the answer's reader expects them
    "endpoint_metrics": True,
    "ui": False,
    "verbosity": 4,  # the level that states the sizes of weights and KV cache; twenty lines a request
}


def check(settings: Settings) -> None:
    """Raise InputError for what is not a whole GGUF file, and where xllamacpp is not installed, or not for the GPUs that are asked for."""
    file = settings.model_folder
    if not file.is_file():
        raise InputError(f"{file} is not a file: the engine llamacpp needs a GGUF file (kaggle_utils fetch NAME, or --model FILE.gguf)")
    check_gguf(file)
    if settings.server_python:
        return
    found = importlib.util.find_spec("xllamacpp")
    if found is None:
        raise InputError("the engine llamacpp needs xllamacpp, which is not installed: pip install 'kaggle-utils[llamacpp]'")
    if settings.gpu and found.origin and not has_gpu_code(Path(found.origin).parent):
        raise InputError(
            f"preset {settings.name!r} is for GPUs, and the xllamacpp that is installed is a build for the CPU: install its build for CUDA "
            "(docs/t4.md says from where)"
        )


def command(settings: Settings, port: int) -> list[str]:
    """The command line of a server."""
    fixed = {"model.path": str(settings.model_folder), "model_alias": [settings.name], "port": port}
    return tied_to_parent(
        settings.server_python or sys.executable, ["-P", str(SCRIPT), json.dumps({**DEFAULTS, **settings.serve, **fixed})]
    )


def slots(settings: Settings) -> int:
    """How many requests a server works on at once."""
    return int(settings.serve.get("n_parallel", DEFAULTS["n_parallel"]))


def differences_from_plan(settings: Settings, facts: Mapping[str, Any]) -> Sequence[str]:
    """Where a server runs otherwise than its table says."""
    return tuple(differences(settings, {**DEFAULTS, **settings.serve}, facts))


LLAMACPP = Backend(
    name="llamacpp",
    title="llama.cpp",
    check=check,
    command=command,
    read_ending=read_ending,
    read_stall=read_stall,
    read_facts=read_facts,
    differences_from_plan=differences_from_plan,
    capacity=slots,
    # Its threads wait for each other at every layer. Spinning, as OpenMP's do by default, they took a machine whose cores were busy
    # elsewhere from 7.9 to 1.5 tokens/s (0.5B, two threads, docs/engines.md).
    environment={"OMP_WAIT_POLICY": "passive"},
)
