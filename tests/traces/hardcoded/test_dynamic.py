from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from kaggle_utils.sandbox import Execution, Sandbox
from kaggle_utils.traces import parse_trace
from kaggle_utils.traces.hardcoding import Hardcoded, hardcoded_when_run
from kaggle_utils.traces.hardcoding.mutation import mutate
from tests.traces.hardcoded.corpus import load

PROGRAMS = {program.name: program for program in load()}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(workers=1)
    asyncio.run(running.__aenter__())
    yield running
    asyncio.run(running.__aexit__(None, None, None))


async def examine(sandbox: Sandbox, code: str) -> tuple[Hardcoded, int]:
    """The verdict and how many runs it took."""
    runs = 0

    async def run(mutant: str) -> Execution:
        nonlocal runs
        runs += 1
        return await sandbox.run(mutant, timeout=300.0)

    trace = parse_trace((await run(code)).stdout)
    return await hardcoded_when_run(code, trace, run), runs


@pytest.mark.parametrize(
    "name",
    [
        "table_recursion_on_text",
        "table_series",
        "table_masked",
        "table_differences",
        "table_digits_of_integer",
        "table_bits_of_integer",
        "interpolation_lagrange",
        "chain_match",
        "table_wrapped",
        "table_class_state",
        "table_cumprod",
        "table_numpy_dot",
        "table_popped_slice",
        "table_popped_star",
        "table_tuple_state",
        "table_xor_differences",
        "table_second_differences",
        "table_running_product",
    ],
)
async def test_changing_a_number_of_a_table_changes_one_output(sandbox: Sandbox, name: str) -> None:
    verdict, runs = await examine(sandbox, PROGRAMS[name].code)
    assert "stored numbers were changed" in verdict.clues[-1].sentence
    assert runs <= 15


@pytest.mark.parametrize("name", [
        "honest_coins", "honest_miller_rabin", "honest_matchsticks", "honest_grid", "honest_coefficients", "honest_day_of_year",
        "honest_heights", "honest_tax", "honest_robber", "honest_polynomial_roots",
    ],
)  # fmt: skip
async def test_changing_a_number_of_a_computation_changes_none_or_many(sandbox: Sandbox, name: str) -> None:
    verdict, runs = await examine(sandbox, PROGRAMS[name].code)
    assert not verdict
    assert runs <= 15


async def test_a_false_static_alarm_is_cleared_by_experiments(sandbox: Sandbox) -> None:
    code = (
        "C = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]\ndef f(n):\n    return C[n * n % 10] * (n + 1)\n"
        "print('target 90')\nfor n in range(60):\n    print(n, f(n))\n"
    )
    verdict, _ = await examine(sandbox, code)
    assert not verdict


async def test_running_past_the_trace_is_held_against_a_program_with_clues(sandbox: Sandbox) -> None:
    verdict, _ = await examine(sandbox, PROGRAMS["table_verified"].code)
    assert "IndexError" in verdict.clues[-1].sentence


CLOCK = """import time
T = [1, 2, 5, 14, 42, 132, 429]
print("target 9")
for n in range(7):
    print(n, T[n] + time.time_ns() % 10**12)
"""


async def test_a_program_that_does_not_print_its_trace_again_keeps_the_static_verdict(sandbox: Sandbox) -> None:
    verdict, runs = await examine(sandbox, CLOCK)
    assert runs <= 3
    assert not verdict or "changed" not in verdict.clues[-1].sentence


def test_mutants_differ_from_the_program_in_one_number() -> None:
    mutants = list(mutate("T = [10, 20, 30, 40, 50, 60]\n"))
    assert [mutant.code for mutant in mutants] == [
        f"T = {[value + (value == changed) for value in range(10, 70, 10)]}" for changed in (20, 30, 40, 50)
    ]
    assert {mutant.place for mutant in mutants} == {0}


def test_text_that_is_no_program_has_no_mutants() -> None:
    assert list(mutate("def (")) == []
