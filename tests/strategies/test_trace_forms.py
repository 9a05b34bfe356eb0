"""The forms of a trace: a function that is called for the sizes, a bare list of terms, and the direct program with its size replaced."""

from __future__ import annotations

import pytest

from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.strategies.shared.size_asked import size_asked
from kaggle_utils.traces import TraceError
from tests.scripted import program
from tests.strategies.conftest import Try

DOMINOES = "In how many ways can a 2 x 60 board be covered by dominoes?"
ANSWER = 2504730781961
FAST = "def f(n):\n    a, b = 1, 1\n    for _ in range(n - 1):\n        a, b = b, a + b\n    return b\n"
SLOW = "def f(n):\n    return 1 if n < 2 else f(n - 1) + f(n - 2)\n"
PRIMES = "import sympy\ndef f(n):\n    return len(list(sympy.primerange(n + 1)))\n"
LIST = "print([f(n) for n in range(1, 21)])\n"
# Too slow for 60, quick for the sizes at which its law is found and tested.
TOO_SLOW = "import time\nn = 60\nif 50 < n < 70:\n    time.sleep(600)\na, b = 1, 2\nfor _ in range(n):\n    a, b = b, a + b\nprint(a)\n"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("N = 60\n" + FAST, id="as asked for"),
        pytest.param(FAST, id="without N, which the statement says"),
        pytest.param("N = 2\n" + FAST, id="with a wrong N, which the statement does not name"),
        pytest.param("N = 60\n" + SLOW, id="too slow for N"),
        pytest.param("N = 60\n" + FAST + "print(f(N))\n", id="with an answer printed"),
    ],
)
async def test_a_function_is_called_for_the_sizes_that_we_want(try_strategy: Try, code: str) -> None:
    made, engine = await try_strategy("trace", program(code), statement=DOMINOES, prompting=PromptOptions(output_format="function"))
    assert made.answer == ANSWER
    assert made.trace is not None
    assert (made.trace.start, made.trace.target, made.trace.terms[:4]) == (1, 60, (1, 2, 3, 5))
    assert len(engine.calls) == 1


async def test_a_function_without_a_law_is_called_for_the_size_itself(try_strategy: Try) -> None:
    statement = "How many primes are at most 100000?"
    made, _ = await try_strategy("trace", program(PRIMES), statement=statement, prompting=PromptOptions(output_format="function"))
    assert (made.answer, made.extrapolation) == (9592, None)


async def test_the_question_says_which_number_n_stands_for_and_so_does_each_example(try_strategy: Try) -> None:
    options = PromptOptions(output_format="function", examples=1, example_choice="fixed")
    _, engine = await try_strategy("trace", program(FAST), statement=DOMINOES, prompting=options)
    _, example, _, question = engine.calls[0]
    assert "with the number 60 replaced by n" in question.content
    assert "with the number 1000 replaced by n" in example.content


async def test_a_program_without_a_function_goes_back(try_strategy: Try) -> None:
    replies = (program("print(3)"), program(FAST))
    made, _ = await try_strategy("trace", *replies, statement=DOMINOES, prompting=PromptOptions(output_format="function"))
    assert "defines no function f(n)" in (made.turns[0].diagnosis or "")
    assert made.answer == ANSWER


async def test_a_list_of_terms_counts_from_one_towards_the_size_of_the_statement(try_strategy: Try) -> None:
    made, _ = await try_strategy("trace", program(FAST + LIST), statement=DOMINOES, prompting=PromptOptions(output_format="list"))
    assert (made.answer, made.trace and (made.trace.start, made.trace.target)) == (ANSWER, (1, 60))


async def test_a_list_of_terms_is_read_again_where_the_program_has_the_word_random_in_it(try_strategy: Try) -> None:
    code = "# nothing random\n" + FAST + LIST
    made, _ = await try_strategy("trace", program(code), statement=DOMINOES, prompting=PromptOptions(output_format="list"))
    assert (made.answer, made.turns[0].diagnosis) == (ANSWER, None)


async def test_a_function_that_fails_at_large_sizes_is_extrapolated(try_strategy: Try) -> None:
    code = FAST.replace("    return b\n", "    return b if n < 25 else 1 // 0\n")
    made, engine = await try_strategy("trace", program(code), statement=DOMINOES, prompting=PromptOptions(output_format="function"))
    assert (made.answer, len(engine.calls)) == (ANSWER, 1)


async def test_a_trace_without_a_law_is_kept(try_strategy: Try) -> None:
    code = "import sympy\ndef f(n):\n    return sympy.prime(n) if n < 30 else 1 // 0\n"
    options = {"prompting": PromptOptions(output_format="function"), "repair_rounds": 0}
    made, _ = await try_strategy("trace", program(code), statement=DOMINOES, **options)
    assert made.answer is None
    assert made.trace is not None
    assert made.trace.terms[:4] == (2, 3, 5, 7)


async def test_an_exact_trace_is_reduced_as_the_question_asks(try_strategy: Try) -> None:
    statement = DOMINOES + " Give the remainder when this number is divided by 1000."
    made, _ = await try_strategy(
        "trace", program("N = 60\n" + FAST), statement=statement, prompting=PromptOptions(output_format="function")
    )
    assert made.answer == ANSWER % 1000


async def test_a_direct_program_has_a_trace_by_its_size(try_strategy: Try) -> None:
    made, engine = await try_strategy("program-of-thoughts", program(FAST + "print(f(60))"), statement=DOMINOES)
    assert made.trace is not None
    assert (made.answer, made.trace.target, made.trace.terms[:4]) == (ANSWER, 60, (1, 2, 3, 5))
    assert (made.extrapolation, len(engine.calls)) == (None, 1)


async def test_a_direct_program_that_is_too_slow_is_extrapolated(try_strategy: Try) -> None:
    statement = "How many words of 60 letters a and b have no two neighbouring letters b?"
    made, engine = await try_strategy("program-of-thoughts", program(TOO_SLOW), statement=statement, execution_timeout=8.0)
    assert made.answer == 4052739537881
    assert made.extrapolation is not None
    assert (made.extrapolation.tier, len(engine.calls)) == ("A", 1)


async def test_a_direct_program_without_its_size_has_no_trace(try_strategy: Try) -> None:
    made, _ = await try_strategy("program-of-thoughts", program("print(sum(range(10)))"), statement=DOMINOES)
    assert (made.answer, made.trace) == (45, None)


@pytest.mark.parametrize(
    ("statement", "code", "size"),
    [
        ("a board of 2 x 60", "N = 60", 60),
        ("a board of 2 x 60", "N = 2", 60),
        ("a board of 2 x 60", "", 60),
        ("words of 20 letters from an alphabet of 9", "N = 9", 9),
        ("words of 20 letters from an alphabet of 9", "", 20),
        ("words of 20 letters from an alphabet of 9", "N = 19", 19),
        ("words of 20 letters from an alphabet of 9", "N = 300", 20),
        ("a row of n = 3 lamps", "N = 3", 3),
        ("two dozen eggs", "", 24),
    ],
)
def test_the_size_asked_for_is_the_programs_where_the_statement_names_it(statement: str, code: str, size: int) -> None:
    assert size_asked(statement, code) == size


def test_a_size_that_nobody_says_is_asked_for() -> None:
    with pytest.raises(TraceError, match="begin the program with the line N"):
        size_asked("How many lamps?", "print(1)")
