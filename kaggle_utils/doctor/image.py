"""Which packages of Kaggle's image would break a vLLM beside them, and whether they are kept out of its environment. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.obstacles import usable_wheels
from kaggle_utils.settings import Settings

Version = tuple[int, ...]

# The image has both. Its torchaudio ended a newer vLLM that was started in the same environment (two T4s, October 2026; docs/offline.md).
BREAKING = ("transformers", "torchaudio")
# The transformers that each pinned vLLM takes, from the first version to below the second (metadata of the wheels). 0.9.2 names no second
# and was made before 5.0; 0.19.1 excludes 5.0 to 5.5, all that its lock could have met.
TRANSFORMERS: Mapping[str, tuple[Version, Version]] = {"0.9.": ((4, 51), (5,)), "0.19.": ((4, 56), (5,)), "0.33.": ((5, 16, 1), (5, 21))}
# The torchaudio that vLLM names since 0.20, whatever its torch (0.25.1: 2.11, 0.30.0: 2.13, 0.33.0: 2.14). So `pip install vllm` leaves the
# image's 2.11.0+cu128 where it is, which links libcudart.so.12; the registry's 2.11.0 links libcudart.so.13.
NAMED_TORCHAUDIO: Version = (2, 11, 0)
# The registry's builds of torch and torchaudio, whose versions do not say what they are built for, are for CUDA 13 from 2.11 on.
FIRST_FOR_CUDA_13: Version = (2, 11)


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
    """Whether a package breaks the vLLM beside it: a torchaudio for another torch or CUDA, a transformers that this vLLM excludes."""
    if name not in packages or "vllm" not in packages:
        return False
    found = _release(packages[name])
    if name == "torchaudio":
        torch = packages.get("torch", "")
        fits = found == _release(torch) or (found == NAMED_TORCHAUDIO and _release(torch) > NAMED_TORCHAUDIO)
        return not fits or _cuda(packages[name]) != _cuda(torch)
    first, end = next((bounds for prefix, bounds in TRANSFORMERS.items() if packages["vllm"].startswith(prefix)), ((0,), (1000,)))
    return not first <= found < end


def _release(version: str) -> Version:
    """A version without what it is built for, as numbers: 2.10.0 of ``2.10.0+cu128``; empty for what is none."""
    parts = version.partition("+")[0].split(" ")[0].split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def _cuda(version: str) -> str:
    """The CUDA that a build of torch or torchaudio is for: ``cu12``, ``cu13``, or another index's name such as ``cpu``."""
    build = version.partition("+")[2]
    return build[:4] if build else "cu13" if _release(version) >= FIRST_FOR_CUDA_13 else "cu12"
