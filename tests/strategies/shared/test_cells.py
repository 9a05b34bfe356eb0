from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.sandbox import Execution, Sandbox, Verdict
from kaggle_utils.strategies.shared.cells import MAX_OUTPUT, shorten, show_last_call, show_output
from tests.scripted import ScriptedEngine, says
from tests.strategies.conftest import MakeContext

DEFINE = "def f(x=3, *rest):\n    return x\n"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("f()", "3\n"),
        ("1; f(\n  4,\n  5,\n)  # four", "4\n"),
        ("(f('ü' * 2))", "üü\n"),
        ("'€'; f(7)", "7\n"),
        ("print(1); f(2)", "1\n2\n"),
        ("print(8)", "8\n"),
        ("[].append(1)", ""),
        ("x = f(5)", ""),
        ("f(6) + 1", "7\n"),
    ],
)
async def test_the_value_of_a_last_call_is_shown_as_a_notebook_does(
    cell: str, shown: str, shared_sandbox: Sandbox, make_context: MakeContext
) -> None:
    async with shared_sandbox.session() as session:
        await session.run(DEFINE)
        execution = await make_context(ScriptedEngine(says(""))).run_cell(session, cell)
    assert execution is not None
    assert (execution.stdout, execution.error) == (shown, None)


async def test_an_error_names_the_line_that_the_model_wrote(shared_sandbox: Sandbox, make_context: MakeContext) -> None:
    async with shared_sandbox.session() as session:
        execution = await make_context(ScriptedEngine(says(""))).run_cell(session, "x = 0\n\nabs(1 / x)")
    assert execution is not None
    assert execution.error == "ZeroDivisionError: division by zero (line 3)"


async def test_no_cell_is_run_after_the_deadline(shared_sandbox: Sandbox, make_context: MakeContext) -> None:
    async with shared_sandbox.session() as session:
        assert await make_context(ScriptedEngine(says("")), seconds=-1.0).run_cell(session, "1") is None


@pytest.mark.parametrize("code", ["f(", "\x00", "\ud800", "(" * 10_000])
def test_what_is_no_python_stays_as_it_is(code: str) -> None:
    assert show_last_call(code) == code


@given(st.text(max_size=3 * MAX_OUTPUT))
def test_a_long_text_keeps_its_head_and_its_tail(text: str) -> None:
    short = shorten(text)
    assert len(short) <= MAX_OUTPUT + 50
    assert short[: MAX_OUTPUT // 2] == text[: MAX_OUTPUT // 2]
    assert short[-(MAX_OUTPUT // 2) :] == text[-(MAX_OUTPUT // 2) :]


@pytest.mark.parametrize(
    ("execution", "shown"),
    [
        (Execution(Verdict.OK, "7\n"), "7"),
        (Execution(Verdict.OK), "(nothing was printed)"),
        (Execution(Verdict.ERROR, "1\n2\n", error="ValueError: no (line 3)"), "1\n2\nValueError: no (line 3)"),
        (Execution(Verdict.CRASH), "crash"),
    ],
)
def test_an_output_is_what_was_printed_and_the_error_in_one_line(execution: Execution, shown: str) -> None:
    assert show_output(execution) == shown
