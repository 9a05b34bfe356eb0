"""The facts about a machine as frozen records. Sizes in bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kaggle_utils.checkpoint.config import ModelConfig, Tensor
from kaggle_utils.checkpoint.gguf_model import GgufModel
from kaggle_utils.environment import Environment


@dataclass(frozen=True)
class Card:
    """A GPU as nvidia-smi lists it. ``compute_capability`` is None if the driver does not report it."""

    name: str
    compute_capability: tuple[int, int] | None
    total: int
    free: int


@dataclass(frozen=True)
class Driver:
    """NVIDIA's driver. ``version`` is None without one, and ``trouble`` then says why; ``cuda`` is the newest CUDA that it supports."""

    version: str | None = None
    cuda: str | None = None
    cards: tuple[Card, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Disk:
    """A folder that is written to, and the free space on its disk."""

    use: str
    folder: Path
    free: int


@dataclass(frozen=True)
class Host:
    """The machine without its GPUs. ``memory_limit`` is the container's, if it is below the machine's memory, else None."""

    kernel: str
    cores: int
    memory: int
    memory_limit: int | None = None
    disks: tuple[Disk, ...] = ()

    @property
    def usable(self) -> int:
        """Bytes of memory that programs may use."""
        return self.memory if self.memory_limit is None else self.memory_limit


@dataclass(frozen=True)
class Interpreter:
    """A Python and the versions of its packages that engines need. ``trouble`` says why it could not be run."""

    path: str
    version: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """A model's folder, or its GGUF file. ``damage`` says what is wrong with it, ``unknown`` why the memory plan cannot judge it."""

    folder: Path
    config: ModelConfig | None = None
    tensors: tuple[Tensor, ...] = ()
    damage: str = ""
    unknown: str = ""
    gguf: GgufModel | None = None

    @property
    def size(self) -> int:
        """The size of the weights in bytes."""
        return self.gguf.size if self.gguf is not None else sum(tensor.size for tensor in self.tensors)

    @property
    def form(self) -> str:
        """How the weights are kept, in words; empty for a model that the memory plan does not know."""
        if self.gguf is not None:
            return f"GGUF in {self.gguf.mixture}"
        return str(self.config.quantization or self.config.dtype) if self.config is not None else ""


@dataclass(frozen=True)
class WheelSet:
    """An attached set of wheels. ``trouble`` says why it cannot be installed here; if it is empty, every hash was right."""

    folder: Path
    name: str = ""
    tag: str = ""
    count: int = 0
    size: int = 0
    unpacked: int = 0
    trouble: str = ""


@dataclass(frozen=True)
class SandboxState:
    """The sandbox's active layers, the missing ones with their reasons, or in ``trouble`` why it does not start."""

    layers: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True)
class Machine:
    """Everything that ``look`` finds.

    ``mounts`` are the sources under ``inputs`` and ``checkpoints`` the models there; ``given`` is the model that the user named,
    ``shipped`` the embedded one, in both of its formats.
    """

    environment: Environment
    driver: Driver
    host: Host
    python: Interpreter
    server: Interpreter
    confinement: SandboxState
    inputs: Path
    mounts: tuple[str, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    wheels: tuple[WheelSet, ...] = ()
    given: Checkpoint | None = None
    shipped: tuple[Checkpoint, ...] = ()
