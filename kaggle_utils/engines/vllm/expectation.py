"""Does a server that has come up use memory as planned? Where it does not, the plan or the server is wrong, and a person should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaggle_utils.checkpoint.weights import read_config, read_tensors
from kaggle_utils.engines.vllm.log import ServerFacts
from kaggle_utils.memory_plan import GIB, MemoryPlan, Serving, Split, find_gpu, plan
from kaggle_utils.settings import Settings

WEIGHTS_OFF = 0.10  # share; Marlin's workspace and fragmentation add a few per cent to the files' bytes
TOKENS_OFF = 0.20  # share; activations and CUDA's own memory are assumed in the plan, not measured


def plan_for(settings: Settings) -> MemoryPlan | None:
    """The memory plan of a server as the settings start it; None when they name no GPU."""
    if not settings.gpu:
        return None
    serve = settings.serve
    folder = settings.model_folder
    return plan(read_config(folder), read_tensors(folder), find_gpu(settings.gpu), Split.of(serve).gpus, read_serving(serve))


def read_serving(serve: Mapping[str, Any]) -> Serving:
    """What the memory plan has to know of a preset's ``serve`` table."""
    split = Split.of(serve)
    return Serving(
        gpu_memory_utilization=serve.get("gpu_memory_utilization", Serving.gpu_memory_utilization),
        max_model_len=serve.get("max_model_len"),
        max_num_seqs=serve.get("max_num_seqs"),
        parallel="pipeline" if split.pipeline == split.gpus > 1 else "tensor",
        dtype=serve.get("dtype", "half"),
        split=None if split.gpus in (split.tensor, split.pipeline) else split,
    )


def compare(facts: ServerFacts, planned: MemoryPlan) -> Sequence[str]:
    """A sentence for each figure of the log that is further from the plan than can be explained."""
    differences = []
    weights = max(planned.weights) / GIB
    if facts.weights_gib is not None and abs(facts.weights_gib - weights) > WEIGHTS_OFF * weights:
        differences.append(f"weights take {facts.weights_gib:.2f} GiB on a GPU, {weights:.2f} were planned")
    if facts.kv_tokens is not None and abs(facts.kv_tokens - planned.tokens) > TOKENS_OFF * planned.tokens:
        differences.append(f"the KV cache holds {facts.kv_tokens:,} tokens, {planned.tokens:,} were planned")
    return differences
