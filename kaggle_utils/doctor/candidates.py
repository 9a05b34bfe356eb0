"""Which presets could be submitted from this machine, best first, and what prevents the others. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kaggle_utils.checkpoint.config import ModelConfig, Quantization, Tensor
from kaggle_utils.checkpoint.gguf_file import is_gguf
from kaggle_utils.doctor.machine import Checkpoint, Machine
from kaggle_utils.doctor.nvidia import find_gpu
from kaggle_utils.doctor.obstacles import Obstacle, find_obstacles
from kaggle_utils.engines.llamacpp.backend import DEFAULTS
from kaggle_utils.engines.vllm.expectation import read_serving
from kaggle_utils.environment import fits_pattern
from kaggle_utils.memory_plan import (
    LlamaPlan,
    LlamaServing,
    MemoryPlan,
    Serving,
    Split,
    expected_tensors,
    plan,
    plan_in_memory,
    plan_on_gpus,
)
from kaggle_utils.settings import LOADERS, Settings, load_presets

NF4, INT8 = Quantization("bitsandbytes", 4), Quantization("bitsandbytes", 8)


@dataclass(frozen=True)
class Candidate:
    """A preset on this machine.

    ``cards`` are the numbers of the GPUs that it uses. ``plan`` is None if there are too few GPUs, there is no model, or the memory plan
    does not know the model's architecture; a LlamaPlan for llama.cpp, on GPUs or in the machine's memory.
    """

    settings: Settings
    cards: tuple[int, ...]
    checkpoint: Checkpoint | None
    plan: MemoryPlan | LlamaPlan | None
    obstacles: tuple[Obstacle, ...]


def consider(machine: Machine, preset: str = "") -> tuple[Candidate, ...]:
    """The presets that could be submitted, best first; only ``name`` if it is given. Raises InputError for an unknown one."""
    if preset:
        return (assess(machine, _settle(machine, preset), submitting=False),)
    # A preset that names its model is a demonstration; openai and replay need a URL or a file that only the user knows.
    names = [name for name, table in load_presets().items() if "model" not in table and table["engine"] in LOADERS]
    return tuple(sorted((assess(machine, _settle(machine, name)) for name in names), key=_preference))


def assess(machine: Machine, settings: Settings, *, submitting: bool = True) -> Candidate:
    """Judge these settings on this machine. With ``submitting``, a GPU is required even for an engine that can run without one."""
    known = [*([machine.given] if machine.given else []), *machine.shipped, *machine.checkpoints]
    folder = settings.model_folder.absolute()  # a shipped model is named from inside the repository
    checkpoint = next((found for found in known if found.folder.absolute() == folder), None)
    cards = cards_of(settings, len(machine.driver.cards))
    made = _plan(machine, settings, checkpoint, cards)
    return Candidate(settings, cards, checkpoint, made, tuple(find_obstacles(machine, settings, cards, checkpoint, made, submitting)))


def cards_of(settings: Settings, there: int) -> tuple[int, ...]:
    """The numbers of the GPUs that the settings use; none for an engine on the CPU or on another machine."""
    if settings.engine == "transformers":
        return tuple(range(there))
    if settings.engine not in ("vllm", "llamacpp") or settings.wheels == "cpu" or (settings.engine == "llamacpp" and not settings.gpu):
        return ()
    ranks = Split.of(settings.serve).gpus if settings.engine == "vllm" else 1
    first = ",".join(map(str, range(ranks if settings.engine == "vllm" else max(1, there))))  # what they take by themselves
    visible = [{**settings.environment, **own}.get("CUDA_VISIBLE_DEVICES", first) for own in settings.servers]
    return tuple(sorted({int(number) for numbers in visible for number in numbers.split(",")}))


def serving_of(settings: Settings) -> Serving:
    """The part of the settings that the memory plan needs."""
    if settings.engine == "transformers":
        # Layers are spread over the GPUs (device_map="auto"); a prompt with its repairs is about as long as the reply.
        return Serving(max_model_len=2 * settings.max_tokens, max_num_seqs=settings.batch_size, parallel="pipeline", dtype=settings.dtype)
    return read_serving(settings.serve)


def llama_serving(settings: Settings) -> LlamaServing:
    """The part of the settings that the memory plan needs for llama.cpp, with what the engine adds. Raises InputError."""
    return LlamaServing.of({**DEFAULTS, **settings.serve})


def _plan(machine: Machine, settings: Settings, checkpoint: Checkpoint | None, cards: tuple[int, ...]) -> MemoryPlan | LlamaPlan | None:
    if checkpoint is None or (cards and cards[-1] >= len(machine.driver.cards)):
        return None
    if settings.engine == "llamacpp" and not cards and checkpoint.gguf is not None:
        return plan_in_memory(checkpoint.gguf, machine.host.usable, llama_serving(settings))
    if not cards:
        return None
    # Several servers have an equal share of the GPUs each; the smallest GPU decides.
    gpu = min((find_gpu(machine.driver.cards[number]) for number in cards), key=lambda one: one.usable_bytes)
    count = len(cards) // len(settings.servers)
    if settings.engine == "llamacpp":
        return plan_on_gpus(checkpoint.gguf, gpu, count, llama_serving(settings)) if checkpoint.gguf is not None else None
    if checkpoint.config is None:
        return None
    config, tensors = _as_loaded(settings, checkpoint.config, checkpoint.tensors)
    return plan(config, tensors, gpu, count, serving_of(settings))


def _as_loaded(settings: Settings, config: ModelConfig, tensors: tuple[Tensor, ...]) -> tuple[ModelConfig, tuple[Tensor, ...]]:
    """The model as the engine keeps it in memory: quantised while it is loaded, if the settings say so."""
    if not (settings.load_in_4bit or settings.load_in_8bit) or config.quantization is not None:
        return config, tensors
    quantised = replace(config, quantization=NF4 if settings.load_in_4bit else INT8)
    return quantised, expected_tensors(quantised)


def _settle(machine: Machine, preset: str) -> Settings:
    """The preset's settings with the model that it would find; if there is none, with the pattern as its path."""
    table = load_presets().get(preset, {})
    if machine.given is not None:
        return Settings.preset(preset, model=str(machine.given.folder))
    if "model" in table or table.get("engine") not in LOADERS:
        return Settings.preset(preset)
    pattern, as_file = table.get("model_pattern", "*"), table["engine"] == "llamacpp"
    fitting = [checkpoint.folder for checkpoint in machine.checkpoints if fits_pattern(checkpoint.folder, pattern)]
    found = [path for path in fitting if is_gguf(path) == as_file]
    return Settings.preset(preset, model=str(found[0]) if found else pattern)


def _preference(candidate: Candidate) -> tuple[bool | int, ...]:
    """The sort key: presets that can run come first, then vLLM, the model the preset is meant for, few obstacles, many GPUs, all bits.

    Presets with equal keys keep their order in presets.toml.
    """
    settings, folder = candidate.settings, candidate.checkpoint.folder if candidate.checkpoint else None
    meant = folder is not None and fits_pattern(folder, settings.model_pattern or "*")
    return (
        bool(candidate.obstacles),
        settings.engine != "vllm",
        len(candidate.obstacles),
        not meant,
        0 if candidate.obstacles else -len(candidate.cards),
        settings.load_in_4bit or settings.load_in_8bit,
    )
