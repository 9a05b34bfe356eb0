"""How GPUs share a model: tensor times pipeline times data parallel, as vLLM's three flags of these names say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kaggle_utils.errors import InputError

FLAGS: Mapping[str, str] = {name: f"{name}_parallel_size" for name in ("tensor", "pipeline", "data")}
"""The flag of ``vllm serve``, with underscores, for each field of a split."""


@dataclass(frozen=True)
class Split:
    """``data`` copies of the model, each in ``pipeline`` stages of layers, each stage's matrices cut for ``tensor`` GPUs.

    Raises InputError for a size that is not a whole number from 1 on.
    """

    tensor: int = 1
    pipeline: int = 1
    data: int = 1

    def __post_init__(self) -> None:
        for name, flag in FLAGS.items():
            size = getattr(self, name)
            if not isinstance(size, int) or isinstance(size, bool) or size < 1:
                raise InputError(f"{flag} is {size!r}, and must be a whole number from 1 on: 1 for a model that is not split this way")

    @classmethod
    def of(cls, serve: Mapping[str, Any]) -> Split:
        """The split that a preset's ``serve`` table asks for. Raises InputError."""
        return cls(**{name: serve.get(flag, 1) for name, flag in FLAGS.items()})

    @property
    def of_one_copy(self) -> int:
        """GPUs that one copy of the model takes."""
        return self.tensor * self.pipeline

    @property
    def gpus(self) -> int:
        """GPUs in all."""
        return self.of_one_copy * self.data

    def __str__(self) -> str:
        kinds = [f"{name} {getattr(self, name)}" for name in FLAGS if getattr(self, name) > 1]
        return " x ".join(kinds) or "one GPU"


def splits_of(count: int) -> Iterator[Split]:
    """Every way to share a model among so many GPUs, those with the fewest copies first, of these the widest tensor parallel first.

    Raises InputError for a count below 1.
    """
    if count < 1:
        raise InputError(f"count is {count}, and must be at least 1")
    for data in divisors(count):
        for pipeline in divisors(count // data):
            yield Split(count // data // pipeline, pipeline, data)


def divisors(number: int) -> Iterator[int]:
    """The divisors of a number, the smallest first."""
    return (divisor for divisor in range(1, number + 1) if number % divisor == 0)
