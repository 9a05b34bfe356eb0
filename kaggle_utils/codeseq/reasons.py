"""Why a sequence gives no sample: the reasons, each of a stage, and the exception that carries one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Stage = Literal["filter", "problem", "supervision", "data"]


class Reason(StrEnum):
    """A reason in words, as the counts print it."""

    # filter: written rules, in the order in which they are asked
    FEW_TERMS = "too few terms"
    DERIVED_NAME = "defined by other sequences (name)"
    DERIVED_FORMULAS = "defined by other sequences (formulas)"
    UNSUITABLE_KEYWORD = "unsuitable keyword"
    UNSUITABLE_KIND = "not a function of one index (name)"
    NO_RULE = "neither formula nor program"
    LITTLE_VARIETY = "too few different terms"
    BENCHMARK_SEQUENCE = "a benchmark's sequence"
    SAME_TERMS = "equal terms, under a shift, as an earlier sequence"
    # filter: the working agent
    UNREADABLE_PLAN = "plan not readable, also when asked again"
    NOT_ABLE = "the working agent cannot plan it"
    # problem
    UNREADABLE_PROBLEM = "problem not readable, also when asked again"
    WRONG_EXAMPLE = "an example contradicts the sequence"
    FEW_CASES = "too few test cases"
    BENCHMARK_TEXT = "shares words with a benchmark's problem"
    UNREADABLE_CHECK = "the guiding agent's check not readable"
    FAILED_CHECK = "the guiding agent answers the examples differently"
    FAILED_SECOND_CHECK = "the guiding agent answers test cases differently"
    # supervision
    NEVER_PASSED = "no program passes the test cases"
    LOOKS_UP = "the program looks its terms up"
    HELD_BACK_WRONG = "wrong at terms held back"
    HELD_BACK_SLOW = "too slow at terms held back"
    LAW_DISAGREES = "disagrees with the law past the known terms"
    # data
    NEAR_DUPLICATE = "nearly the text of another sample"
    TOO_LONG = "longer than allowed"


_FIRST: dict[Reason, Stage] = {
    Reason.FEW_TERMS: "filter",
    Reason.UNREADABLE_PROBLEM: "problem",
    Reason.NEVER_PASSED: "supervision",
    Reason.NEAR_DUPLICATE: "data",
}
STAGES: tuple[Stage, ...] = tuple(_FIRST.values())


def stage_of(reason: Reason) -> Stage:
    """The stage in which a reason is found: the reasons above stand in the order of the stages."""
    reasons = list(Reason)
    return next(_FIRST[each] for each in reversed(reasons[: reasons.index(reason) + 1]) if each in _FIRST)


@dataclass(frozen=True)
class Refusal:
    """A reason with what it was found in."""

    reason: Reason
    detail: str = ""


class RefusedError(Exception):
    """What a stage raises for a sequence that goes no further."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.refusal = Refusal(reason, detail)
