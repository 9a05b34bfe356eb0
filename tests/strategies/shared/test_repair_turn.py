"""The questions that follow a failed program, by the settings of repair."""

from __future__ import annotations

from kaggle_utils.programs.techniques import CACHE, TABLE
from tests.scripted import program
from tests.strategies.conftest import Try

POT = "program-of-thoughts"
WRONG = program("x = 6\nprint('none')")
ENDLESS = program("n = 0\nwhile True:\n    n += 1")


async def test_intermediate_values_are_quoted(try_strategy: Try) -> None:
    made, engine = await try_strategy(POT, WRONG, program("print(42)"), repair_prints=True)
    assert "line 1: x = 6" in engine.calls[1][-1].content
    assert made.answer == 42


async def test_a_program_that_was_stopped_is_asked_for_faster(try_strategy: Try) -> None:
    _, engine = await try_strategy(POT, ENDLESS, program("print(42)"), repair_efficiency=True, execution_timeout=1.0)
    assert "The while loop of line 2" in engine.calls[1][-1].content
    assert "1 seconds" in engine.calls[1][-1].content


async def test_techniques_are_named_without_the_failed_program(try_strategy: Try) -> None:
    _, engine = await try_strategy(POT, WRONG, program("print(42)"), repair_techniques=True)
    assert all(name in engine.calls[1][-1].content for name in (TABLE, CACHE))
    assert "print('none')" not in "".join(message.content for message in engine.calls[1])


async def test_without_these_settings_the_error_goes_back(try_strategy: Try) -> None:
    _, engine = await try_strategy(POT, WRONG, program("print(42)"))
    assert "x = 6" in engine.calls[1][-2].content
    assert "line 1: x = 6" not in engine.calls[1][-1].content
