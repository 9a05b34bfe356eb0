"""Reckons, without a GPU and without loading anything, whether a model fits and how much it can do at once."""

from kaggle_utils.checkpoint.expected_tensors import expected_tensors
from kaggle_utils.memory_plan.checks import BITSANDBYTES_REFUSAL, Obstruction, check_split
from kaggle_utils.memory_plan.description import as_table, describe
from kaggle_utils.memory_plan.gpus import Gpu, find_gpu, load_gpus
from kaggle_utils.memory_plan.llama_description import describe_llama, llama_table
from kaggle_utils.memory_plan.llama_placement import LlamaServing
from kaggle_utils.memory_plan.llama_plan import LlamaPlan, plan_in_memory, plan_on_gpus
from kaggle_utils.memory_plan.placement import GIB, Serving
from kaggle_utils.memory_plan.planning import Alternative, MemoryPlan, plan
from kaggle_utils.memory_plan.split import Split
from kaggle_utils.memory_plan.splits import describe_splits, plan_splits, splits_table

__all__ = [
    "BITSANDBYTES_REFUSAL",
    "GIB",
    "Alternative",
    "Gpu",
    "LlamaPlan",
    "LlamaServing",
    "MemoryPlan",
    "Obstruction",
    "Serving",
    "Split",
    "as_table",
    "check_split",
    "describe",
    "describe_llama",
    "describe_splits",
    "expected_tensors",
    "find_gpu",
    "llama_table",
    "load_gpus",
    "plan",
    "plan_in_memory",
    "plan_on_gpus",
    "plan_splits",
    "splits_table",
]
