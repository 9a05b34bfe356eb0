"""Tensor, pipeline and data parallel together: what lies on each GPU, what does not divide, and which splits fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kaggle_utils.checkpoint.config import Quantization
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import (
    MemoryPlan,
    Serving,
    Split,
    as_table,
    describe,
    describe_splits,
    expected_tensors,
    find_gpu,
    plan,
    plan_splits,
    splits_table,
)
from kaggle_utils.memory_plan.split import splits_of
from tests.sparse_checkpoint import qwen_coder

AWQ = Quantization("awq", 4, 128)


def plan_split(split: Split, size: str = "32B", gpu: str = "T4", **changes: Any) -> MemoryPlan:
    config = replace(qwen_coder(size), quantization=AWQ, **changes)
    return plan(config, expected_tensors(config), find_gpu(gpu), split.gpus, Serving(split=split))


def test_a_split_multiplies_to_its_gpus() -> None:
    assert (Split(2, 3, 4).gpus, Split(2, 3, 4).of_one_copy) == (24, 6)


@pytest.mark.parametrize("size", [0, -1, 1.5, "2", True])
def test_a_size_that_is_none_is_named_with_the_way_out(size: Any) -> None:
    with pytest.raises(InputError, match=r"pipeline_parallel_size is .*, and must be a whole number from 1 on: 1 for a model"):
        Split.of({"pipeline_parallel_size": size})


def test_every_way_to_share_is_there_once() -> None:
    ways = list(splits_of(12))
    assert len(ways) == len(set(ways)) == 18  # ordered factorisations of 12 into three
    assert {way.gpus for way in ways} == {12}
    assert ways[0] == Split(tensor=12)


@pytest.mark.parametrize(("split", "parallel"), [(Split(tensor=4), "tensor"), (Split(pipeline=4), "pipeline")])
def test_a_split_in_one_way_is_the_plan_of_that_way(split: Split, parallel: Any) -> None:
    config = replace(qwen_coder("14B"), quantization=AWQ)
    plain = plan(config, expected_tensors(config), find_gpu("T4"), 4, Serving(parallel=parallel))
    mixed = plan_split(split, "14B")
    assert (mixed.weights, mixed.kv_cache, mixed.tokens) == (plain.weights, plain.kv_cache, plain.tokens)


def test_each_stage_lies_on_as_many_gpus_as_share_it() -> None:
    made = plan_split(Split(tensor=2, pipeline=2))
    first, second = made.weights[:2], made.weights[2:]
    assert first[0] == first[1]
    assert second[0] == second[1]
    assert len(made.kv_bytes_per_token) == 4


def test_a_stage_of_more_layers_holds_more_of_a_tokens_keys() -> None:
    made = plan_split(Split(tensor=2, pipeline=3))  # 64 layers are 21, 22 and 21
    layer = 2 * 4 * 128 * 2  # keys and values, 4 of 8 heads, their size, a half's bytes
    assert made.kv_bytes_per_token == (21 * layer, 21 * layer, 22 * layer, 22 * layer, 21 * layer, 21 * layer)


def test_a_copy_is_as_large_as_one_that_is_alone() -> None:
    two, alone = plan_split(Split(tensor=2, data=2)), plan_split(Split(tensor=2))
    assert two.weights == alone.weights * 2
    assert two.tokens == alone.tokens


@pytest.mark.parametrize(
    ("split", "sentence"),
    [
        (Split(tensor=3, pipeline=2), "40 attention heads cannot be shared evenly by 3 GPUs"),
        (Split(tensor=2, pipeline=65), "64 layers cannot make a pipeline of 65 GPUs"),
    ],
)
def test_what_does_not_divide_is_named(split: Split, sentence: str) -> None:
    assert sentence in [problem.sentence for problem in plan_split(split).problems]


def test_a_split_that_does_not_fit_has_one_beside_it_that_does() -> None:
    made = plan_split(Split(data=4))  # 18 GiB of weights on each T4
    assert not made.starts
    assert [near.change for near in made.alternatives] == ["--tensor-parallel-size 4 --pipeline-parallel-size 1 --data-parallel-size 1"]


def test_it_is_described_with_its_copies_and_its_stages() -> None:
    text = describe(plan_split(Split(2, 3, 2), gpu="L4"), "config.json alone")
    assert "on          12 x L4 of 22.03 GiB, tensor 2 x pipeline 3 x data 2 parallel, half" in text
    assert "copies      2 of 6 GPUs each: " in text
    assert "layers      21, 22, 21 in the 3 stages: 64 do not make equal ones" in text
    assert "a GPU gets 20 attention heads, 4 KV heads" in text


def test_the_table_for_programs_has_the_split_and_its_layers() -> None:
    table = as_table(plan_split(Split(2, 3, 1), gpu="L4"))
    assert (table["split"], table["layers"]) == ({"tensor": 2, "pipeline": 3, "data": 1}, [21, 22, 21])


def test_the_splits_of_several_gpus_are_one_table() -> None:
    config = replace(qwen_coder("32B"), quantization=AWQ)
    plans = plan_splits(config, expected_tensors(config), [find_gpu("T4"), find_gpu("H100")], (1, 2), Serving(max_model_len=8192))
    assert [(row["gpu"], row["tensor"], row["pipeline"], row["data"], row["starts"]) for row in splits_table(plans)] == [
        ("T4", 1, 1, 1, False),
        ("T4", 2, 1, 1, True),
        ("T4", 1, 2, 1, True),
        ("T4", 1, 1, 2, False),
        ("H100", 1, 1, 1, True),
        ("H100", 2, 1, 1, True),
        ("H100", 1, 2, 1, True),
        ("H100", 1, 1, 2, True),
    ]


def test_tokens_and_sequences_of_the_table_are_those_of_all_copies() -> None:
    config = replace(qwen_coder("7B"), quantization=AWQ)
    alone, twice = (
        splits_table(plan_splits(config, expected_tensors(config), [find_gpu("T4")], (count,), Serving()))[-1] for count in (1, 2)
    )
    assert (twice["data"], twice["tokens"], twice["sequences"]) == (2, 2 * alone["tokens"], 2 * alone["sequences"])


def test_the_table_says_why_a_split_does_not_fit() -> None:
    config = replace(qwen_coder("0.5B"), quantization=AWQ)
    text = describe_splits(plan_splits(config, expected_tensors(config), [find_gpu("T4")], (2,), Serving()))
    head, tensor, pipeline, data = text.splitlines()
    assert head.split()[:4] == ["GPUs", "tensor", "pipeline", "data"]
    assert "o_proj has 896 inputs, 448 on each of 2 GPUs, no multiple of the quantisation group of 128" in tensor
    assert pipeline.endswith("fits")
    assert data.endswith("fits")
