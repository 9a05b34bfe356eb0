"""No example that is shown to a model is the function of a family that a model is measured on, in other words or shifted by a size or two.

An example's function is its f(n), or its program with a number of the statement replaced by n, for each number that can be replaced. Terms
are compared in windows of six, at any two places: that includes every shift of the size. Two kinds of windows are trivial and agree for
functions that have nothing to do with each other: those of one or two values, such as 0, 1, 0, 1, and those that rise by the same step.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import pytest
import pytest_asyncio

from kaggle_utils.evaluation.families import Family, read_families
from kaggle_utils.programs.size_replaced import trace_by_replacing
from kaggle_utils.prompts.example import Example, load_examples
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.traces import TraceError, parse_trace, sizes_named

WINDOW = 6  # consecutive terms
SHOWN = 14  # first terms that are compared: twelve from the start on, and two for a shift
Window = tuple[int, ...]


def is_trivial(window: Sequence[int]) -> bool:
    steps = {after - before for before, after in pairwise(window)}
    return len(set(window)) <= 2 or len(steps) == 1


def windows(terms: Sequence[int]) -> Iterator[Window]:
    for place in range(len(terms) - WINDOW + 1):
        window = tuple(terms[place : place + WINDOW])
        if not is_trivial(window):
            yield window


def terms_of(family: Family) -> list[int]:
    namespace: dict[str, Callable[[int], int]] = {}
    exec(family.fast, namespace)
    return [namespace["f"](size) for size in range(family.start, family.start + SHOWN)]


@cache
def measured_on() -> dict[Window, str]:
    return {window: family.name for family in read_families() for window in windows(terms_of(family))}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as running:
        yield running


async def functions_of(example: Example, sandbox: Sandbox) -> list[list[int]]:
    """The first terms of each function that an example shows."""
    if example.target is not None:
        return [json.loads(example.output)[:SHOWN]]
    found = []
    for size in sorted(set(sizes_named(example.problem))):
        program = trace_by_replacing(example.code, size, range(1, SHOWN + 1))
        if program is None:
            continue
        execution = await sandbox.run(program, timeout=60.0, memory_mb=1024)
        try:
            found.append(list(parse_trace(execution.stdout[: execution.stdout.rfind("\n") + 1]).terms))
        except TraceError:  # that number is not a size
            continue
    return found


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("example", load_examples(), ids=lambda example: example.name)
async def test_no_example_is_a_function_of_a_family(example: Example, sandbox: Sandbox) -> None:
    known = measured_on()
    same = {(known[window], window) for terms in await functions_of(example, sandbox) for window in windows(terms) if window in known}
    assert not same


async def test_most_examples_have_a_function_to_compare(sandbox: Sandbox) -> None:
    compared = [example.name for example in load_examples() if await functions_of(example, sandbox)]
    assert len(compared) >= len(load_examples()) / 2


@pytest.mark.parametrize(
    ("terms", "family"),
    [
        ([0, 0, 1, 0, 1, 1, 2, 1, 3, 2, 4, 3, 5, 4], "integer-triangles"),
        ([1, 4, 15, 56, 209, 780, 2911, 10864], "ladder-trees"),
        ([3, 7, 19, 51, 141, 393, 1107], "middle-coefficient"),
    ],
)
def test_a_function_of_a_family_is_noticed_wherever_it_starts(terms: list[int], family: str) -> None:
    assert family in {measured_on().get(window) for window in windows(terms)}


@pytest.mark.parametrize(("window", "trivial"), [((0, 1, 0, 1, 1, 0), True), ((2, 5, 8, 11, 14, 17), True), ((1, 2, 2, 3, 3, 3), False)])
def test_windows_of_two_values_or_equal_steps_are_trivial(window: Window, trivial: bool) -> None:
    assert is_trivial(window) == trivial
