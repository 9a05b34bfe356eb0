"""Judges a ``Machine``: one pure function for each line of the doctor's table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from kaggle_utils.doctor.candidates import Candidate
from kaggle_utils.doctor.further import judge_further
from kaggle_utils.doctor.health_check import HealthCheck, Level
from kaggle_utils.doctor.image import judge_image
from kaggle_utils.doctor.machine import Checkpoint, Interpreter, Machine
from kaggle_utils.doctor.nvidia import capability_of, find_gpu
from kaggle_utils.doctor.obstacles import (
    NEW_DRIVER,
    NEW_GPU,
    NO_GPU,
    is_old,
    no_llamacpp,
    no_model,
    no_vllm,
    too_old,
    usable_wheels,
)
from kaggle_utils.memory_plan import GIB, LlamaPlan
from kaggle_utils.offline.manifest import PLAIN
from kaggle_utils.settings.competitions import other_device

GB = 10**9
BUSY = 0.95  # share of a GPU's memory that is free when nobody uses it; T4s without programs have 0.97 to 0.98
MIN_FOR_RESULTS = GIB // 2  # bytes; journal and report of 50 problems take some MB, a vLLM log with its requests some more
PYTHONS = ((3, 11), (3, 13))  # the first and the last that the package is tested with


def judge(machine: Machine, best: Candidate) -> tuple[HealthCheck, ...]:
    """Every line of the table. ``best`` is the preset that would be submitted, or that has the fewest obstacles."""
    on_gpu = bool(best.cards) or (best.settings.engine == "vllm" and best.settings.wheels != "cpu")
    findings = (
        judge_driver(machine, on_gpu),
        judge_cards(machine, on_gpu),
        judge_python(machine),
        judge_host(machine),
        judge_disks(machine),
        judge_inputs(machine),
        judge_gateway(machine, best),
        judge_sandbox(machine),
        *judge_models(machine, best),
        *judge_further(machine, best),
        *judge_wheels(machine),
        *judge_image(machine, best.settings),
        judge_server(machine, best),
    )
    return (*findings, judge_preset(best, {finding.way_out for finding in findings}))


def judge_driver(machine: Machine, needed: bool) -> HealthCheck:
    """Whether there is a driver that is new enough for CUDA 12."""
    driver = machine.driver
    if driver.version is None:
        return HealthCheck("driver", f"no NVIDIA driver: {driver.trouble}", "problem" if needed else "ok", NO_GPU if needed else "")
    value = f"{driver.version}, up to CUDA {driver.cuda or 'unknown'}"
    if is_old(driver.version):
        return HealthCheck("driver", value, "problem", NEW_DRIVER)
    return HealthCheck("driver", value)


def judge_cards(machine: Machine, needed: bool) -> HealthCheck:
    """Which GPUs there are, and whether a program uses them."""
    cards = machine.driver.cards
    if not cards:
        return HealthCheck("GPUs", "none", "problem" if needed else "ok", NO_GPU if needed and machine.driver.version else "")
    alike = Counter((card.name, capability_of(card), card.total, card.free) for card in cards)
    value = "; ".join(
        f"{count} x {name}, compute capability {major}.{minor}, {free / GIB:.2f} of {total / GIB:.2f} GiB free"
        for (name, (major, minor), total, free), count in alike.items()
    )
    old = too_old(cards)
    if old:
        verb = "is" if len(old) == 1 else "are"
        return HealthCheck("GPUs", f"{value}; {len(old)} {verb} too old for torch and vLLM", "problem" if needed else "warning", NEW_GPU)
    busy = [number for number, card in enumerate(cards) if card.free < BUSY * find_gpu(card).usable_bytes]
    if busy:
        return HealthCheck(
            "GPUs", value, "warning", f"a program is using GPU {' and '.join(map(str, busy))}: stop it, or restart the session"
        )
    return HealthCheck("GPUs", value)


def judge_python(machine: Machine) -> HealthCheck:
    """Whether the package is tested with this Python."""
    version = tuple(int(part) for part in machine.python.version.split(".")[:2])
    first, last = PYTHONS
    if first <= version <= last:
        return HealthCheck("Python", machine.python.version)
    way_out = f"tested are {first[0]}.{first[1]} to {last[0]}.{last[1]}: pin the notebook to an environment that has one of them"
    return HealthCheck("Python", machine.python.version, "warning", way_out)


def judge_host(machine: Machine) -> HealthCheck:
    """Kernel, cores and memory."""
    host = machine.host
    limit = f", of which the container may use {host.memory_limit / GIB:.1f}" if host.memory_limit is not None else ""
    return HealthCheck("machine", f"{host.kernel}, {host.cores} cores, {host.memory / GIB:.1f} GiB of memory{limit}")


def judge_disks(machine: Machine) -> HealthCheck:
    """Free space for results and for scratch files."""
    disks = machine.host.disks
    value = ", ".join(f"{disk.free / GB:.1f} GB free for {disk.use} in {disk.folder}" for disk in disks)
    if any(disk.free < MIN_FOR_RESULTS for disk in disks):
        return HealthCheck("disk", value, "problem", "remove files there, or choose another folder (--out, TMPDIR)")
    return HealthCheck("disk", value)


def judge_inputs(machine: Machine) -> HealthCheck:
    """What is attached to the notebook."""
    if machine.mounts:
        return HealthCheck("inputs", f"{len(machine.mounts)} under {machine.inputs}: {', '.join(machine.mounts)}")
    where = f"nothing under {machine.inputs}"
    if machine.environment.place == "local":
        return HealthCheck("inputs", where)
    return HealthCheck("inputs", where, "warning", "attach the competition, the model and the wheels to the notebook")


def judge_gateway(machine: Machine, best: Candidate) -> HealthCheck:
    """Where the problems come from, and whether the preset is meant for the GPUs that the competition lends."""
    environment = machine.environment
    doubt = other_device(environment.row, best.settings.name, best.settings.gpu)
    if environment.row is not None and (doubt or environment.protocol == "csv"):
        value = f"{environment.row.name}: {environment.problems} ({environment.place})"
        way_out = f"{doubt}: choose the accelerator and the preset that belong together"
        return HealthCheck("gateway", value, "warning" if doubt else "ok", way_out if doubt else "")
    if environment.protocol != "csv":
        return HealthCheck("gateway", f"{environment.protocol} in {environment.competition} ({environment.place})")
    value = f"none; problems come from {environment.problems} ({environment.place})"
    if environment.place == "local":
        return HealthCheck("gateway", value)
    return HealthCheck("gateway", value, "warning", "attach the competition to the notebook")


def judge_sandbox(machine: Machine) -> HealthCheck:
    """Which layers of the sandbox are in force."""
    confinement = machine.confinement
    if confinement.trouble:
        return HealthCheck("sandbox", f"does not start: {confinement.trouble}", "problem", "see docs/sandbox.md for what it needs")
    every = len(confinement.layers) + len(confinement.missing)
    if not confinement.missing:
        return HealthCheck("sandbox", f"all {every} layers in force")
    missing = "; ".join(f"no {layer}: {reason}" for layer, reason in confinement.missing.items())
    way_out = "programs run all the same; docs/sandbox.md says what each layer keeps them from"
    return HealthCheck("sandbox", f"{len(confinement.layers)} of {every} layers in force; {missing}", "warning", way_out)


def judge_models(machine: Machine, best: Candidate) -> Iterator[HealthCheck]:
    """Every checkpoint that was found, and whether the one that the preset uses fits the GPUs."""
    found = [machine.given] if machine.given else list(machine.checkpoints)
    if best.checkpoint is not None and best.checkpoint not in found:
        found.append(best.checkpoint)
    if not found:
        yield HealthCheck("model", "none", "problem", no_model(best.settings))
    for checkpoint in found:
        yield _judge_model(machine, checkpoint, best)


def _judge_model(machine: Machine, checkpoint: Checkpoint, best: Candidate) -> HealthCheck:
    taken = checkpoint is best.checkpoint
    if checkpoint.damage:
        return HealthCheck("model", f"{checkpoint.folder} is damaged", "problem" if taken else "warning", checkpoint.damage)
    config = checkpoint.config
    if not checkpoint.form:
        return HealthCheck(
            "model", f"{checkpoint.folder}, {checkpoint.size / GB:.2f} GB", "warning", f"nobody knows whether it fits: {checkpoint.unknown}"
        )
    value = f"{checkpoint.folder}, {checkpoint.form}, {checkpoint.size / GB:.2f} GB"
    plan = best.plan if taken else None
    if plan is not None:
        where = "of memory" if isinstance(plan, LlamaPlan) and plan.gpu is None else "a GPU"
        value += f": {max(plan.weights) / GIB:.2f} GiB {where}, leaves room for {plan.tokens:,} tokens"
        if plan.problems:
            return HealthCheck("model", f"{value}: {'; '.join(problem.sentence for problem in plan.problems)}", "problem")
    without = [card.name for card in machine.driver.cards if "bfloat16" not in find_gpu(card).dtypes]
    if config is not None and config.dtype == "BF16" and config.quantization is None and without:
        way_out = f"{without[0]} computes in float16, in which a model made for bfloat16 may overflow: take its AWQ checkpoint"
        return HealthCheck("model", value, "warning", way_out)
    return HealthCheck("model", value)


def judge_wheels(machine: Machine) -> Iterator[HealthCheck]:
    """Every set of wheels that is attached, and whether it can be installed here."""
    for wheels in machine.wheels:
        if wheels.trouble:
            yield HealthCheck("wheels", f"{wheels.name or 'a set'} in {wheels.folder}", "warning", wheels.trouble)
        elif wheels.name == PLAIN:
            value = f"{wheels.count} of somebody else's in {wheels.folder}, {wheels.size / GB:.2f} GB, without a manifest"
            yield HealthCheck("wheels", value, "warning", "nobody knows whether they are whole: the notebook imports them once installed")
        else:
            yield HealthCheck(
                "wheels", f"{wheels.name} for {wheels.tag}: {wheels.count} wheels, {wheels.size / GB:.2f} GB, every hash right"
            )
    if not machine.wheels:
        yield HealthCheck("wheels", f"none under {machine.inputs}")


def judge_server(machine: Machine, best: Candidate) -> HealthCheck:
    """Whether a Python has the program that serves the model, now or once the wheels are installed."""
    server = machine.server
    if best.settings.engine == "llamacpp" and not server.trouble:
        return _judge_llamacpp(server, bool(best.cards))
    if server.trouble:
        level: Level = "problem" if best.settings.engine == "vllm" else "warning"
        return HealthCheck("vLLM", f"{server.path}: {server.trouble}", level, "name a Python that has it in KAGGLE_UTILS_SERVER_PYTHON")
    if "vllm" in server.packages:
        return HealthCheck("vLLM", f"{server.packages['vllm']} in {server.path} (Python {server.version})")
    if best.settings.engine != "vllm":
        return HealthCheck("vLLM", f"none, and {best.settings.name} needs none")
    if usable_wheels(machine, best.settings) is not None:
        return HealthCheck("vLLM", "not installed yet; the notebook installs it from the wheels")
    return HealthCheck("vLLM", f"none in {server.path}", "problem", no_vllm(machine, best.settings))


def _judge_llamacpp(server: Interpreter, on_gpus: bool) -> HealthCheck:
    installed = server.packages.get("xllamacpp", "")
    value = f"xllamacpp {installed} in {server.path} (Python {server.version})" if installed else f"no xllamacpp in {server.path}"
    if not installed or (on_gpus and "CPU" in installed):
        return HealthCheck("llamacpp", value, "problem", no_llamacpp(on_gpus))
    return HealthCheck("llamacpp", value)


def judge_preset(best: Candidate, said: Collection[str]) -> HealthCheck:
    """The preset that would be submitted, and its obstacles. ``said`` is the advice that other lines give already."""
    if not best.obstacles:
        return HealthCheck("preset", f"{best.settings.name}: {best.settings.use}")
    ways = dict.fromkeys(obstacle.way_out for obstacle in best.obstacles if obstacle.way_out not in said)
    sentences = "; ".join(obstacle.sentence for obstacle in best.obstacles)
    return HealthCheck("preset", f"nearest is {best.settings.name}, but {sentences}", "problem", "; ".join(ways))
