"""What a sample amounts to: which of its terms are right, how its program ended, and whether a law continues it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.evaluation.oeis.strategy import LOOKED_UP, NAME
from kaggle_utils.evaluation.outcome import last_program_compiles
from kaggle_utils.evaluation.run import Run
from kaggle_utils.sandbox import Verdict
from kaggle_utils.strategies import Attempt, Turn
from kaggle_utils.traces import Trace, guess

MIN_FURTHER = 3  # known terms that were not asked for; fewer do not tell a right law from a wrong one


@dataclass(frozen=True)
class SampleOutcome:
    """A sample, judged. ``right_before_error`` is the share of the terms asked for that are right up to the first that is not.

    ``vote`` are the terms of a program that printed all of them, was not refused and does not look them up, else None; ``passes`` is
    whether they are right. ``law_found`` and ``law_is_right`` are None where too few further terms are known to judge a law.
    """

    is_right: bool
    right_before_error: float
    passes: bool
    vote: tuple[int, ...] | None
    compiles: bool
    is_timed_out: bool
    is_readable: bool
    is_refused: bool
    is_looked_up: bool
    law_found: bool | None
    law_is_right: bool | None


Outcomes = Mapping[str, Sequence[SampleOutcome]]
"""The samples of each sequence, by its id."""


def outcomes_of(run: Run, sequences: Sequence[OeisSequence]) -> dict[str, list[SampleOutcome]]:
    """The outcomes at each sequence all of whose samples were made; the others are left out."""
    count, terms = run.settings.strategies[NAME], run.settings.prompting.small_cases
    made = {sequence: run.of(sequence.problem) for sequence in sequences}
    return {each.id: [outcome_of(each, sample, terms) for sample in samples] for each, samples in made.items() if len(samples) == count}


def outcome_of(sequence: OeisSequence, attempt: Attempt, count: int) -> SampleOutcome:
    """Compare a sample with the first ``count`` terms of the sequence, and the law of what it printed with the terms after those."""
    truth = sequence.first(count)
    terms = _aligned(attempt.trace, sequence.asked(count))
    right = next((place for place, term in enumerate(truth) if terms[place] != term), len(truth))
    last = next((turn for turn in reversed(attempt.turns) if turn.code is not None), None)
    is_refused, is_looked_up = _is_refused(last), LOOKED_UP in attempt.doubts
    complete = tuple(term for term in terms if term is not None)
    vote = complete if len(complete) == len(truth) and not is_refused and not is_looked_up else None
    further = sequence.further(count)
    judged = _judge_law(attempt.trace, further) if len(further) >= MIN_FURTHER else (None, None)
    return SampleOutcome(
        is_right=right == len(truth),
        right_before_error=right / len(truth),
        passes=vote == truth,
        vote=vote,
        compiles=last_program_compiles(attempt),
        is_timed_out=last is not None and last.execution is not None and last.execution.verdict is Verdict.TIMEOUT,
        is_readable=attempt.trace is not None,
        is_refused=is_refused,
        is_looked_up=is_looked_up,
        law_found=judged[0],
        law_is_right=judged[1],
    )


def _aligned(trace: Trace | None, asked: range) -> list[int | None]:
    """The term for each n that was asked for, None where it was not printed."""
    printed = {} if trace is None else dict(enumerate(trace.terms, trace.start))
    return [printed.get(n) for n in asked]


def _is_refused(last: Turn | None) -> bool:
    """Whether the last program ran to its end and what it printed was not accepted."""
    return last is not None and last.execution is not None and last.execution.ok and last.diagnosis is not None


def _judge_law(trace: Trace | None, further: Mapping[int, int]) -> tuple[bool, bool]:
    """Whether a law was found in what was printed, and whether the most probable one gives every further term."""
    laws = guess(trace.terms, trace.start) if trace is not None else []
    if not laws:
        return False, False
    try:
        return True, all(laws[0].at(n) == term for n, term in further.items())
    except ArithmeticError:  # a term that is not an integer, or out of reach
        return True, False
