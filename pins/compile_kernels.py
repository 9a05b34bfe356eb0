"""Compile vLLM's Triton kernels for a GPU on a machine without one; run by ``verify_t4`` with the pinned Triton on PYTHONPATH.

    python -m pins.compile_kernels CAPABILITY FOLDER KIND=MODULE ...

CAPABILITY is 75 for a T4, FOLDER is the unpacked vLLM, KIND is one of ``CASES``. vLLM's own launching functions are called
with tensors of the presets' shapes, so that the compiled variants are those of a run; only the launch is left out. Writes one line of JSON
for each case.
"""

from __future__ import annotations

import importlib
import inspect
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import torch
import triton
import triton.language
from triton.backends.compiler import GPUTarget
from triton.runtime.jit import KernelInterface

MULTIPROCESSORS = 40  # of a T4 (NVIDIA Turing architecture white paper)
BLOCK = 16  # tokens in a block of the KV cache, vLLM's default on CUDA
PREFILL, SEQUENCES = 64, 8
VOCABULARY = 152_064  # Qwen2.5 from 7B on
# Heads on one GPU as (query, KV, size), by Qwen's config.json files: Qwen2.5-Coder 32B and 14B at two ranks, 7B at two ranks and alone,
# 0.5B alone.
SHAPES = {"32B, 14B TP2": (20, 4, 128), "7B TP2": (14, 2, 128), "7B TP1": (28, 4, 128), "0.5B TP1": (14, 2, 64)}

compiled: list[Any] = []


class NoGpu:
    """Stands in for Triton's driver: compilation asks it for the target, and nothing is launched."""

    def __init__(self, capability: int) -> None:
        self._target = GPUTarget("cuda", capability, 32)

    def get_current_device(self) -> int:
        """Any number."""
        return 0

    def get_current_stream(self, device: int) -> int:
        """Any number."""
        return device

    def get_current_target(self) -> GPUTarget:
        """The GPU to compile for; 32 is the size of a warp."""
        return self._target


def compile_only(kernel: Any, grid: Any) -> Callable[..., Any]:
    """What ``kernel[grid]`` is here: compile for these arguments and keep the result."""

    def run(*arguments: Any, **keywords: Any) -> Any:
        compiled.append(kernel.run(*arguments, grid=grid, warmup=True, **keywords))
        return compiled[-1]

    return run


class Platform:
    """vLLM's view of the GPU: of none of the kinds (``is_rocm``, ``is_fp8_fnuz``, …) that would change a kernel."""

    def fp8_dtype(self) -> torch.dtype:
        """NVIDIA's."""
        return torch.float8_e4m3fn

    def __getattr__(self, name: str) -> Callable[..., bool]:
        """What is asked about the kind; ``AttributeError`` for anything else."""
        if not name.startswith(("is_", "has_", "supports_")):
            raise AttributeError(f"a kernel's module asks for current_platform.{name}, which has no stand-in")
        return lambda *_, **__: False


def stand_in(folder: str, capability: int) -> None:
    """Make ``import vllm.x`` read FOLDER/vllm/x.py without running the packages' own start-up, which wants a GPU and all of vLLM."""

    class Packages:
        def find_spec(self, name: str, path: Any = None, _target: Any = None) -> Any:
            spec = importlib.machinery.PathFinder.find_spec(name, [folder] if path is None else path)
            if spec is None or not name.startswith("vllm") or spec.submodule_search_locations is None:
                return spec if name.startswith("vllm") else None
            package = importlib.machinery.ModuleSpec(name, None, is_package=True)
            package.submodule_search_locations = spec.submodule_search_locations
            return package

    sys.meta_path.insert(0, Packages())
    replacements: dict[str, dict[str, Any]] = {
        "vllm.logger": {"init_logger": logging.getLogger},
        "vllm.platforms": {"current_platform": Platform()},
        "vllm.triton_utils": {"triton": triton, "tl": triton.language, "HAS_TRITON": True},
        "vllm.distributed.parallel_state": {"get_ep_group": None, "get_tp_group": None},  # imported beside what the cache needs
    }
    for name, members in replacements.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(members)
    vars(importlib.import_module("vllm.utils.platform_utils"))["num_compute_units"] = lambda _: MULTIPROCESSORS
    torch.cuda.get_device_capability = lambda _: divmod(capability, 10)


