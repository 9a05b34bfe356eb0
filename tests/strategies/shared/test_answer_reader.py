"""What a program rounds is refused as an answer, unless nothing was lost by it or the statement asks for it: run in the real sandbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.answers import AnswerError
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from tests.scripted import ScriptedEngine, program, says
from tests.strategies.conftest import MakeContext, Try

PLAIN = "Find the volume of the solid."
COUNT = "How many of them are there?"

HONEST = [
    (PLAIN, "print(int(42.0))", 42),
    (PLAIN, "print(round(41.9999999997))", 42),
    (PLAIN, "print(round(0.1 * 3 * 10))", 3),
    (PLAIN, "print(int(sum([0.1] * 100) + 0.5 - 0.5 + 1e-12))", 10),
    (PLAIN, "n = 100\nprint(n * (n + 1) // 2)", 5050),
    (PLAIN, "n = 100\nprint(n * (n + 1) // 2 % 1000)", 50),
    (PLAIN, "count = 84\ncount //= 2\nprint(count)", 42),
    (PLAIN, "def f(k):\n    return 1 if k == 0 else f(k - 1) * (4 * k - 2) // (k + 1)\nprint(f(10))", 16796),
    (PLAIN, "import math\nprint(math.factorial(10) // math.factorial(8) // 2)", 45),
    (PLAIN, "from fractions import Fraction\nprint(int(Fraction(84, 2)))", 42),
    (PLAIN, "from decimal import Decimal\nprint(int(Decimal('42.000')))", 42),
    (PLAIN, "from decimal import Decimal\nprint((Decimal(126) / 3).quantize(Decimal('1')))", 42),
    (PLAIN, "from sympy import sqrt, expand\nprint(int(expand((sqrt(2) + 1) * (sqrt(2) - 1)).evalf()))", 1),
    (PLAIN, "from sympy import Integer, Rational\nprint(Integer(Rational(84, 2)))", 42),
    (PLAIN, "import numpy as np\nprint(np.rint(np.float64(41.99999999999)).astype(int))", 42),
    (PLAIN, "import numpy as np\nprint(int(np.array([40, 2]).sum()))", 42),
    (PLAIN, "import numpy as np\nprint(round(np.linalg.det(np.array([[2.0, 1.0], [1.0, 3.0]]))))", 5),
    (PLAIN, "x = 84 / 2\nprint(f'{x:.0f}')", 42),
    (PLAIN, "print('The answer is %d' % (84 / 2))", 42),
    (PLAIN, "print('Answer: {:.0f}'.format(42.0000000001))", 42),
    (PLAIN, "print(str(42.0).split('.')[0])", 42),
    (PLAIN, "print(str(2 ** 70)[:2])", 11),
    (PLAIN, "print(int('101', 2))", 5),
    (PLAIN, "print(int('42'))", 42),
    (PLAIN, "print(int(1e18))", 10**18),
    (PLAIN, "import math\nprint(math.isqrt(1000))", 31),
    (PLAIN, "print(int(84 / 2 + 0.5))", 42),
    (PLAIN, "import math\nprint(math.floor(0.5 + 41.99999999999))", 42),
    (
        PLAIN,
        "from mpmath import mp, mpf, sqrt\nmp.dps = 60\nprint(int(mp.nint((mpf(2) + sqrt(3)) ** 40 + (2 - sqrt(3)) ** 40)))",
        75492168629825517411074,
    ),
    (PLAIN, "from sympy import sqrt, N\nprint(round(N((2 + sqrt(3)) ** 40 + (2 - sqrt(3)) ** 40, 60)))", 75492168629825517411074),
    (PLAIN, "x = 42.0\nif abs(x - round(x)) < 1e-9:\n    print(round(x))", 42),
    (PLAIN, "print(sum(int(100 / k) for k in range(1, 4)))", 183),
    (PLAIN, "print(int(True) + int(7 / 2))", 4),
    (PLAIN, "x = int(7 / 2)\nx = 42\nprint(x)", 42),
    (PLAIN, "x = int(7 / 2)\nx += 1\nprint(x)", 4),
    (PLAIN, "x = int(7 / 2)\nx = x + 1\nprint(x)", 4),
    (PLAIN, "def digits(n):\n    import math\n    return int(math.log10(n)) + 1\nprint(digits(12345))", 5),
    (COUNT, "print(999 // 7)", 142),
    (COUNT, "import math\nprint(math.ceil(100 / 30))", 4),
    ("How many multiples of 7 are below 1000?", "print(int(999 / 7))", 142),
    ("How many perfect squares are less than 1000?", "print(int(1000 ** 0.5))", 31),
    (r"Find $\lfloor \sqrt{2000} \rfloor$.", "import math\nprint(math.floor(math.sqrt(2000)))", 44),
    ("What is the area, rounded to the nearest integer?", "print(round(41.569))", 42),
    ("Give your answer to the nearest whole number.", "print('%.0f' % 41.569)", 42),
    ("What is the greatest integer less than $e^5$?", "import math\nprint(int(math.exp(5)))", 148),
    ("Find the integer part of $100\\pi$.", "import math\nprint(math.trunc(100 * math.pi))", 314),
    (r"Find $\lfloor (2+\sqrt3)^{12} \rfloor$.", "from sympy import sqrt, floor\nprint(floor((2 + sqrt(3)) ** 12))", 7300801),
]

TRUNCATED = [
    (PLAIN, "import math\nprint(int(24 * math.sqrt(3)))", "int() of 41.56"),
    (PLAIN, "import math\nvolume = 24 * math.sqrt(3)\nans = int(volume)\nprint(ans)", "int() of 41.56"),
    (PLAIN, "def solve():\n    x = 83 / 2\n    return round(x)\nprint(solve())", "round() of 41.5"),
    (PLAIN, "import math\nprint(math.floor(41.569))", "floor() of 41.569"),
    (PLAIN, "from math import ceil\nprint(ceil(41.569))", "ceil() of 41.569"),
    (PLAIN, "import math\nprint(math.trunc(-41.569))", "trunc() of -41.569"),
    (PLAIN, "print(41.569 // 1)", "// 1 of 41.569"),
    (PLAIN, "x = 41.569\nprint(f'{x:.0f}')", ".0f of 41.569"),
    (PLAIN, "print('%d' % 41.569)", "%d of 41.569"),
    (PLAIN, "print('Answer: %.0f' % 41.569)", "of 41.569"),
    (PLAIN, "print('{:.0f}'.format(41.569))", "of 41.569"),
    (PLAIN, "print(format(41.569, '.0f'))", ".0f of 41.569"),
    (PLAIN, "import numpy as np\nprint(np.array(41.569).astype(int))", ".astype() of 41.569"),
    (PLAIN, "import numpy as np\nprint(np.rint(41.569))", "rint() of 41.569"),
    (PLAIN, "import numpy as np\nprint(np.int64(np.sqrt(1728.0)))", "int64() of 41.56"),
    (PLAIN, "from sympy import sqrt\nprint(int((24 * sqrt(3)).evalf()))", "int() of 41.56"),
    (PLAIN, "from sympy import sqrt, Integer\nprint(Integer(24 * sqrt(3)))", "Integer() of 41.56"),
    (PLAIN, "from sympy import N, pi\nprint(round(N(13 * pi)))", "round() of 40.84"),
    (PLAIN, "from decimal import Decimal\nprint(Decimal('41.569').quantize(Decimal('1')))", ".quantize() of 41.569"),
    (PLAIN, "from decimal import Decimal\nprint(Decimal('41.569').to_integral_value())", ".to_integral_value() of 41.569"),
    (PLAIN, "from fractions import Fraction\nprint(int(Fraction(83, 2)))", "int() of 41.5"),
    (PLAIN, "x = 41.569\nprint(str(x)[:2])", "[:...] of 41.569"),
    (PLAIN, "x = 41.569\nprint(int(str(x).split('.')[0]))", ".split('.') of 41.569"),
    (PLAIN, "x = 41.569\nprint(int(round(x)))", "round() of 41.569"),
    (PLAIN, "x = 1041.569\nprint(int(x) % 1000)", "int() of 1041.569"),
    (PLAIN, "x = 1041.569\nans = int(x)\nans %= 1000\nprint('Answer:', ans)", "int() of 1041.569"),
    (PLAIN, "x = 41.569\nprint('Answer: ' + str(int(x)))", "int() of 41.569"),
    (PLAIN, "x = 41.569\nif x > 0:\n    y = int(x)\nelse:\n    y = 0\nprint(y)", "int() of 41.569"),
    (PLAIN, "def main():\n    print(int(41.569))\nif __name__ == '__main__':\n    main()", "int() of 41.569"),
    (PLAIN, "x = 41.569\nx = int(x)\nx", "int() of 41.569"),
    (PLAIN, "x = 0\nfor k in range(1, 9):\n    x += 1 / k\nx = int(x)\nprint(x)", "int() of 2.717"),
    (PLAIN, "print(int(41.569 + 0.5))", "int() of 41.569"),
    (PLAIN, "f = lambda n: int((2 * n + 1) / 2)\nprint(f(100))", "int() of 100.5"),
    (PLAIN, "import sys\nsys.stdout.write(str(int(41.569)))", "int() of 41.569"),
    (PLAIN, "from mpmath import mp, sqrt\nmp.dps = 40\nprint(int(24 * sqrt(3)))", "int() of 41.56"),
    (PLAIN, "from sympy import sqrt, N\nprint(int(N(24 * sqrt(3), 50)))", "int() of 41.56"),
    (PLAIN, "print(int(41.9999999997))", "int() of 41.9999999997"),
    (PLAIN, "print(int(0.29 * 100))", "int() of 29"),
    (PLAIN, "import math\nprint(math.ceil(1.1 * 100))", "ceil() of 110"),
    (PLAIN, "print(int(10 ** 20 / 7))", "int() of 1.42857142857e+19"),
    (COUNT, "print(int((24 - 7) / 3))", "int() of 5.66666666667"),
    (COUNT, "print(round(14 * 0.3))", "round() of 4.2"),
    (COUNT, "print(1 // 0.1)", "// of 10"),
    ("How many perfect cubes are at most 1000?", "print(int(1000 ** (1 / 3)))", "int() of 10"),
]


async def read(make_context: MakeContext, statement: str, *codes: str) -> int:
    """What the last of these programs answers, when one attempt makes them one after another."""
    context = make_context(ScriptedEngine(says("")))
    reader = AnswerReader(statement, context)
    for index, code in enumerate(codes, 1):
        execution = await context.run(code)
        assert execution is not None
        assert execution.ok, execution.error
        try:
            answer = await reader.read(code, execution)
        except AnswerError:
            if index == len(codes):
                raise
    return answer


@pytest.mark.parametrize(("statement", "code", "answer"), HONEST, ids=range(len(HONEST)))
async def test_an_honest_integer_stands(statement: str, code: str, answer: int, make_context: MakeContext) -> None:
    assert await read(make_context, statement, code) == answer


@pytest.mark.parametrize(("statement", "code", "made"), TRUNCATED, ids=range(len(TRUNCATED)))
async def test_a_rounded_answer_is_refused_with_the_value_that_it_was_made_of(
    statement: str, code: str, made: str, make_context: MakeContext
) -> None:
    with pytest.raises(AnswerError) as refused:
        await read(make_context, statement, code)
    assert made in str(refused.value)
    assert "the answer must be an exact integer, not a rounded one" in str(refused.value)


@pytest.mark.parametrize(
    "repaired", ["print(83 // 2)", "import math\nprint(math.ceil(83 / 2))", "x = 83\nx //= 2\nprint(x)"], ids=["//", "ceil", "//="]
)
async def test_a_repair_that_only_rounds_what_was_refused_is_refused_again(repaired: str, make_context: MakeContext) -> None:
    with pytest.raises(AnswerError, match=r"of 41\.5; "):
        await read(make_context, COUNT, "print(83 / 2)", repaired)


@pytest.mark.parametrize("first", ["print(Fraction(83, 2))", "print(int(83 / 2))"], ids=["a fraction", "rounded by int"])
async def test_it_does_not_matter_in_which_form_the_number_was_refused(first: str, make_context: MakeContext) -> None:
    with pytest.raises(AnswerError, match=r"// of 41\.5; "):
        await read(make_context, COUNT, f"from fractions import Fraction\n{first}", "print(83 // 2)")


@pytest.mark.parametrize(
    ("statement", "repaired", "answer"),
    [
        (COUNT, "print(84 // 2)", 42),
        (COUNT, "print(999 // 7)", 142),
        ("At most how many can there be?", "print(83 // 2)", 41),
    ],
    ids=["another number", "another quotient", "asked for"],
)
async def test_a_repair_that_computes_something_else_stands(statement: str, repaired: str, answer: int, make_context: MakeContext) -> None:
    assert await read(make_context, statement, "print(83 / 2)", repaired) == answer


async def test_a_program_without_rounding_is_not_run_again(make_context: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    run = Sandbox.run

    async def count(self: Sandbox, code: str, timeout: float = 5.0, memory_mb: int = 1024) -> object:
        runs.append(code)
        return await run(self, code, timeout=timeout, memory_mb=memory_mb)

    monkeypatch.setattr(Sandbox, "run", count)
    assert await read(make_context, PLAIN, "print(6 * 7)") == 42
    assert runs == ["print(6 * 7)"]


async def test_an_answer_stands_where_no_time_is_left_to_look_at_it(make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("")))
    code = "print(int(41.569))"
    execution = await context.run(code)
    assert execution is not None
    late = make_context(ScriptedEngine(says("")), seconds=-1.0)
    assert await AnswerReader(PLAIN, late).read(code, execution) == 41


async def test_an_answer_stands_where_the_program_took_more_than_half_of_the_time_left(make_context: MakeContext) -> None:
    context = make_context(ScriptedEngine(says("")), seconds=120.0)
    code = "print(int(41.569))"
    execution = await context.run(code)
    assert execution is not None
    assert await AnswerReader(PLAIN, context).read(code, replace(execution, seconds=70.0)) == 41


async def test_a_program_that_answers_otherwise_the_second_time_is_not_refused_for_it(make_context: MakeContext) -> None:
    code = "import time\nx = time.time_ns() % 10**9 + 0.5\nprint(int(x))"
    assert await read(make_context, PLAIN, code) > 0


@pytest.mark.parametrize("name", ["program-of-thoughts", "universal", "pal", "tests-first", "next-number", "step-back"])
async def test_a_strategy_sends_a_rounded_answer_back_and_takes_the_honest_one(name: str, try_strategy: Try) -> None:
    rounded = "def solve(n):\n    return n\ndef solution():\n    return int(41.569)\nprint(solution())"
    made, engine = await try_strategy(name, program(rounded), program(rounded), program("print(42)"), statement=PLAIN, repair_rounds=3)
    assert made.answer == 42
    asked = [message.content for call in engine.calls for message in call]
    assert any("int() of 41.569; the answer must be an exact integer, not a rounded one" in content for content in asked)


async def test_rounding_until_the_last_round_gives_no_answer(try_strategy: Try) -> None:
    replies = [program(f"print({form})") for form in ("int(41.569)", "round(41.569)", "41.569 // 1")]
    made, _ = await try_strategy("program-of-thoughts", *replies, statement=PLAIN)
    assert (made.answer, len(made.turns)) == (None, 3)
    assert {turn.mode for turn in made.turns} == {"rounded answer"}
