"""The record of an attempt: its turns, what was repaired, its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kaggle_utils.engines import Completion
from kaggle_utils.sandbox import Execution
from kaggle_utils.traces import Trace

BY_MODEL = "model"  # who made a repair, where it was not a fix of the catalogue


@dataclass(frozen=True)
class Repair:
    """A repair that was tried on a turn's program: by which failure mode's fix or by the model, and how the program fared after it."""

    by: str
    outcome: Literal["fixed", "not fixed", "made worse"]


@dataclass(frozen=True)
class Turn:
    """One reply of the model, the program that was run last, what came of it, and what was wrong (None: nothing).

    ``mode`` names the catalogue's failure mode that ``diagnosis`` belongs to, or says that it is the same program again. ``repairs`` are
    the deterministic fixes that were tried and, first, how the model's own repair of the turn before went.
    """

    completion: Completion
    code: str | None
    execution: Execution | None
    diagnosis: str | None
    mode: str | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True)
class Extrapolation:
    """The law that took a trace to its target: what it says, how far it is trusted, and the far terms that it was held against."""

    law: str
    kind: str
    order: int
    tier: str
    probability: float
    probed: tuple[int, ...]


@dataclass(frozen=True)
class Attempt:
    """One candidate's life: ``turns`` lead to its answer, ``branches`` are those of the ways that were given up.

    ``answer`` and ``trace`` are what its last program printed, if that could be read.

    ``extrapolation`` says how the answer follows from the trace, where the trace does not reach the target. ``executed`` is whether a
    program's output gave the answer; a model's own words did otherwise. ``simulated`` are the calls whose results the model made up.
    """

    strategy: str
    turns: tuple[Turn, ...]
    answer: int | None = None
    trace: Trace | None = None
    extrapolation: Extrapolation | None = None
    executed: bool = True
    simulated: tuple[str, ...] = ()
    branches: tuple[Turn, ...] = ()

    @property
    def all_turns(self) -> tuple[Turn, ...]:
        """Everything that was asked, whether it led to the answer or not."""
        return (*self.branches, *self.turns)

    @property
    def tokens(self) -> int:
        """Tokens written."""
        return sum(turn.completion.tokens for turn in self.all_turns)

    @property
    def rewrites(self) -> int:
        """How many times the model rewrote its program on the way to the answer. Branches that were given up do not count."""
        return sum(repair.by == BY_MODEL for turn in self.turns for repair in turn.repairs)

    @property
    def program(self) -> str | None:
        """The last program, which gave the answer if there is one."""
        return next((turn.code for turn in reversed(self.turns) if turn.code is not None), None)
