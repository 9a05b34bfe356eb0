"""Which packages of Kaggle's image would break a vLLM beside them, and whether they are kept out of its environment. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.obstacles import usable_wheels
from kaggle_utils.settings import Settings

# The image has both. Its torchaudio ended a newer vLLM that was started in the same environment (two T4s, October 2026); vLLM 0.19.1
# excludes transformers 5.0 to 5.5, and 0.9.2 was made before them (docs/offline.md).
BREAKING = ("transformers", "torchaudio")
NEED_TRANSFORMERS_4 = ("0.9.", "0.19.")


def judge_image(machine: Machine, settings: Settings) -> Iterator[HealthCheck]:
    """A line if the image has such packages: that they stay out, or a warning where vLLM is installed beside them."""
    if settings.engine != "vllm" or settings.wheels == "cpu":
        return
    if usable_wheels(machine, settings) is not None:
        found = [f"{name} {machine.python.packages[name]}" for name in BREAKING if name in machine.python.packages]
        if found:
            verb = "stays" if len(found) == 1 else "stay"
            yield HealthCheck("image", f"{' and '.join(found)} {verb} out: the wheels get an environment of their own")
        return
    server = machine.server
    found = [f"{name} {server.packages[name]}" for name in BREAKING if _breaks(name, server.packages)]
    if found:
        value = f"{' and '.join(found)} beside vLLM {server.packages['vllm']} in {server.path}"
        way_out = "attach the wheels, which get an environment of their own, or install the versions that this vLLM names"
        yield HealthCheck("image", value, "warning", way_out)


def _breaks(name: str, packages: Mapping[str, str]) -> bool:
    """Whether a package breaks the vLLM beside it: a torchaudio of another version than torch, transformers 5 where vLLM wants 4."""
    if name not in packages or "vllm" not in packages:
        return False
    if name == "torchaudio":
        return _release(packages["torchaudio"]) != _release(packages.get("torch", ""))
    return packages[name].startswith("5.") and packages["vllm"].startswith(NEED_TRANSFORMERS_4)


def _release(version: str) -> str:
    """A version without what it is built for: 2.10.0 of 2.10.0+cu128."""
    return version.partition("+")[0].split(" ")[0]
