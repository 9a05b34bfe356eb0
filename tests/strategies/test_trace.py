"""The trace strategy with a scripted model, a real sandbox and real laws."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt
from kaggle_utils.strategies.trace import attempt
from tests.scripted import ScriptedEngine, program, says
from tests.strategies.conftest import MakeContext

MakeAttempt = Callable[..., Awaitable[tuple[Attempt, ScriptedEngine]]]

FIBONACCI = """
def f(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
print("target", {target})
for n in range(0, min({target}, 40) + 1):
    print(n, f(n){reduce})
"""
CHANGES_LATE = """
def f(n):
    if n > 500:
        raise OverflowError
    return n * n if n < 170 else n * n + 1
print("target", 1000)
for n in range(1, 41):
    print(n, f(n))
"""
SPECIAL_START = """
def f(n):
    if n > 90:
        raise OverflowError
    if n < 4:
        return 10 ** 6 + 17 * n * n * n
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a
print("target", 10000)
for n in range(1, 41):
    print(n, f(n))
"""
PRIMES = """
def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n ** 0.5) + 1))
primes = [n for n in range(2000) if is_prime(n)]
print("target", 100000)
for n in range(1, 41):
    print(n, primes[n])
"""


SLOW = """
import time
def f(n):
    if n > 30:
        time.sleep(600)
    return 3 ** n - 2 ** n
print("target", 1000)
for n in range(1, 1001):
    print(n, f(n), flush=True)
