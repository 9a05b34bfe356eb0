"""Which misreading a recorded wrong attempt at one of our counting problems looks like, by the references of its family.

What is compared, in this order: the program with the examples of the prompts, the answer's remainder, the trace with those of the planted
misreadings of the same family, then with the right one by the signs of the catalogue; without a trace, the answer with the planted ones and
with the right ones of the sizes next to it. What none of them explains stays unexplained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kaggle_utils.evaluation.families import Family, read_families
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.run import Run
from kaggle_utils.programs.own_functions import own_functions
from kaggle_utils.repair.copied_example import library_programs
from kaggle_utils.repair.misreadings import find_misreading
from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import Trace, compare_traces
from tests.repair.misreadings.detectors import trace_of
from tests.repair.misreadings.planted import Planted, function_of, load_planted

RIGHT_CASES = "right small cases, wrong answer"
UNEXPLAINED = "not explained"
COPIED, FORGOTTEN_MODULUS, OFF_BY_ONE, NOTHING = "copied example", "forgotten modulus", "off by one in size", "counts nothing"
MIN_SHARED = 4  # terms that say that two traces are of one function; three are often the same by chance
MIN_ANSWER = 100  # smaller answers are those of other sizes by chance
MAX_COMPARED = 40  # terms of a trace that are compared with the right ones


@dataclass(frozen=True)
class Classified:
    """An attempt that is wrong, and the misreading that explains it."""

    problem: str
    strategy: str
    misreading: str


@dataclass(frozen=True)
class RunCounts:
    """The attempts of a run: how many are right, how many have neither an answer nor a trace, and the wrong ones with their misreading.

    ``contradicted`` are the turns whose program was sent back because it contradicts a value of the statement.
    """

    attempts: int
    right: int
    empty: int
    contradicted: int
    wrong: tuple[Classified, ...]


def classify_run(run: Run, problems: Sequence[EvaluationProblem]) -> RunCounts:
    """Classify every wrong attempt of a run at our counting problems. Attempts at other problems are left out."""
    made = [(problem, attempt) for problem in problems for attempt in run.of(problem.problem)]
    right = [attempt.answer == problem.problem.answer for problem, attempt in made]
    empty = sum(attempt.answer is None and attempt.trace is None for _, attempt in made)
    contradicted = sum(turn.mode == "contradicts the statement" for _, attempt in made for turn in attempt.all_turns)
    wrong = tuple(
        Classified(problem.problem.id, attempt.strategy, classify(problem, attempt))
        for (problem, attempt), is_right in zip(made, right, strict=True)
        if not is_right and (attempt.answer is not None or attempt.trace is not None)
    )
    return RunCounts(len(made), sum(right), empty, contradicted, wrong)


def classify(problem: EvaluationProblem, attempt: Attempt) -> str:
    """The name of the misreading that a wrong attempt looks like, or one of the two words of this module for none."""
    family = _families()[problem.family]
    if _is_copied(attempt):
        return COPIED
    if problem.modulus is not None and attempt.answer is not None and attempt.answer % problem.modulus == problem.problem.answer:
        return FORGOTTEN_MODULUS
    if attempt.trace is None or len(attempt.trace.terms) < MIN_SHARED:
        return _by_answer(problem, attempt, family)
    return _by_trace(problem, attempt.trace, family) or _by_answer(problem, attempt, family, RIGHT_CASES)


def _by_trace(problem: EvaluationProblem, trace: Trace, family: Family) -> str | None:
    """The misreading of a trace that is wrong, None for one that is right."""
    terms = trace.terms[:MAX_COMPARED]
    told = {size: term for size, term in enumerate(terms, trace.start) if size >= family.start}
    right = {size: function_of(family.fast)(size) for size in told}
    if told and all(_is_same(told[size], value, problem.modulus) for size, value in right.items()):
        return None
    for planted in _planted(problem.family):
        overlap = compare_traces(Trace(trace.start, terms, trace.target), trace_of(planted), problem.modulus)
        if len(overlap.sizes) >= MIN_SHARED and overlap.differs is None:
            return planted.misreading or UNEXPLAINED
    found = find_misreading(right, told)
    return found.name if found else UNEXPLAINED


def _by_answer(problem: EvaluationProblem, attempt: Attempt, family: Family, otherwise: str = UNEXPLAINED) -> str:
    """The misreading of a wrong answer alone: fewer can be recognised, and only by large numbers."""
    answer, size = attempt.answer, problem.size
    assert size is not None
    if answer is None:
        return otherwise
    if answer in (0, size):
        return NOTHING
    if answer >= MIN_ANSWER:
        for planted in _planted(problem.family):
            is_quick = not planted.is_slow or planted.wording.size <= family.reach
            if planted.wording.size == size and is_quick and planted.answer == answer:
                return planted.misreading or UNEXPLAINED
        others = [function_of(family.fast)(other) for other in (size - 1, size + 1) if other >= family.start]
        if answer in [other if problem.modulus is None else other % problem.modulus for other in others]:
            return OFF_BY_ONE
    return otherwise


def _is_copied(attempt: Attempt) -> bool:
    """Whether the last program is that of an example, whatever stands around its functions."""
    return attempt.program is not None and own_functions(attempt.program) in library_programs()


def _is_same(told: int, right: int, modulus: int | None) -> bool:
    return told == right or (modulus is not None and told == right % modulus)


@cache
def _families() -> Mapping[str, Family]:
    return {family.name: family for family in read_families()}


@cache
def _planted(family: str) -> tuple[Planted, ...]:
    return tuple(planted for planted in load_planted() if planted.family.name == family)
