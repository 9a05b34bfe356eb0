"""PAL: ``solution()`` is called by whoever is needed to call it."""

from __future__ import annotations

import pytest

from tests.scripted import program
from tests.strategies.conftest import Try

DEFINED = "def solution():\n    # six boxes of seven\n    boxes = 6\n    return boxes * 7"


@pytest.mark.parametrize(
    "code",
    [
        DEFINED,
        f"{DEFINED}\nsolution()",
        f"{DEFINED}\nprint(solution())",
        f'{DEFINED}\nif __name__ == "__main__":\n    print(solution())',
        "def solution():\n    print('boxes:', 6)\n    return 42\nresult = solution()",
        f"{DEFINED}\ndef main():\n    print('It is', solution())\nmain()",
        "print(42)",
        f"{DEFINED}\nx = (1,\n     2); assert x",
    ],
    ids=["defined", "called", "printed", "guarded", "prints on its way", "main", "no solution", "ends oddly"],
)
async def test_the_answer_is_what_solution_returns(code: str, try_strategy: Try) -> None:
    made, _ = await try_strategy("pal", program(code))
    assert (made.answer, len(made.turns)) == (42, 1)


async def test_the_attempt_holds_the_program_as_it_ran(try_strategy: Try) -> None:
    made, _ = await try_strategy("pal", program(DEFINED))
    assert made.program is not None
    assert made.program.endswith("print(solution())")
    assert made.turns[-1].execution is not None
    assert made.turns[-1].execution.stdout == "42\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def solution():\n    return 1 // 0", "solution() fails: ZeroDivisionError"),
        ("def solution():\n    return None", "no integer"),
        ("pass", "no integer"),
        ("def solution(n):\n    return n", "solution() fails: TypeError"),
    ],
    ids=["raises", "returns nothing", "not defined", "wants an argument"],
)
async def test_a_solution_that_gives_no_integer_goes_back_with_the_reason(code: str, reason: str, try_strategy: Try) -> None:
    made, engine = await try_strategy("pal", program(code), program(DEFINED))
    assert made.answer == 42
    assert any(reason in message.content for message in engine.calls[1])


async def test_the_program_gives_a_trace_for_other_sizes(try_strategy: Try) -> None:
    code = "def solution():\n    return sum(k * k for k in range(1, 50)) + 50 ** 2"
    made, _ = await try_strategy("pal", program(code), statement="What is the sum of the first 50 squares?")
    assert made.answer == 42925
    assert made.trace is not None
    assert made.trace.terms[:4] == (1, 5, 14, 30)