"""
INSIDE = """
MOD = 1000
def f(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, (a + b) % MOD
    return a
print("target", 10 ** 15)
for n in range(0, 41):
    print(n, f(n))
"""
RANDOM = """
import random
print("target", 1000)
for n in range(1, 31):
    print(n, n * n + random.randint(0, 9))
"""
LONG_ORDER = """
def f(n):
    terms = [1] * 24
    while len(terms) <= n:
        terms.append(terms[-1] + 2 * terms[-24] + terms[-5])
    return terms[n]
print("target", 10 ** 6)
for n in range(0, 41):
    print(n, f(n) % 10 ** 9)
"""


def fibonacci(n: int, modulus: int) -> int:
    """By doubling: independent of any recurrence that is guessed."""
    if n == 0:
        return 0
    a, b = 0, 1
    for bit in f"{n:b}":
        a, b = a * (2 * b - a) % modulus, (a * a + b * b) % modulus
        if bit == "1":
            a, b = b, (a + b) % modulus
    return a


@pytest.fixture
def make_attempt(make_context: MakeContext) -> MakeAttempt:
    async def make(*codes: str, cases: Mapping[int, int] | None = None, **changes: Any) -> tuple[Attempt, ScriptedEngine]:
        engine = ScriptedEngine(says(*[program(code) for code in codes]))
        context = replace(make_context(engine, **changes), cases=cases or {})
        return await attempt(Problem("p", "How many?"), context), engine

    return make


async def test_a_measured_target_needs_no_law(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(FIBONACCI.format(target=30, reduce=""))
    assert (made.answer, made.extrapolation) == (832040, None)


async def test_a_far_target_is_reached_by_a_law_that_was_probed(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(FIBONACCI.format(target=200, reduce=""))
    assert made.answer == 280571172992510140037611932413038677189525
    assert made.extrapolation is not None
    assert made.extrapolation.tier == "A"
    assert made.extrapolation.probed == (41, 82)


async def test_residues_are_extrapolated_through_exact_terms(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(FIBONACCI.format(target=10**18, reduce=" % 1000"))
    assert made.answer == fibonacci(10**18, 1000)


async def test_a_law_that_a_far_term_contradicts_goes_back_with_the_reason(make_attempt: MakeAttempt) -> None:
    made, engine = await make_attempt(CHANGES_LATE, FIBONACCI.format(target=200, reduce=""))
    assert len(made.turns) == 2
    assert made.turns[0].diagnosis is not None
    assert "but f(181) is 32762" in made.turns[0].diagnosis
    assert "but f(181) is 32762" in engine.calls[1][-1].content


async def test_a_target_that_the_program_reaches_itself_needs_no_law(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(PRIMES.replace('print("target", 100000)', 'print("target", 300)'))
    assert (made.answer, made.extrapolation) == (1993, None)


async def test_the_smallest_sizes_need_not_obey_the_law(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(SPECIAL_START)
    assert made.answer == fibonacci(10**4, 10**3000)
    assert made.extrapolation is not None
    assert made.extrapolation.tier == "A"


async def test_a_table_of_numbers_goes_back(make_attempt: MakeAttempt) -> None:
    table = "f = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786]\nprint('target', 500)\nfor n in range(12):\n    print(n, f[n])"
    made, _ = await make_attempt(table, FIBONACCI.format(target=200, reduce=""))
    assert "compute every term" in (made.turns[0].diagnosis or "")
    assert len(made.turns) == 2


async def test_terms_without_a_law_go_back_with_the_terms(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(PRIMES)
    assert made.answer is None
    diagnosis = made.turns[0].diagnosis or ""
    assert "are 3, 5, 7, 11" in diagnosis
    assert "no law fits them" in diagnosis


async def test_the_terms_of_a_program_that_was_stopped_are_not_lost(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(SLOW, execution_timeout=5.0)
    assert made.answer == 3**1000 - 2**1000
    assert made.turns[0].execution is not None
    assert made.turns[0].execution.verdict == "timeout"


async def test_residues_that_cannot_be_undone_are_extrapolated_as_residues(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(INSIDE)
    assert made.answer == fibonacci(10**15, 1000)
    assert made.extrapolation is not None
    assert made.extrapolation.kind == "modular"


async def test_a_program_that_draws_random_numbers_goes_back(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(RANDOM, FIBONACCI.format(target=200, reduce=""))
    assert "draws random numbers" in (made.turns[0].diagnosis or "")


async def test_more_terms_are_measured_where_the_printed_ones_leave_no_law(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(LONG_ORDER)
    terms = [1] * 24
    while len(terms) <= 10**6:
        terms.append((terms[-1] + 2 * terms[-24] + terms[-5]) % 10**9)
    assert made.answer == terms[-1]


async def test_a_known_small_case_that_a_trace_contradicts_goes_back(make_attempt: MakeAttempt) -> None:
    made, _ = await make_attempt(FIBONACCI.format(target=200, reduce=""), cases={6: 9})
    assert made.answer is None
    assert made.turns[0].diagnosis is not None
    assert "f(6) is 8, but by the known cases it is 9" in made.turns[0].diagnosis


COUNTED = "print('target', 3)\nfor n in range(1, 4):\n    print(n, {formula})"


async def test_a_trace_that_the_statement_rules_out_goes_back(make_context: MakeContext) -> None:
    engine = ScriptedEngine(says(program(COUNTED.format(formula="n - 3")), program(COUNTED.format(formula="n * n + 1"))))
    made = await attempt(Problem("p", "How many tilings of a 2 x 3 board are there?"), make_context(engine))
    assert made.answer == 10
    assert made.turns[0].diagnosis is not None
    assert "f(1) = -2 is negative" in made.turns[0].diagnosis


async def test_a_doubt_that_refuses_nothing_stays_with_the_attempt(make_context: MakeContext) -> None:
    constant = "print('target', 30)\nfor n in range(1, 31):\n    print(n, 7)"
    made = await attempt(
        Problem("p", "How many tilings of a 2 x 30 board are there?"), make_context(ScriptedEngine(says(program(constant))))
    )
    assert (made.answer, made.doubts) == (7, ("constant",))


async def test_a_refusal_names_the_warnings_too(make_context: MakeContext) -> None:
    engine = ScriptedEngine(says(program(PRIMES.replace("100000)", "777)")), "no program"))
    made = await attempt(Problem("p", "How many tilings of a 2 x 100000 board are there?"), make_context(engine, repair_rounds=0))
    assert made.turns[0].diagnosis is not None
    assert "777" in made.turns[0].diagnosis


async def test_the_modulus_of_the_statement_is_kept_for_the_vote(make_context: MakeContext) -> None:
    engine = ScriptedEngine(says(program(COUNTED.format(formula="n * n + 1"))))
    made = await attempt(Problem("p", "Find the number of tilings of a 2 x 3 board modulo 1000."), make_context(engine))
    assert made.trace_modulus == 1000
