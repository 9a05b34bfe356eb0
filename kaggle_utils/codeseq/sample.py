"""What a sequence becomes: a problem with cases, rounds of programs, and the sample that passed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["right", "wrong answer", "error", "syntax", "timeout", "memory", "output", "crash", "exited", "not printed", "no program"]


@dataclass(frozen=True)
class Case:
    """An index as a program reads it, the term as it has to print it, and, for an example, why that is so."""

    input: str
    output: str
    explanation: str = ""


@dataclass(frozen=True)
class ProblemText:
    """An algorithmic problem about a sequence's general term, with the two examples that it shows."""

    description: str
    input_format: str
    output_format: str
    examples: tuple[Case, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that a person wrote or could have written: what is compared with benchmarks."""
        return (self.description, self.input_format, self.output_format, *(case.explanation for case in self.examples))


@dataclass(frozen=True)
class CaseResult:
    """What a program made of a case: how it ended, what it printed, and the error in one line."""

    input: str
    outcome: Outcome
    printed: str = ""
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Round:
    """A program, its results on the test cases in their order, and, where one failed, what the guiding agent said about the first."""

    code: str
    results: tuple[CaseResult, ...]
    work_reason: str = ""
    failed_reason: str = ""

    @property
    def failed(self) -> CaseResult | None:
        """The first case that was not right, None if all were."""
        return next((result for result in self.results if result.outcome != "right"), None)


@dataclass(frozen=True)
class Sample:
    """A verified sample. ``unit`` names it: the sequence, then # and the number of the description, then . and that of the solution.

    ``pass_rate`` is the share of ``first_solutions`` programs that passed at once. ``held_back`` terms that no prompt showed were right;
    ``law`` is the law, if one was certain, that ``confirmed`` further terms were right by.
    """

    unit: str
    sequence: str
    title: str
    problem: ProblemText
    cases: tuple[Case, ...]
    rounds: tuple[Round, ...]
    pass_rate: float
    first_solutions: int
    held_back: int
    law: str = ""
    law_kind: str = ""
    confirmed: int = 0

    @property
    def code(self) -> str:
        """The program that passes."""
        return self.rounds[-1].code

    @property
    def corrections(self) -> int:
        """How many times the program was corrected."""
        return len(self.rounds) - 1
