"""The configuration of a training: one TOML file (configs/lora.toml explains every key)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kaggle_utils.errors import InputError
from kaggle_utils.settings.config_file import parse_table, plain, read_table, refuse_below, refuse_unknown

Method = Literal["lora", "qlora", "dora", "full"]
Precision = Literal["auto", "bf16", "fp16", "fp32"]
Schedule = Literal["linear", "cosine", "constant", "constant_with_warmup"]
Resume = Literal["always", "never", "if-possible"]
# What may differ between a run and its continuation: how often something is written, and what only memory and speed depend on.
FREE = ("out", "resume", "save_every", "keep_checkpoints", "log_every", "gradient_checkpointing")


@dataclass(frozen=True)
class TrainConfig:
    """Everything that a training can be told. Raises InputError for impossible values.

    The defaults of rank, alpha, dropout and learning rate are the usual starting point of LoRA on a model of this size; those of the
    optimiser are AdamW's own.
    """

    model: Path
    """The folder of the base model: a checkpoint of transformers (safetensors) with a chat template."""
    data: tuple[Path, ...]
    """Files of rows, as ``train.rows`` reads them."""
    out: Path = Path("out-train")
    """The folder of checkpoints, log, curves and result."""
    method: Method = "lora"
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    targets: tuple[str, ...] = ()
    """The layers that get an adapter, such as ``["q_proj", "v_proj"]``; all linear layers but the head if there are none."""
    learning_rate: float = 2e-4
    schedule: Schedule = "cosine"
    warmup: float = 0.03
    """The share of the steps in which the learning rate rises."""
    weight_decay: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.999
    max_gradient: float = 1.0
    """The norm to which gradients are cut."""
    epochs: float = 1.0
    steps: int = 0
    """The largest number of steps; 0 for as many as the epochs have."""
    max_tokens: int = 0
    """The largest number of tokens to train on, prompts included; 0 for all that the epochs have."""
    batch_size: int = 1
    accumulation: int = 16
    """Batches whose gradients are added up before a step."""
    length: int = 1024
    """Tokens of the longest row, and of a packed one; longer rows are left out and counted."""
    packing: bool = False
    """Whether several rows share one sequence, each seeing itself alone."""
    precision: Precision = "auto"
    gradient_checkpointing: bool = True
    """Whether activations are computed again instead of kept: a fifth slower, and less memory."""
    eval_data: tuple[Path, ...] = ()
    eval_share: float = 0.0
    """The share of the rows that are not trained on, and measured instead."""
    eval_every: int = 0
    """Steps between measurements of the loss on the held-out rows; 0 for the end alone."""
    save_every: int = 50
    """Steps between checkpoints."""
    keep_checkpoints: int = 2
    log_every: int = 1
    resume: Resume = "if-possible"
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.data:
            raise InputError("data names no file: give one or several files of rows, such as out-codeseq/messages.jsonl")
        for name, kind in {"method": Method, "precision": Precision, "schedule": Schedule, "resume": Resume}.items():
            if getattr(self, name) not in get_args(kind):
                raise InputError(f"{name} is {getattr(self, name)!r}; there are: {', '.join(get_args(kind))}")
        lowest = {"rank": 1, "alpha": 1, "batch_size": 1, "accumulation": 1, "length": 16, "save_every": 1, "keep_checkpoints": 1}
        lowest |= {"log_every": 1, "steps": 0, "max_tokens": 0, "eval_every": 0}
        refuse_below(self, lowest)
        for name in ("learning_rate", "epochs", "max_gradient"):
            if getattr(self, name) <= 0:
                raise InputError(f"{name} is {getattr(self, name)}, and must be greater than 0")
        for name in ("dropout", "warmup", "weight_decay", "beta1", "beta2", "eval_share"):
            if not 0 <= getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}, and must be at least 0 and less than 1")
        if self.eval_every and not (self.eval_data or self.eval_share):
            raise InputError(f"eval_every is {self.eval_every}, and nothing is held out: give eval_data or eval_share")

    @property
    def decisive(self) -> dict[str, Any]:
        """What the result depends on, as JSON holds it: a folder with other values belongs to another training."""
        return {key: plain(value) for key, value in asdict(self).items() if key not in FREE}

    @property
    def digest(self) -> str:
        """The SHA-256 of what the result depends on."""
        return hashlib.sha256(json.dumps(self.decisive, sort_keys=True).encode()).hexdigest()


def read_config(path: Path, changes: Mapping[str, Any] | None = None) -> TrainConfig:
    """The configuration in a TOML file, with changes; paths are relative to the current folder. Raises InputError that names the key."""
    table = read_table(path, "lora.toml") | dict(changes or {})
    refuse_unknown(path, table, TrainConfig)
    return parse_table(path, table, TrainConfig)


def relocated(config: TrainConfig, out: Path | None) -> TrainConfig:
    """The configuration with another folder for its result, if one is given."""
    return config if out is None else replace(config, out=out)
