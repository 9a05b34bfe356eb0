"""What prevents a preset from running on a machine, each with what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kaggle_utils.checkpoint.gguf_file import is_gguf
from kaggle_utils.doctor.machine import Card, Checkpoint, Machine, WheelSet
from kaggle_utils.doctor.nvidia import capability_of, find_gpu
from kaggle_utils.memory_plan import GIB, LlamaPlan, MemoryPlan, Obstruction
from kaggle_utils.memory_plan.checks import MIN_CAPABILITY
from kaggle_utils.offline.manifest import PLAIN
from kaggle_utils.settings import Settings

MIN_DRIVER = 525  # the first for CUDA 12 by minor-version compatibility (NVIDIA, CUDA Compatibility; docs/t4.md)
MIN_DRIVER_13 = 580  # the first for CUDA 13, from 580.65.06 on (docs/t4.md)
FLASH_ATTENTION = (8, 0)  # the lowest compute capability, Ampere's (vLLM #8189)
# The sets of wheels that a preset takes: an overlay brings the same versions to an image that has the rest.
# A folder of somebody else's wheels is taken where none of ours is attached.
ACCEPTED = {"primary": ("overlay", "primary", PLAIN), "cuda13": ("cuda13",), "fallback": ("fallback", PLAIN), "cpu": ("cpu",)}
NO_GPU = "choose the accelerator GPU T4 x2 in the notebook's settings (without a GPU, --preset cpu-demo-transformers shows the whole way)"
# A P100 has 6.0: the image's torch 2.10 for CUDA 12.8 begins at 7.0 (kaggle-cli #1151, docker-python #1546), and so do vLLM's wheels.
NEW_GPU = (
    "choose the accelerator GPU T4 x2 in the notebook's settings, or push it with kaggle kernels push --accelerator NvidiaTeslaT4: "
    "a P100 is lent and counted, and runs neither today's torch nor vLLM"
)
OTHER_WHEELS = "take the primary wheels, which are built for CUDA 12, and a preset for them"
NEW_DRIVER = f"CUDA 12 needs {MIN_DRIVER} or newer: start a new session with the latest environment, or update a driver of your own"


@dataclass(frozen=True)
class Obstacle:
    """Why a preset cannot run, and what to do about it."""

    sentence: str
    way_out: str


def find_obstacles(
    machine: Machine,
    settings: Settings,
    cards: tuple[int, ...],
    checkpoint: Checkpoint | None,
    plan: MemoryPlan | LlamaPlan | None,
    submitting: bool,
) -> Iterator[Obstacle]:
    """Yield what keeps these settings from running with these GPUs and this checkpoint, the most fundamental first."""
    if cards or (submitting and settings.engine == "transformers"):
        yield from _check_gpus(machine, settings, cards)
    if settings.engine in ("vllm", "transformers", "llamacpp"):
        yield from _check_model(settings, checkpoint)
    if plan is not None:
        yield from _check_plan(plan)
    if settings.engine == "vllm":
        yield from _check_vllm(machine, settings)
    elif settings.engine == "transformers":
        yield from _check_transformers(machine, settings)
    elif settings.engine == "llamacpp":
        yield from _check_llamacpp(machine, cards)
    if machine.confinement.trouble:
        yield Obstacle(f"the sandbox does not start: {machine.confinement.trouble}", "see docs/sandbox.md for what it needs")


def usable_wheels(machine: Machine, settings: Settings) -> WheelSet | None:
    """The attached set of wheels that can be installed for these settings."""
    sound = [found for found in machine.wheels if not found.trouble]
    return next((found for name in ACCEPTED.get(settings.wheels, ()) for found in sound if found.name == name), None)


def no_model(settings: Settings) -> str:
    """The way to a model for these settings."""
    named = "FILE.gguf" if settings.engine == "llamacpp" else "DIR"
    return f"attach a model whose path, in small letters, matches {settings.model_pattern or '*'}, or pass --model {named}"


def no_vllm(machine: Machine, settings: Settings) -> str:
    """What to do so that these settings have a vLLM."""
    python = ".".join(machine.python.version.split(".")[:2])
    wheels = f"attach the wheels made by ./build_wheels.sh --set {settings.wheels} --python {python}"
    return f"{wheels}, or name a Python that has vLLM in KAGGLE_UTILS_SERVER_PYTHON"


def no_llamacpp(on_gpus: bool) -> str:
    """What to do so that there is a llama.cpp."""
    return "install xllamacpp's build for CUDA (docs/t4.md says from where)" if on_gpus else "pip install xllamacpp"


def too_old(cards: Iterable[Card]) -> list[Card]:
    """The GPUs for which today's wheels hold no code. A capability that nobody knows, (0, 0), is none."""
    return [card for card in cards if (0, 0) < capability_of(card) < MIN_CAPABILITY]


def is_old(version: str, least: int = MIN_DRIVER) -> bool:
    """Whether a driver is older than CUDA needs: CUDA 12, unless another driver is named as the least."""
    return int(version.split(".")[0]) < least