def attention_cases(module: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """A prefill and a decoding step for each shape."""
    known = inspect.signature(module.unified_attention).parameters
    for label, (heads, kv_heads, size) in SHAPES.items():
        for step, length in (("prefill", PREFILL), ("decode", 1)):
            queries = torch.empty(SEQUENCES * length, heads, size, dtype=torch.float16)
            cache = torch.empty(32, BLOCK, kv_heads, size, dtype=torch.float16)
            scale = torch.ones(1).expand(SEQUENCES, kv_heads)
            limit = 128 // kv_heads  # as TritonAttentionMetadataBuilder
            arguments = {
                "q": queries,
                "k": cache,
                "v": cache,
                "out": queries,
                "cu_seqlens_q": torch.arange(SEQUENCES + 1, dtype=torch.int32) * length,
                "max_seqlen_q": length,
                "seqused_k": torch.full((SEQUENCES,), 100, dtype=torch.int32),
                "max_seqlen_k": 100,
                "softmax_scale": size**-0.5,
                "causal": True,
                "window_size": (-1, -1),
                "block_table": torch.zeros(SEQUENCES, 512, dtype=torch.int32),
                "softcap": 0,
                "q_descale": None,
                "k_descale": scale,
                "v_descale": scale,
                "seq_threshold_3D": limit,
                "num_par_softmax_segments": 16,
                "softmax_segm_output": torch.empty(limit, heads, 16, size),
                "softmax_segm_max": torch.empty(limit, heads, 16),
                "softmax_segm_expsum": torch.empty(limit, heads, 16),
            }
            chosen = {name: value for name, value in arguments.items() if name in known}
            yield f"attention {step}, {label}", lambda chosen=chosen: module.unified_attention(**chosen)  # type: ignore[misc]


def sampler_cases(module: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Top-k, top-p and both."""
    k, p = torch.full((SEQUENCES,), 50, dtype=torch.int32), torch.full((SEQUENCES,), 0.9)
    for label, which in {"top-k": (k, None), "top-p": (None, p), "top-k and top-p": (k, p)}.items():
        logits = torch.empty(SEQUENCES, VOCABULARY)
        yield f"sampler {label}", lambda logits=logits, which=which: module.apply_top_k_top_p_triton(logits, *which)  # type: ignore[misc]


def cache_cases(module: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Writing new keys and values into the cache, for each shape."""
    for label, (_, heads, size) in SHAPES.items():
        new = torch.empty(PREFILL, heads, size, dtype=torch.float16)
        cache = torch.empty(32, BLOCK, heads, size, dtype=torch.float16)
        slots, one = torch.arange(PREFILL), torch.ones(1)
        arguments = (new, new, cache, cache, slots, "auto", one, one)
        yield f"KV cache, {label}", lambda arguments=arguments: module.triton_reshape_and_cache_flash(*arguments)  # type: ignore[misc]


def report(label: str, launch: Callable[[], Any]) -> None:
    """Compile one case and write the result: shared memory in bytes, machine code in bytes, tensor-core instructions, seconds."""
    compiled.clear()
    started = time.monotonic()
    try:
        launch()
        error = ""
    except Exception as failure:
        error = f"{type(failure).__name__}: {str(failure).strip().splitlines()[0] if str(failure).strip() else ''}"
    seconds = round(time.monotonic() - started, 1)
    found = [
        {
            "kernel": kernel.metadata.name,
            "shared": kernel.metadata.shared,
            "cubin": len(kernel.asm["cubin"]),
            "mma": kernel.asm["ptx"].count("mma.sync"),
        }
        for kernel in compiled
    ]
    print(json.dumps({"case": label, "error": error, "seconds": seconds, "kernels": found}), flush=True)


CASES = {"attention": attention_cases, "cache": cache_cases, "sampler": sampler_cases}


def main() -> None:
    """Compile the kernels of the named modules."""
    capability, folder, *modules = sys.argv[1:]
    stand_in(folder, int(capability))
    triton.runtime.driver.set_active(NoGpu(int(capability)))
    KernelInterface.__getitem__ = compile_only
    for kind, name in (module.split("=") for module in modules):
        for label, launch in CASES[kind](importlib.import_module(name)):
            report(label, launch)


if __name__ == "__main__":
    main()
