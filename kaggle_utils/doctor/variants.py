"""What a trial's preset is compared with: one change of its settings at a time, and other presets for the same model. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kaggle_utils.doctor.candidates import assess, cards_of
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.obstacles import usable_wheels
from kaggle_utils.settings import Settings

# Nobody has measured these on Kaggle's two T4s (docs/t4.md). Peer access and the custom all-reduce are two switches: NCCL's, and vLLM's own
# kernel, which asks the driver for peer access itself and stays off without it.
PEER, ALL_REDUCE = {"environment": {"NCCL_P2P_DISABLE": "0"}}, {"serve": {"disable_custom_all_reduce": False}}
MEMORY = (0.92, 0.95)
# Other presets that run the same model, by another engine or another set of wheels.
COUNTERPARTS: Mapping[str, tuple[str, ...]] = {
    "t4x2-32b-awq": ("t4x2-32b-awq-cuda13", "t4x2-32b-gguf"),
    "t4x2-32b-awq-cuda13": ("t4x2-32b-awq", "t4x2-32b-gguf"),
    "t4x2-14b-awq": ("t4x2-14b-gguf",),
    "vllm-cpu": ("cpu-demo",),
    "cpu-demo": ("vllm-cpu", "cpu-demo-transformers"),
    "cpu-demo-transformers": ("cpu-demo", "vllm-cpu"),
}


@dataclass(frozen=True)
class Variant:
    """The baseline's settings with ``changes`` (as ``Settings.changed`` takes them), or another preset's, whose changes are empty.

    ``why_not`` says why it makes no sense on this machine, and is empty for one that is run.
    """

    comparison: str
    name: str
    settings: Settings
    changes: Mapping[str, Any]
    why_not: str = ""


def vary(machine: Machine, base: Settings) -> Iterator[Variant]:
    """Each change of ``base`` that is worth measuring, with those that cannot be measured here."""
    base = replace(base, ladder=())  # a step down would be measured in place of what was asked for
    serve = base.serve
    for name, changes in (
        ("NCCL with peer access", PEER),
        ("custom all-reduce", ALL_REDUCE),
        ("both", {**PEER, **ALL_REDUCE}),
    ):
        yield _change(machine, base, "peer access", name, changes, ranks=2)
    eager = bool(serve.get("enforce_eager"))
    yield _change(machine, base, "graphs", "CUDA graphs" if eager else "eager", {"serve": {"enforce_eager": not eager}})
    for share in MEMORY:
        if serve.get("gpu_memory_utilization") != share:
            yield _change(machine, base, "memory", f"{share:.2f} of it", {"serve": {"gpu_memory_utilization": share}})


def counterpart(machine: Machine, base: Settings, other: Settings) -> Variant:
    """Another preset, in which nothing is changed, and whether it can be measured here."""
    other = replace(other, ladder=(), server_python="" if other.engine == "llamacpp" else other.server_python)
    comparison = f"{base.engine} against {other.engine}" if other.engine != base.engine else f"wheels {base.wheels} against {other.wheels}"
    server = machine.python if other.engine == "llamacpp" else machine.server
    found = [obstacle.sentence for obstacle in assess(replace(machine, server=server), other, submitting=False).obstacles]
    if other.engine == base.engine and usable_wheels(machine, other) is None:
        found.append(f"the set of wheels {other.wheels} is not attached")
    return Variant(comparison, other.name, other, {}, "; ".join(found))


def _change(machine: Machine, base: Settings, comparison: str, name: str, changes: Mapping[str, Any], ranks: int = 1) -> Variant:
    """One change, and why it makes no sense here, if it does not."""
    settings = base.changed(**changes)
    return Variant(comparison, name, settings, changes, _why_not(machine, base, settings, ranks))


def _why_not(machine: Machine, base: Settings, settings: Settings, ranks: int) -> str:
    if base.engine != "vllm":
        return f"the engine {base.engine} has no such setting"
    if base.wheels == "cpu" or not cards_of(base, len(machine.driver.cards)):
        return "vLLM's build for CPUs uses no GPU"
    if not machine.driver.cards:
        return "no GPU is here"
    if base.serve.get("tensor_parallel_size", 1) < ranks:
        return "each of its servers uses one GPU"
    return "; ".join(obstacle.sentence for obstacle in assess(machine, settings, submitting=False).obstacles)
