"""Simulated runs like ours, to try comparisons on: whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Draw = tuple[dict[str, bool], dict[str, bool], dict[str, str]]
"""The verdicts of a new run and of an old one by problem id, and the cluster of each problem."""


@dataclass(frozen=True)
class World:
    """``families`` of ``wordings`` problems; the logits of a family, and how much the runs' luck with a family and their skill differ.

    A problem is solved with a logistic probability: the difficulty of its family and its own are shared by both runs, the luck of a run
    with a family is not.
    """

    families: int
    wordings: int
    mean: float = -1.0
    spread: float = 2.0
    luck: float = 1.0
    skill: float = 0.0

    def draw(self, random: numpy.random.Generator, worlds: int) -> tuple[NDArray[numpy.bool_], NDArray[numpy.bool_]]:
        """Verdicts of a new and an old run: worlds by problems, family after family."""
        shape, family = (worlds, self.families, self.wordings), (worlds, self.families, 1)
        common = random.normal(self.mean, self.spread, family) + random.normal(0, 1, shape)
        logits = (common + random.normal(self.skill, self.luck, family), common + random.normal(0, self.luck, family))
        new, old = (random.random(shape) < 1 / (1 + numpy.exp(-logit)) for logit in logits)
        return new.reshape(worlds, -1), old.reshape(worlds, -1)

    def truth(self) -> tuple[float, float]:
        """The share that the new run solves, and its difference to the old one's in points."""
        new, old = self.draw(numpy.random.default_rng(0), 400_000 // self.families)
        return float(new.mean()), 100 * float(new.mean() - old.mean()) if self.skill else 0.0

    def runs(self, seed: int, draws: int) -> Iterator[Draw]:
        """So many draws."""
        ids = [f"{family}-{wording}" for family in range(self.families) for wording in range(self.wordings)]
        clusters = {id_: id_.split("-")[0] for id_ in ids}
        for new, old in zip(*self.draw(numpy.random.default_rng(seed), draws), strict=True):
            yield dict(zip(ids, new.tolist(), strict=True)), dict(zip(ids, old.tolist(), strict=True)), clusters
