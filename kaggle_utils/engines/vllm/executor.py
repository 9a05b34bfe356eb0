"""Whether vLLM can spread its ranks as a preset's ``serve`` table says: over GPUs, by which executor, in which copies.

The names are those of ``vllm serve`` 0.19.1 (pins/vllm-0.19.1.json): ``tensor_parallel_size``, ``pipeline_parallel_size``,
``data_parallel_size``, ``distributed_executor_backend``, ``data_parallel_backend``.
"""

from __future__ import annotations

import importlib.util
import subprocess

from kaggle_utils.checkpoint.config import ModelConfig
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import Split, check_split
from kaggle_utils.settings import Settings

EXECUTORS = ("mp", "ray", "uni")
COPY_BACKENDS = ("mp", "ray")
_HAS_RAY = "import importlib.util, sys; sys.exit(importlib.util.find_spec('ray') is None)"


def check_executor(settings: Settings) -> None:
    """Raise InputError for impossible sizes, an executor that vLLM does not have or that cannot hold the ranks, and for ray without Ray."""
    serve, split = settings.serve, Split.of(settings.serve)
    executor, copies = serve.get("distributed_executor_backend"), serve.get("data_parallel_backend", "mp")
    if executor == "external_launcher":
        raise InputError(
            f"distributed_executor_backend is {executor!r}, for ranks that torchrun starts, and here vLLM starts them: take 'mp' on one "
            "machine, 'ray' on several"
        )
    if executor not in (None, *EXECUTORS):
        raise InputError(f"distributed_executor_backend is {executor!r}; there are: {', '.join(EXECUTORS)}")
    if copies not in COPY_BACKENDS:
        raise InputError(f"data_parallel_backend is {copies!r}; there are: {', '.join(COPY_BACKENDS)}")
    if executor == "uni" and split.of_one_copy > 1:
        raise InputError(
            f"distributed_executor_backend is 'uni', one process, and {split} needs {split.of_one_copy}: take 'mp' on one machine, 'ray' "
            "on several"
        )
    if "ray" in (executor, copies):
        _check_ray(settings)
    elif settings.gpu:
        _check_cards(settings, split)


def check_shape(config: ModelConfig, settings: Settings) -> None:
    """Raise InputError for a model that cannot be shared as the settings ask."""
    split = Split.of(settings.serve)
    problems = [problem.sentence for problem in check_split(config, split)]
    if problems:
        raise InputError(
            f"{settings.model_folder} cannot be split {split} ways: {'; '.join(problems)} (kaggle_utils plan "
            f"{settings.model_folder} --splits --count {split.gpus} lists the splits that fit)"
        )


def _check_cards(settings: Settings, split: Split) -> None:
    """Without Ray all ranks are on this machine, on the GPUs that the variable names."""
    for own in settings.servers:
        named = {**settings.environment, **own}.get("CUDA_VISIBLE_DEVICES", "")
        cards = [card for card in named.split(",") if card.strip()]
        if cards and len(cards) < split.gpus:
            raise InputError(
                f"{split} needs {split.gpus} GPUs, and CUDA_VISIBLE_DEVICES is {named!r}: name as many, make the split smaller, or set "
                "distributed_executor_backend = 'ray' where the others are on other machines"
            )


def _check_ray(settings: Settings) -> None:
    if settings.server_python:
        has_ray = subprocess.run([settings.server_python, "-c", _HAS_RAY], check=False, capture_output=True).returncode == 0
    else:
        has_ray = importlib.util.find_spec("ray") is not None
    if not has_ray:
        where = settings.server_python or "this environment"
        raise InputError(
            f"distributed_executor_backend or data_parallel_backend is 'ray', and Ray is not installed in {where}: pip install ray there, "
            "or take 'mp' on one machine"
        )
