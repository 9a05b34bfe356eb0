"""Known sequences in an attempt: named in its record, and an answer only once the program has confirmed it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from kaggle_utils.problem import Problem
from kaggle_utils.sequences import load_sequences
from kaggle_utils.strategies import Attempt, plan_attempts
from kaggle_utils.strategies.shared.known_sequence import known_as
from kaggle_utils.traces import Trace
from tests.scripted import ScriptedEngine, program, says
from tests.sequences.conftest import EXCERPT
from tests.strategies.conftest import MakeContext

MakeAttempt = Callable[..., Awaitable[Attempt]]

INDEX = load_sequences(EXCERPT)
# A000097: partitions with two kinds of 1 and two kinds of 2. Beyond a size the program fails.
PARTITIONS = """
def f(n):
    if n > {reach}:
        raise OverflowError
    ways = [1] + [0] * n
    for part in [1, 2, *range(1, n + 1)]:
        for total in range(part, n + 1):
            ways[total] += ways[total - part]
    return ways[n]{change}
print("target", {target})
for n in range(0, 20):
    print(n, f(n){reduce})
"""


@pytest.fixture
def trace_of(make_context: MakeContext) -> MakeAttempt:
    async def make(sequences: Any = INDEX, target: int = 45, **fields: Any) -> Attempt:
        code = PARTITIONS.format(**{"reach": 25, "change": "", "reduce": "", "target": target} | fields)
        context = replace(make_context(ScriptedEngine(says(program(code))), repair_rounds=0), sequences=sequences)
        (planned,) = plan_attempts({"trace": 1})
        return await planned.strategy(Problem("p", "How many?"), context)

    return make


async def test_a_term_that_only_the_collection_has_answers_once_the_program_agrees_further_on(trace_of: MakeAttempt) -> None:
    made = await trace_of()
    (truth,) = [INDEX.sequence(number).terms[45] for number in range(len(INDEX)) if INDEX.sequence(number).name == "A000097"]
    assert made.answer == truth
    assert made.extrapolation is not None
    assert made.extrapolation.probed == (20, 21, 22, 23, 24, 25)
    assert (made.extrapolation.kind, made.extrapolation.tier) == ("known", "B")
    assert "A000097" in made.extrapolation.law


async def test_the_trace_is_named_in_the_record(trace_of: MakeAttempt) -> None:
    made = await trace_of()
    assert made.known_as is not None
    assert (made.known_as.name, made.known_as.relation, made.known_as.terms) == ("A000097", "A000097", 20)


async def test_without_a_further_size_there_is_no_answer(trace_of: MakeAttempt) -> None:
    made = await trace_of(reach=19)
    assert made.answer is None
    assert made.known_as is not None
    assert "they begin like A000097, but no further term could be measured to confirm it" in str(made.turns[-1].diagnosis)


async def test_a_program_that_goes_on_otherwise_is_not_answered_by_the_collection(trace_of: MakeAttempt) -> None:
    made = await trace_of(change=" + (n > 20)")
    assert made.answer is None
    assert "they begin like A000097, but f(21) is" in str(made.turns[-1].diagnosis)


async def test_a_target_beyond_the_collection_follows_by_a_law_of_its_terms_that_the_program_confirms(make_context: MakeContext) -> None:
    code = """
def f(n):
    if n > 9:
        raise OverflowError
    a, b = 0, 1
    for _ in range(2 * n):
        a, b = b, a + b
    return a
print("target", 200)
for n in range(9):
    print(n, f(n))
"""
    context = replace(make_context(ScriptedEngine(says(program(code))), repair_rounds=0), sequences=INDEX)
    made = await plan_attempts({"trace": 1})[0].strategy(Problem("p", "How many?"), context)
    a, b = 0, 1
    for _ in range(400):
        a, b = b, a + b
    assert made.answer == a
    assert made.extrapolation is not None
    assert made.extrapolation.law.startswith("a(n) = 3*a(n-1) - a(n-2)")
    assert "by the terms of A001906" in made.extrapolation.law
    assert (made.extrapolation.tier, made.extrapolation.probed) == ("B", (9,))


async def test_a_target_beyond_the_collection_needs_a_certain_law_of_its_terms(trace_of: MakeAttempt) -> None:
    assert (await trace_of(target=5000)).answer is None


async def test_without_a_collection_nothing_is_named_or_proposed(trace_of: MakeAttempt) -> None:
    made = await trace_of(sequences=None)
    assert (made.answer, made.known_as) == (None, None)


async def test_a_reduced_trace_is_answered_by_exact_terms_and_reduced(trace_of: MakeAttempt) -> None:
    exact = await trace_of()
    reduced = await trace_of(reduce=" % 1000")
    assert exact.answer is not None
    assert reduced.answer == exact.answer % 1000
    assert reduced.known_as is not None
    assert (reduced.known_as.name, reduced.known_as.terms) == ("A000097", 14)


def test_residues_are_identified_by_their_terms_before_the_first_that_falls() -> None:
    terms = INDEX.sequence(1).terms[:30]
    attempt = Attempt("trace", (), trace=Trace(0, tuple(term % 10_000 for term in terms), 99))
    named = known_as(attempt, INDEX).known_as
    assert named is not None
    assert (named.name, named.terms) == ("A000097", sum(term < 10_000 for term in terms))


def test_an_attempt_without_a_trace_is_as_it_was() -> None:
    attempt = Attempt("pal", (), 5)
    assert known_as(attempt, INDEX) == attempt
