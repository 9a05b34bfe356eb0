"""Chain of code with a scripted model and a real session."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Attempt, Repair
from kaggle_utils.strategies.chain_of_code import MAX_SIMULATIONS, attempt, read_literal
from tests.scripted import ScriptedEngine, program
from tests.strategies.conftest import MakeContext, Try

NAME = "chain-of-code"
VOWEL_SOUNDS = {"is_vowel_sound('hour')": "True", "is_vowel_sound('unit')": "False", "is_vowel_sound('egg')": "It is so:\n`True`"}
COUNT = "total = 0\nfor word in ['hour', 'unit', 'egg', 'hour']:\n    total += is_vowel_sound(word)\nprint(total)"


async def run(make_context: MakeContext, values: dict[str, str], *codes: str) -> tuple[Attempt, list[str]]:
    """An attempt whose model writes these programs, and these values for calls; also returns the questions for values."""
    left, asked = list(codes), []

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        question = messages[-1].content
        if "has stopped at" not in question:
            return program(left.pop(0))
        asked.append(question)
        return next((value for call, value in values.items() if f"`{call}`" in question), "no idea")

    return await attempt(Problem("p", "How many?"), make_context(ScriptedEngine(script), repair_rounds=len(codes) - 1)), asked


async def test_undefined_calls_are_simulated_once_each_and_on_record(make_context: MakeContext) -> None:
    made, asked = await run(make_context, VOWEL_SOUNDS, COUNT)
    assert (made.answer, made.executed, len(asked)) == (3, True, 3)
    assert made.simulated == ("is_vowel_sound('hour') -> True", "is_vowel_sound('unit') -> False", "is_vowel_sound('egg') -> True")
    assert len(made.turns) == 4


async def test_a_program_that_needs_no_help_has_no_record(try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, program("def f(n):\n    return n * 7\nprint(f(6))"))
    assert (made.answer, made.simulated, len(made.turns)) == (42, (), 1)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("print(comb(5, 2) + math.factorial(3))", 16),
        ("print(isprime(97) + sum(factorint(12).values()))", 4),
        ("print(is_prime(97) + 0)", 1),
        ("print(int(np.sum(np.arange(4))))", 6),
        ("print(len(list(permutations('abc'))))", 6),
        ("from sympy import *\nprint(totient(12))", 4),
    ],
)
async def test_what_a_library_defines_is_imported_and_not_simulated(code: str, answer: int, make_context: MakeContext) -> None:
    made, asked = await run(make_context, {}, code)
    assert (made.answer, made.simulated, asked) == (answer, (), [])


async def test_a_name_that_is_not_called_is_an_error_and_goes_back(make_context: MakeContext) -> None:
    made, asked = await run(make_context, {}, "print(limit_of_the_problem + 1)", "print(9)")
    assert made.turns[0].diagnosis == "NameError: name 'limit_of_the_problem' is not defined (line 1)"
    assert (made.answer, asked) == (9, [])


async def test_a_value_that_is_no_literal_fails_the_program(make_context: MakeContext) -> None:
    made, _ = await run(make_context, {}, "x = 1\nprint(weigh(x))", "print(9)")
    assert made.turns[0].diagnosis == "weigh(1) is not defined, and its value was not given as a Python literal"
    assert (made.answer, made.simulated) == (9, ())


async def test_the_number_of_simulations_is_limited(make_context: MakeContext) -> None:
    made, asked = await run(make_context, {f"weigh({n})": "1" for n in range(99)}, "print(sum(weigh(n) for n in range(99)))")
    assert (made.answer, len(asked)) == (None, MAX_SIMULATIONS)
    assert f"{MAX_SIMULATIONS} calls" in (made.turns[0].diagnosis or "")


async def test_a_statement_is_undone_before_it_runs_again(make_context: MakeContext) -> None:
    loop = "try:\n    for n in range(3):\n        seen.append(n)\n        weigh(n)\nexcept BaseException:\n    seen = ['caught']\n"
    code = f"seen = []\n{loop}print(len(seen))"
    made, _ = await run(make_context, {f"weigh({n})": "[1]" for n in range(3)}, code)
    assert made.answer == 3


async def test_a_value_that_the_program_changes_is_given_whole_to_the_next_call(make_context: MakeContext) -> None:
    made, _ = await run(make_context, {"parts('x')": "[1, 2]"}, "parts('x').clear()\nprint(len(parts('x')))")
    assert made.answer == 2


@pytest.mark.parametrize("argument", ["object()", "'x' * 1000"])
async def test_arguments_that_cannot_be_told_are_not_asked_about(argument: str, make_context: MakeContext) -> None:
    made, asked = await run(make_context, {}, f"print(weigh({argument}))")
    assert (made.answer, asked) == (None, [])
    assert "nobody can tell its value" in (made.turns[0].diagnosis or "")


async def test_an_error_names_the_program_s_own_line_and_goes_back(make_context: MakeContext) -> None:
    made, _ = await run(make_context, {}, "x = 1\n\nprint(x)\ny = x / 0", "print(9)")
    assert made.turns[0].diagnosis == "ZeroDivisionError: division by zero (line 4)"
    assert made.turns[0].execution is not None
    assert (made.turns[0].execution.stdout, made.answer) == ("1\n", 9)


@pytest.mark.parametrize("code", ["x = (", "return 5", "# nothing", "print('no number')", "import time; time.sleep(600)"])
async def test_a_program_of_no_use_gives_no_answer(code: str, try_strategy: Try) -> None:
    made, _ = await try_strategy(NAME, program(code), repair_rounds=0, execution_timeout=3.0)
    assert made.answer is None
    assert made.turns[0].diagnosis


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("7", "7"),
        ("It follows that the value is\n```python\n[1, 'a']\n```", "[1, 'a']"),
        ("`True`", "True"),
        ("the value is 7", None),
        ("__import__('os')", None),
        ("", None),
        ("9" * 2000, None),
        ("(" * 500, None),
        ("{[]: 1}", None),
    ],
)
def test_a_value_is_the_last_line_that_is_a_literal(text: str, literal: str | None) -> None:
    assert read_literal(text) == literal


async def test_a_program_gets_fixes_and_repairs_are_on_record(make_context: MakeContext) -> None:
    made, _ = await run(make_context, {}, "print(1 / 0)", "from sympy import symbols, solve\nx = symbols('x')\nprint(solve(x**3 - 27, x))")
    assert made.answer == 3
    assert made.turns[-1].repairs == (Repair("model", "not fixed"), Repair("complex solutions", "fixed"))