def _check_gpus(machine: Machine, settings: Settings, cards: tuple[int, ...]) -> Iterator[Obstacle]:
    driver = machine.driver
    there = len(driver.cards)
    if driver.version is None:
        yield Obstacle("there is no NVIDIA driver", NO_GPU)
    if not cards or driver.version is None:
        return
    if is_old(driver.version):
        yield Obstacle(f"the driver {driver.version} is too old", NEW_DRIVER)
    elif settings.wheels == "cuda13" and is_old(driver.version, MIN_DRIVER_13):
        yield Obstacle(f"its wheels are for CUDA 13, which needs driver {MIN_DRIVER_13}, and this is {driver.version}", OTHER_WHEELS)
    old = too_old(driver.cards[number] for number in cards if number < there)
    if old:
        major, minor = capability_of(old[0])
        yield Obstacle(f"{old[0].name} has compute capability {major}.{minor}, and torch's and vLLM's code begins at 7.0", NEW_GPU)
    if cards[-1] >= there:
        here = "one is" if there == 1 else f"{there} are"
        yield Obstacle(f"it takes {cards[-1] + 1} GPUs, and {here} here", _more(cards[-1] + 1))
        return
    lowest = min(capability_of(driver.cards[number]) for number in cards)
    if settings.serve.get("attention_backend") == "FLASH_ATTN" and lowest < FLASH_ATTENTION:
        yield Obstacle(
            f"it uses FlashAttention, which needs compute capability 8.0, and {driver.cards[cards[0]].name} has {lowest[0]}.{lowest[1]}",
            "take one of the t4x2 presets",
        )
    share = settings.serve.get("gpu_memory_utilization", 0.0)
    for number in cards:
        card = driver.cards[number]
        wanted = share * find_gpu(card).usable_bytes
        if card.free < wanted:
            yield Obstacle(
                f"GPU {number} has {card.free / GIB:.2f} GiB free, and it takes {wanted / GIB:.2f}",
                "another program holds the rest: stop it, or restart the session",
            )


def _check_model(settings: Settings, checkpoint: Checkpoint | None) -> Iterator[Obstacle]:
    if checkpoint is None:
        yield Obstacle(f"no model matches {settings.model}", no_model(settings))
        return
    if checkpoint.damage:
        yield Obstacle("the model is damaged", checkpoint.damage)
    if is_gguf(checkpoint.folder) != (settings.engine == "llamacpp"):
        if settings.engine == "llamacpp":
            yield Obstacle(f"{checkpoint.folder} is not a GGUF file", "take the model's GGUF file, or a preset for vllm or transformers")
        else:
            yield Obstacle(f"{settings.engine} loads no GGUF file", "take a preset for llamacpp, or the model's safetensors")
    quantization = checkpoint.config.quantization if checkpoint.config else None
    if settings.engine == "transformers" and quantization is not None and quantization.method != "bitsandbytes":
        yield Obstacle(f"it cannot load {quantization.method} weights", "take a vllm preset, or the unquantised checkpoint")


def _check_plan(plan: MemoryPlan | LlamaPlan) -> Iterator[Obstacle]:
    for problem in plan.problems:
        yield Obstacle(problem.sentence, _way_out(plan, problem))


def _check_vllm(machine: Machine, settings: Settings) -> Iterator[Obstacle]:
    installed = machine.server.packages.get("vllm", "")
    on_processor = settings.wheels == "cpu"
    if installed and ("CPU" in installed) == on_processor:
        return
    wheels = usable_wheels(machine, settings)
    if wheels is None:
        has = f"has vLLM {installed}" if installed else "has no vLLM"
        yield Obstacle(f"{machine.server.path} {has}, and no wheels for it are attached", no_vllm(machine, settings))
        return
    scratch = min((disk.free for disk in machine.host.disks if disk.use == "scratch"), default=wheels.unpacked)
    if scratch < wheels.unpacked:
        yield Obstacle(
            f"the wheels take {wheels.unpacked / GIB:.1f} GiB once installed, and the scratch disk has {scratch / GIB:.1f}",
            "restart the session, or set TMPDIR to a folder on a larger disk",
        )


def _check_transformers(machine: Machine, settings: Settings) -> Iterator[Obstacle]:
    needed = ("torch", "transformers", *(("bitsandbytes",) if settings.load_in_4bit or settings.load_in_8bit else ()))
    missing = [name for name in needed if name not in machine.python.packages]
    if missing and usable_wheels(machine, settings) is None:
        yield Obstacle(f"{machine.python.path} lacks {' and '.join(missing)}", f"pip install {' '.join(missing)}")


def _check_llamacpp(machine: Machine, cards: tuple[int, ...]) -> Iterator[Obstacle]:
    installed = machine.server.packages.get("xllamacpp", "")
    if not installed:
        yield Obstacle(f"{machine.server.path} has no xllamacpp", no_llamacpp(bool(cards)))
    elif cards and "CPU" in installed:
        yield Obstacle(f"{machine.server.path} has xllamacpp {installed}", no_llamacpp(on_gpus=True))


def _way_out(plan: MemoryPlan | LlamaPlan, problem: Obstruction) -> str:
    if isinstance(plan, LlamaPlan):
        near = [near.change for near in plan.alternatives if near.plan.count <= plan.count]
        return f"change the preset as this flag of `plan` would: {near[0]}" if near else "take a smaller model, or one of fewer bits"
    if problem.kind == "weights":
        return "take a smaller model" if plan.config.quantization else "take the model's AWQ checkpoint, or a smaller model"
    # Advice to use more GPUs than the machine has is useless.
    flags = [near.change for near in plan.alternatives if near.plan.count <= plan.count]
    return f"change the preset as this flag of vLLM would: {flags[0]}" if flags else "take another preset"


def _more(count: int) -> str:
    return "choose the accelerator GPU T4 x2 in the notebook's settings" if count == 2 else f"choose an accelerator with {count} GPUs"
