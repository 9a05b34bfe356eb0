"""The further engines of the preset that would be submitted: whether their models are there, and fit beside the first. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kaggle_utils.checkpoint.gguf_file import is_gguf
from kaggle_utils.doctor.candidates import Candidate, assess
from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.environment import fits_pattern
from kaggle_utils.memory_plan import GIB, LlamaPlan
from kaggle_utils.settings import LOADERS, Settings
from kaggle_utils.settings.further_engine import ROLES, Role


def judge_further(machine: Machine, best: Candidate) -> Iterator[HealthCheck]:
    """A line for each further engine. Its trouble is a warning: the run goes on without it."""
    for role in ROLES:
        own = _settle(machine, best.settings, role)
        if own is not None:
            yield _judge(role, assess(machine, own, submitting=False), best)


def _judge(role: Role, second: Candidate, best: Candidate) -> HealthCheck:
    name = second.settings.name
    if second.settings.engine not in LOADERS:
        return HealthCheck(role, f"{name}: a server that somebody else runs, which takes no memory here")
    if second.obstacles:
        sentences = "; ".join(obstacle.sentence for obstacle in second.obstacles)
        return HealthCheck(role, f"{name} does not start: {sentences}", "warning", second.obstacles[0].way_out)
    one, other = best.plan, second.plan
    if not (isinstance(one, LlamaPlan) and isinstance(other, LlamaPlan) and one.gpu is None and other.gpu is None):
        weights = f"{max(other.weights) / GIB:.2f} GiB" if other is not None else "an unknown size"
        way_out = "make both smaller than the memory that they share (serve: gpu_memory_utilization, n_ctx), or give each its own GPU"
        return HealthCheck(role, f"{name}: {weights} that the first model's plan leaves no room for", "warning", way_out)
    needed = one.outside + one.taken + other.taken
    value = f"{name}: {other.taken / GIB:.2f} GiB beside the first model's {one.taken / GIB:.2f}, of {one.memory / GIB:.1f} GiB of memory"
    if needed <= one.memory:
        return HealthCheck(role, value)
    return HealthCheck(role, f"{value}: both do not fit", "warning", "take a smaller model or a smaller n_ctx for one of them")


def _settle(machine: Machine, settings: Settings, role: Role) -> Settings | None:
    """The further engine's settings with the model that it would find among the checkpoints that are attached."""
    own = settings.further_engine(role)
    if own is None or "model" in getattr(settings, role) or own.engine not in LOADERS:
        return own
    as_file = own.engine == "llamacpp"
    found = [each.folder for each in machine.checkpoints if fits_pattern(each.folder, own.model_pattern or "*")]
    return settings.further_engine(role, next((str(path) for path in found if is_gguf(path) == as_file), ""))
