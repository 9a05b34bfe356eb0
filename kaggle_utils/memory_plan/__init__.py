"""Reckons, without a GPU and without loading anything, whether a model fits and how much it can do at once."""

from kaggle_utils.checkpoint.expected_tensors import expected_tensors
from kaggle_utils.memory_plan.checks import BITSANDBYTES_REFUSAL, Obstruction
from kaggle_utils.memory_plan.description import as_table, describe
from kaggle_utils.memory_plan.gpus import Gpu, find_gpu, load_gpus
from kaggle_utils.memory_plan.placement import GIB, Serving
from kaggle_utils.memory_plan.planning import Alternative, MemoryPlan, plan

__all__ = [
    "BITSANDBYTES_REFUSAL",
    "GIB",
    "Alternative",
    "Gpu",
    "MemoryPlan",
    "Obstruction",
    "Serving",
    "as_table",
    "describe",
    "expected_tensors",
    "find_gpu",
    "load_gpus",
    "plan",
]
