"""Which ways to share a model fit which GPUs: one row for each kind of GPU, count and split. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from kaggle_utils.checkpoint.config import ModelConfig, Tensor
from kaggle_utils.memory_plan.gpus import Gpu
from kaggle_utils.memory_plan.placement import GIB, Serving, layers_per_stage
from kaggle_utils.memory_plan.planning import MemoryPlan, plan
from kaggle_utils.memory_plan.split import splits_of

HEAD = ("GPUs", "tensor", "pipeline", "data", "layers a stage", "weights GiB", "KV GiB", "tokens", "sequences", "verdict")


def plan_splits(
    config: ModelConfig, weights: Sequence[Tensor], gpus: Iterable[Gpu], counts: Iterable[int], serving: Serving
) -> Sequence[MemoryPlan]:
    """A plan for every split of every count of each kind of GPU."""
    sizes = tuple(counts)
    return [
        plan(config, weights, gpu, count, replace(serving, split=split)) for gpu in gpus for count in sizes for split in splits_of(count)
    ]


def describe_splits(plans: Sequence[MemoryPlan]) -> str:
    """The plans as a table; tokens and sequences are those of all copies together."""
    rows = [HEAD, *(_cells(each) for each in plans)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def splits_table(plans: Sequence[MemoryPlan]) -> list[dict[str, Any]]:
    """The plans for JSON. Sizes in bytes, of the GPU that holds the most weights."""
    return [
        {
            "gpu": each.gpu.name,
            "count": each.count,
            **asdict(each.split),
            "layers": list(layers_per_stage(each.config, each.split.pipeline)),
            "weights": max(each.weights),
            "kv_cache": min(each.kv_cache),
            "tokens": each.tokens * each.split.data,
            "sequences": each.sequences * each.split.data,
            "starts": each.starts,
            "problems": [problem.sentence for problem in each.problems],
        }
        for each in plans
    ]


def _cells(made: MemoryPlan) -> tuple[str, ...]:
    split = made.split
    layers = layers_per_stage(made.config, split.pipeline)
    stages = str(layers[0]) if len(set(layers)) == 1 else f"{min(layers)} to {max(layers)}"
    return (
        f"{made.count} x {made.gpu.name}",
        *map(str, (split.tensor, split.pipeline, split.data)),
        stages,
        f"{max(made.weights) / GIB:.2f}",
        f"{max(0, min(made.kv_cache)) / GIB:.2f}",
        f"{made.tokens * split.data:,}",
        f"{made.sequences * split.data:,}",
        "fits" if made.starts else "; ".join(_shortened(problem.sentence for problem in made.problems)),
    )


def _shortened(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences without what vLLM would say."""
    return (sentence.partition("; vLLM refuses")[0] for sentence in sentences)
