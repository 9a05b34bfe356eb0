"""Beyond the paper: what a program that passes its test cases must stand before it becomes a sample."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence as List

from kaggle_utils.codeseq.agents import Agents
from kaggle_utils.codeseq.choose_cases import ChosenCases
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.make_problem import PreparedProblem
from kaggle_utils.codeseq.reasons import Reason, RefusedError
from kaggle_utils.codeseq.sample import Case, CaseResult, Round, Sample
from kaggle_utils.codeseq.sequence import Sequence
from kaggle_utils.codeseq.supervise import Solutions
from kaggle_utils.traces import Law, Trace, UnreachableError, guess, hardcoded

PREDICTED = 3  # terms past the known ones that a certain law is asked for


async def accept(
    sequence: Sequence, unit: str, problem: PreparedProblem, solutions: Solutions, agents: Agents, config: CodeSeqConfig
) -> tuple[Sample, ...]:
    """The samples of a unit: one for each program that stands, equal ones once. Raises RefusedError if none does."""
    law = await asyncio.to_thread(certain_law, sequence)
    samples: dict[str, Sample] = {}
    refusals: list[RefusedError] = []
    for number, rounds in solutions.passed.items():
        try:
            sample = await _accept(sequence, unit, number, problem, rounds, solutions, law, agents, config)
        except RefusedError as error:
            refusals.append(error)
        else:
            samples.setdefault(sample.code, sample)
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


def check_lookup(code: str, sequence: Sequence) -> None:
    """Raise RefusedError for a program that looks its terms up instead of computing them."""
    found = hardcoded(code, Trace(sequence.start, sequence.terms, sequence.end - 1))
    if found:
        raise RefusedError(Reason.LOOKS_UP, found.clues[0].sentence)


def count_held_back(results: List[CaseResult], cases: ChosenCases, least: int) -> int:
    """How many terms that no prompt showed were computed rightly. Raises RefusedError for a wrong term and for too few."""
    for result in results:
        if result.outcome not in ("right", "timeout"):
            raise RefusedError(Reason.HELD_BACK_WRONG, f"a({result.input}): {result.outcome}")
    right = sum(result.outcome == "right" and result.input in cases.held_back for result in results)
    if right < least:
        raise RefusedError(Reason.HELD_BACK_SLOW, f"{right} of {len(cases.held_back)} in the time")
    return right


async def _accept(
    sequence: Sequence,
    unit: str,
    number: int,
    problem: PreparedProblem,
    rounds: tuple[Round, ...],
    solutions: Solutions,
    law: Law | None,
    agents: Agents,
    config: CodeSeqConfig,
) -> Sample:
    code, cases = rounds[-1].code, problem.cases
    check_lookup(code, sequence)
    ahead = predicted_cases(sequence, law)
    results = await agents.run(unit, "held back", code, (*cases.others, *ahead), number)
    known, further = results[: len(cases.others)], results[len(cases.others) :]
    held_back = count_held_back(known, cases, config.min_held_back)
    for result in further:
        if result.outcome not in ("right", "timeout"):
            raise RefusedError(Reason.LAW_DISAGREES, f"a({result.input}): {result.outcome} {result.printed[:50]}".strip())
    return Sample(
        unit=f"{unit}.{number}",
        sequence=sequence.name,
        title=sequence.title,
        problem=problem.text,
        cases=cases.tests,
        rounds=rounds,
        pass_rate=round(solutions.pass_rate, 4),
        first_solutions=solutions.asked,
        held_back=held_back,
        law="" if law is None else law.recurrence,
        law_kind="" if law is None else law.kind,
        confirmed=sum(result.outcome == "right" for result in further),
    )
