"""The memory that the server's log reports, compared with the memory plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kaggle_utils.checkpoint.config import ModelConfig
from kaggle_utils.doctor.candidates import Candidate, serving_of
from kaggle_utils.memory_plan import GIB, LlamaPlan, Split
from kaggle_utils.memory_plan.placement import kv_bytes_per_token, weights_per_gpu

MIB = 2**20
PROCESSOR_CACHE = "VLLM_CPU_KVCACHE_SPACE"  # GiB for the KV cache of each rank of vLLM's CPU build


@dataclass(frozen=True)
class Comparison:
    """A quantity as planned and as found."""

    what: str
    planned: float
    found: float

    @property
    def ratio(self) -> float:
        """Found over planned."""
        return self.found / self.planned


def compare(candidate: Candidate, details: Mapping[str, Any]) -> tuple[Comparison, ...]:
    """Compare weights and KV cache, as far as the log reports them; returns nothing for an engine without a log."""
    config = candidate.checkpoint.config if candidate.checkpoint else None
    if isinstance(candidate.plan, LlamaPlan):
        return tuple(_compare_llama(candidate.plan, details))
    if config is None:
        return ()
    planned = {"weights_gib": _weights(candidate, config), "kv_tokens": _tokens(candidate, config)}
    words = {"weights_gib": "weights on a GPU or rank, GiB", "kv_tokens": "KV cache, tokens"}
    return tuple(
        Comparison(words[name], value, float(details[name])) for name, value in planned.items() if value and details.get(name) is not None
    )


def _compare_llama(plan: LlamaPlan, details: Mapping[str, Any]) -> Iterator[Comparison]:
    if details.get("kv_mib") is not None:
        # A cache beside the GPUs' is counted in with the weights that stay there.
        yield Comparison("KV cache, MiB", sum(plan.kv_cache) / MIB, float(details["kv_mib"]))
    # In the machine's memory llama.cpp keeps some weights a second time, laid out for the processor.
    if details.get("weights_mib") is not None and plan.gpu is not None:
        yield Comparison("weights, MiB", (sum(plan.weights) + plan.host) / MIB, float(details["weights_mib"]))


def _weights(candidate: Candidate, config: ModelConfig) -> float:
    if candidate.plan is not None:
        return max(candidate.plan.weights) / GIB
    assert candidate.checkpoint is not None
    return max(weights_per_gpu(config, candidate.checkpoint.tensors, _ranks(candidate), serving_of(candidate.settings))) / GIB


def _tokens(candidate: Candidate, config: ModelConfig) -> float:
    if candidate.plan is not None:
        return candidate.plan.tokens
    room = float(candidate.settings.environment.get(PROCESSOR_CACHE, 0)) * GIB
    return room // max(kv_bytes_per_token(config, _ranks(candidate), serving_of(candidate.settings)))


def _ranks(candidate: Candidate) -> int:
    return Split.of(candidate.settings.serve).gpus
