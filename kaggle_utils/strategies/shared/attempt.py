"""The record of an attempt: its turns, what was repaired, its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from kaggle_utils.engines import Author, Completion
from kaggle_utils.sandbox import Execution
from kaggle_utils.traces import Law, Trace
from kaggle_utils.traces.known import KnownAs

BY_MODEL = "model"  # ``Repair.by`` of a repair that is not one of the catalogue's fixes


@dataclass(frozen=True)
class Repair:
    """A repair that was tried on a turn's program: by a failure mode's fix or by the model, and the outcome."""

    by: str
    outcome: Literal["fixed", "not fixed", "made worse"]


@dataclass(frozen=True)
class Turn:
    """One reply of the model, the program that was run last, its execution, and what was wrong (None: nothing).

    ``mode`` names the catalogue's failure mode that ``diagnosis`` belongs to, or says that it is the same program again. ``repairs`` are
    first the outcome of the model's repair of the previous turn, if it made one, then the deterministic fixes that were tried.
    """

    completion: Completion
    code: str | None
    execution: Execution | None
    diagnosis: str | None
    mode: str | None = None
    repairs: tuple[Repair, ...] = ()


def count_tokens(turns: Iterable[Turn]) -> dict[Author, int]:
    """The number of tokens that each model wrote in these turns, without those that wrote none, the coder first."""
    written: Counter[Author] = Counter()
    for turn in turns:
        written[turn.completion.author] += turn.completion.tokens
    return {author: written[author] for author in get_args(Author) if written[author]}


@dataclass(frozen=True)
class Extrapolation:
    """The law that extrapolated a trace to its target: its text, its tier and probability, and the far terms that confirmed it."""

    law: str
    kind: str
    order: int
    tier: str
    probability: float
    probed: tuple[int, ...]

    @classmethod
    def by(cls, law: Law, probed: tuple[int, ...] = ()) -> Extrapolation:
        """The record of a law, and of the far terms that it was compared with."""
        return cls(law.recurrence, law.kind, law.order, law.tier, law.probability, probed)


@dataclass(frozen=True)
class Attempt:
    """One attempt: ``turns`` lead to its answer, ``branches`` are the turns of ways that were given up.

    ``answer`` and ``trace`` are read from the output of its last program, None if that was not possible.

    ``extrapolation`` says how the answer follows from a trace that does not reach the target. ``executed`` is whether the answer is from a
    program's output; otherwise it is from the model's words. ``simulated`` are the calls whose results the model supplied. ``doubts`` name
    the checks that speak against the trace without refusing it; its terms may be taken modulo ``trace_modulus``, as the statement asks.
    ``known_as`` is the known sequence that it is, if a collection is given that has it.
    """

    strategy: str
    turns: tuple[Turn, ...]
    answer: int | None = None
    trace: Trace | None = None
    extrapolation: Extrapolation | None = None
    executed: bool = True
    simulated: tuple[str, ...] = ()
    branches: tuple[Turn, ...] = ()
    doubts: tuple[str, ...] = ()
    trace_modulus: int | None = None
    known_as: KnownAs | None = None

    @property
    def all_turns(self) -> tuple[Turn, ...]:
        """All turns, whether they led to the answer or not."""
        return (*self.branches, *self.turns)

    @property
    def is_cut(self) -> bool:
        """Whether the deadline cut one of its replies off."""
        return any(turn.completion.finish == "deadline" for turn in self.all_turns)

    @property
    def tokens(self) -> int:
        """The number of tokens that the model wrote."""
        return sum(self.tokens_by_author.values())

    @property
    def tokens_by_author(self) -> Mapping[Author, int]:
        """The number of tokens that each model wrote, the coder first."""
        return count_tokens(self.all_turns)

    @property
    def rewrites(self) -> int:
        """How often the model rewrote its program on the way to the answer. Branches that were given up do not count."""
        return sum(repair.by == BY_MODEL for turn in self.turns for repair in turn.repairs)

    @property
    def program(self) -> str | None:
        """The last program, which gave the answer if the attempt has one."""
        return next((turn.code for turn in reversed(self.turns) if turn.code is not None), None)
