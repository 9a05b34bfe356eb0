"""No example that is shown to a model is the function of a family that a model is measured on, in other words or shifted by a size or two.

An example's function is its f(n), or its program with a number of the statement replaced by n, for each number that can be replaced. How
functions are compared: function_windows.py.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from kaggle_utils.programs.size_replaced import trace_by_replacing
from kaggle_utils.prompts.example import Example, load_examples
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.traces import TraceError, parse_trace, sizes_named
from tests.evaluation.function_windows import SHOWN, Window, families_like, is_trivial

SECONDS = 4.0  # for each program: a number that is not its size can make it run for ever


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as running:
        yield running


FOUND: dict[str, list[tuple[int, list[int]]]] = {}  # each example's programs are run once


async def functions_of(example: Example, sandbox: Sandbox) -> list[tuple[int, list[int]]]:
    """The first size and the first terms of each function that an example shows, as far as they come in ``SECONDS``."""
    if example.name not in FOUND:
        FOUND[example.name] = await measure_functions(example, sandbox)
    return FOUND[example.name]


async def measure_functions(example: Example, sandbox: Sandbox) -> list[tuple[int, list[int]]]:
    if example.start is not None:
        return [(example.start, json.loads(example.output)[:SHOWN])]
    found = []
    for size in sorted(set(sizes_named(example.problem))):
        program = trace_by_replacing(example.code, size, range(1, SHOWN + 1))
        if program is None:
            continue
        execution = await sandbox.run(program, timeout=SECONDS, memory_mb=1024)
        try:
            trace = parse_trace(execution.stdout[: execution.stdout.rfind("\n") + 1])
            found.append((trace.start, list(trace.terms)))
        except TraceError:  # that number is not a size
            continue
    return found


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("example", load_examples(), ids=lambda example: example.name)
async def test_no_example_is_a_function_of_a_family(example: Example, sandbox: Sandbox) -> None:
    assert [families_like(start, terms) for start, terms in await functions_of(example, sandbox) if families_like(start, terms)] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_most_examples_have_a_function_to_compare(sandbox: Sandbox) -> None:
    compared = [example.name for example in load_examples() if await functions_of(example, sandbox)]
    assert len(compared) >= len(load_examples()) / 2


@pytest.mark.parametrize(
    ("start", "terms", "family"),
    [
        (1, [0, 0, 1, 0, 1, 1, 2, 1, 3, 2, 4, 3, 5, 4], "integer-triangles"),
        (1, [1, 4, 15, 56, 209, 780, 2911, 10864], "ladder-trees"),
        (7, [3, 7, 19, 51, 141, 393, 1107], "middle-coefficient"),
        (3, [0, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3], "take-some"),
    ],
)
def test_a_function_of_a_family_is_noticed_wherever_it_starts(start: int, terms: list[int], family: str) -> None:
    assert family in families_like(start, terms)


def test_slowly_rising_terms_far_from_their_place_are_no_function_of_a_family() -> None:
    assert families_like(30, [1, 1, 1, 2, 2, 3, 3, 4, 5]) == set()


@pytest.mark.parametrize(("window", "trivial"), [((0, 1, 0, 1, 1, 0), True), ((2, 5, 8, 11, 14, 17), True), ((1, 2, 2, 3, 3, 3), False)])
def test_windows_of_two_values_or_equal_steps_are_trivial(window: Window, trivial: bool) -> None:
    assert is_trivial(window) == trivial
