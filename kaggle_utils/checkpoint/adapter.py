"""Reads a LoRA adapter as PEFT saves it: adapter_config.json and the header of adapter_model.safetensors, without torch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.config import Tensor
from kaggle_utils.checkpoint.header import read_header
from kaggle_utils.checkpoint.objects import read_object
from kaggle_utils.errors import InputError

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"  # as PEFT names them (peft 0.21, utils/constants.py)
PREFIX = "base_model.model."  # of PEFT's names, before the base model's own
# What torch.save and pickle write. Loading a pickle can run any code.
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
# The names that vLLM reads (0.28, lora/utils.py, parse_fine_tuned_lora_name).
_PART = re.compile(r"(?P<module>.+?)\.(?:lora_(?P<part>[AB])\.weight|lora_embedding_(?P<embedding>[AB]))")


@dataclass(frozen=True)
class Pair:
    """The two matrices that are added to one module of the base model; None for one that is missing."""

    module: str
    a: Tensor | None = None
    b: Tensor | None = None


@dataclass(frozen=True)
class Adapter:
    """What a folder says of its adapter.

    ``targets`` are the modules' names or the one pattern that the config has. ``strangers`` are tensors that are not a part of a pair;
    ``damage`` says why the weights cannot be read. ``files`` are all files of the folder with their sizes.
    """

    folder: Path
    base: str
    kind: str
    rank: int
    alpha: float
    targets: tuple[str, ...]
    ranks: Mapping[str, int] = field(default_factory=dict)
    alphas: Mapping[str, float] = field(default_factory=dict)
    extras: Mapping[str, Any] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    strangers: tuple[Tensor, ...] = ()
    damage: str = ""
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(self.files.values())

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Every tensor of the pairs."""
        return tuple(tensor for pair in self.pairs for tensor in (pair.a, pair.b) if tensor is not None)

    @property
    def pickles(self) -> tuple[str, ...]:
        """The files that torch.save or pickle wrote, by their names."""
        return tuple(name for name in self.files if name.lower().endswith(PICKLES))

    def rank_of(self, module: str) -> int:
        """The rank that the config gives a module: that of the first entry of ``rank_pattern`` that its name ends in, else ``r``.

        As PEFT finds it (0.21, utils/other.py, get_pattern_key).
        """
        return next((rank for key, rank in self.ranks.items() if re.fullmatch(rf"(?:.*\.)?(?:{key})", module)), self.rank)


def read_adapter(folder: Path) -> Adapter:
    """The adapter in a folder; what is wrong with its weights is ``damage``. Raises InputError without a config that can be read."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: name the one that holds {CONFIG}")
    if not (folder / CONFIG).is_file():
        model = ", which holds a whole model," if (folder / "config.json").is_file() else ""
        raise InputError(f"{folder}{model} has no {CONFIG}: name the folder that PEFT's save_pretrained wrote")
    raw = read_object(folder / CONFIG)
    damage = ""
    tensors: tuple[Tensor, ...] = ()
    try:
        tensors = read_header(folder / WEIGHTS)
    except InputError as error:
        damage = str(error)
    pairs, strangers = _pair(tensors)
    targets = raw.get("target_modules") or ()
    try:
        return Adapter(
            folder=folder,
            base=str(raw.get("base_model_name_or_path") or ""),
            kind=str(raw.get("peft_type") or ""),
            rank=_positive(raw, "r", folder),
            alpha=float(raw.get("lora_alpha") or 0),
            targets=(targets,) if isinstance(targets, str) else tuple(map(str, targets)),
            ranks={str(key): int(rank) for key, rank in (raw.get("rank_pattern") or {}).items()},
            alphas={str(key): float(alpha) for key, alpha in (raw.get("alpha_pattern") or {}).items()},
            extras=raw,
            pairs=pairs,
            strangers=strangers,
            damage=damage,
            files={str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()},
        )
    except (TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{folder / CONFIG} is not what PEFT writes ({error}): save the adapter again") from None


def _pair(tensors: tuple[Tensor, ...]) -> tuple[tuple[Pair, ...], tuple[Tensor, ...]]:
    """The pairs by their module's name in the base model, and the tensors that vLLM would not know."""
    parts: dict[str, dict[str, Tensor]] = {}
    strangers = []
    for tensor in tensors:
        match = _PART.fullmatch(tensor.name)
        if match is None:
            strangers.append(tensor)
        else:
            parts.setdefault(match["module"].removeprefix(PREFIX), {})[match["part"] or match["embedding"]] = tensor
    return tuple(Pair(module, found.get("A"), found.get("B")) for module, found in parts.items()), tuple(strangers)


def _positive(raw: Mapping[str, Any], key: str, folder: Path) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InputError(f"{folder / CONFIG}: {key} is {value!r}, and must be a rank of at least 1")
    return value
