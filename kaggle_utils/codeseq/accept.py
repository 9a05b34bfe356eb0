"""Beyond the paper: what a program that passes its test cases must stand before it becomes a sample."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence as List

from kaggle_utils.codeseq.agents import Agents
from kaggle_utils.codeseq.choose_cases import ChosenCases
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.make_problem import PreparedProblem
from kaggle_utils.codeseq.reasons import Reason, RefusedError
from kaggle_utils.codeseq.sample import Case, CaseResult, Sample
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.supervise import Solutions
from kaggle_utils.traces import Law, Trace, UnreachableError, guess, hardcoded

PREDICTED = 3  # terms past the known ones that a certain law is asked for


async def accept(
    sequence: Sequence, unit: str, problem: PreparedProblem, solutions: Solutions, agents: Agents, config: CodeSeqConfig
) -> tuple[Sample, ...]:
    """The samples of a unit: one for each program that stands, equal ones once. Raises RefusedError if none does.

    The pass rate counts first programs that pass at once and do not look their terms up.
    """
    law = await asyncio.to_thread(certain_law, sequence)
    ahead = predicted_cases(sequence, law)
    at_once = sum(each.failed is None and not looks_up(each.code, sequence) for each in solutions.first.values())
    samples: dict[str, Sample] = {}
    refusals: list[RefusedError] = []
    for number, rounds in solutions.passed.items():
        code = rounds[-1].code
        try:
            check_lookup(code, sequence)
            results = await agents.run(unit, "held back", code, (*problem.cases.others, *ahead), number)
            held_back = count_held_back(results[: len(results) - len(ahead)], problem.cases, config.min_held_back)
            confirmed = count_confirmed(results[len(results) - len(ahead) :])
        except RefusedError as error:
            refusals.append(error)
            continue
        sample = Sample(
            unit=f"{unit}.{number}",
            sequence=sequence.name,
            title=sequence.title,
            problem=problem.text,
            cases=problem.cases.tests,
            rounds=rounds,
            pass_rate=round(at_once / solutions.asked, 4),
            first_solutions=solutions.asked,
            held_back=held_back,
            law="" if law is None else law.recurrence,
            law_kind="" if law is None else law.kind,
            confirmed=confirmed,
        )
        samples.setdefault(code, sample)
    if not samples:
        raise refusals[0]
    return tuple(samples.values())


def certain_law(sequence: Sequence) -> Law | None:
    """The law of tier A that the known terms obey, None if there is none."""
    laws = guess(sequence.terms, sequence.start)
    return laws[0] if laws and laws[0].tier == "A" else None


def predicted_cases(sequence: Sequence, law: Law | None) -> tuple[Case, ...]:
    """The next terms by a law, as cases; none where it gives none."""
    if law is None:
        return ()
    try:
        return tuple(Case(str(index), str(law.at(index))) for index in range(sequence.end, sequence.end + PREDICTED))
    except (ArithmeticError, UnreachableError, ValueError):
        return ()


def looks_up(code: str, sequence: Sequence) -> str | None:
    """Where a program looks its terms up instead of computing them, in a sentence; None if it does not."""
    found = hardcoded(code, Trace(sequence.start, sequence.terms, sequence.end - 1))
    return found.clues[0].sentence if found else None


def check_lookup(code: str, sequence: Sequence) -> None:
    """Raise RefusedError for a program that looks its terms up."""
    if sentence := looks_up(code, sequence):
        raise RefusedError(Reason.LOOKS_UP, sentence)


def count_held_back(results: List[CaseResult], cases: ChosenCases, least: int) -> int:
    """How many terms that no prompt showed were computed rightly. Raises RefusedError for a wrong term and for too few."""
    for result in results:
        if result.outcome not in ("right", "timeout"):
            raise RefusedError(Reason.HELD_BACK_WRONG, f"a({result.input}): {result.outcome}")
    right = sum(result.outcome == "right" and result.input in cases.held_back for result in results)
    if right < least:
        raise RefusedError(Reason.HELD_BACK_SLOW, f"{right} of {len(cases.held_back)} in the time")
    return right


def count_confirmed(results: List[CaseResult]) -> int:
    """How many terms past the known ones agree with the law. Raises RefusedError for one that does not."""
    for result in results:
        if result.outcome not in ("right", "timeout"):
            raise RefusedError(Reason.LAW_DISAGREES, f"a({result.input}): {result.outcome} {result.printed[:50]}".strip())
    return sum(result.outcome == "right" for result in results)
