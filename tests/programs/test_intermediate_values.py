from __future__ import annotations

import ast
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.programs.intermediate_values import MARK, MAX_LINES, MAX_PER_PLACE, read_prints, with_prints
from kaggle_utils.prompts.example import Example, load_examples
from kaggle_utils.sandbox import Sandbox

PROGRAMS = [example for example in load_examples() if example.strategies == ("program_of_thoughts",)]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(workers=2) as running:
        yield running


async def values(code: str, sandbox: Sandbox, numbered: bool = True) -> list[str]:
    program = with_prints(code, numbered)
    assert program is not None
    return read_prints((await sandbox.run(program, timeout=60.0, memory_mb=1024)).stdout)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("x = 6\ny = x * 7\nprint(y)", ["line 1: x = 6", "line 2: y = 42"]),
        ("a, b = 1, 2", ["line 1: a = 1", "line 1: b = 2"]),
        ("x = 1\nx += 4", ["line 1: x = 1", "line 2: x = 5"]),
        ("x: int = 3\ny: int", ["line 1: x = 3"]),
        ("def f(n):\n    return n * n\nprint(f(5))", ["line 2: f() returns 25"]),
        ("rows = list(range(100))", ["line 1: rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]"]),
        ("from __future__ import annotations\nx = 1", ["line 2: x = 1"]),
        ("x = 7\n1 / 0", ["line 1: x = 7"]),
        ("class A:\n    def __repr__(self): raise KeyError\nx = A()", None),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_assigned_and_returned_values_are_shown_with_their_lines(code: str, shown: list[str] | None, sandbox: Sandbox) -> None:
    found = await values(code, sandbox)
    assert found == shown if shown is not None else len(found) == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_a_number_too_long_to_be_written_is_described(sandbox: Sandbox) -> None:
    (line,) = await values("x = 10 ** 5000", sandbox)
    assert line.startswith("line 1: x = ")
    assert len(line) < 100


@pytest.mark.asyncio(loop_scope="module")
async def test_a_loop_shows_how_it_begins(sandbox: Sandbox) -> None:
    assert await values("for n in range(99):\n    x = n", sandbox, numbered=False) == [f"x = {n}" for n in range(MAX_PER_PLACE)]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_long_program_shows_its_first_values(sandbox: Sandbox) -> None:
    assert len(await values("\n".join(f"x{n} = {n}" for n in range(200)), sandbox)) == MAX_LINES


@pytest.mark.parametrize("code", ["print(42)", "def f(:", ""])
def test_a_program_without_a_value_to_show_is_not_rewritten(code: str) -> None:
    assert with_prints(code) is None


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("example", PROGRAMS, ids=lambda example: example.name)
async def test_a_program_prints_beside_them_what_it_printed_before(example: Example, sandbox: Sandbox) -> None:
    program = with_prints(example.code)
    if program is None:
        return
    output = (await sandbox.run(program, timeout=300.0, memory_mb=1024)).stdout
    assert [line for line in output.split("\n") if not line.startswith(MARK)] == [example.output.strip(), ""]


@given(st.text())
def test_any_text_is_rewritten_into_a_program_or_not_at_all(text: str) -> None:
    program = with_prints(text)
    assert program is None or ast.parse(program)
