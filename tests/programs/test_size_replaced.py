"""A direct program, run for other sizes by replacing the number that stands for its size."""

from __future__ import annotations

import pytest

from kaggle_utils.programs.size_replaced import trace_by_replacing
from tests.programs.test_size_function import printed

SCRIPT = "total = 0\nfor k in range(60):\n    total += k * k\nprint('the answer is', total)\n"
IN_A_FUNCTION = "def count(n):\n    return n * n\ndef main():\n    print(count(60))\nif __name__ == '__main__':\n    main()\n"


@pytest.mark.parametrize(
    ("code", "values"),
    [
        pytest.param(SCRIPT, "1 0\n2 1\n3 5\n", id="a script"),
        pytest.param(IN_A_FUNCTION, "1 1\n2 4\n3 9\n", id="a call inside a main function"),
        pytest.param("N = 60\nprint(f'{N * 2:60d}')", "1 2\n2 4\n3 6\n", id="the same number as a format width"),
    ],
)
def test_the_last_integer_that_is_printed_is_the_value(code: str, values: str) -> None:
    program = trace_by_replacing(code, (60,), range(1, 4))
    assert program is not None
    assert printed(program) == "target 60\n" + values


@pytest.mark.parametrize(
    ("code", "sizes"),
    [
        pytest.param("print(12)", (60,), id="the size does not stand in it"),
        pytest.param("print(sum(range(61)))", (60,), id="only its neighbour does"),
        pytest.param("print(60 + sum(range(61)))", (60,), id="a number next to it would have to change with it"),
        pytest.param("print(60 * 40)", (40, 60), id="two numbers of the statement stand in it"),
        pytest.param("print('60')", (60,), id="only as text"),
        pytest.param("print(60", (60,), id="it cannot be parsed"),
        pytest.param("print(60)", (), id="the statement names no size"),
    ],
)
def test_a_program_whose_size_is_not_clear_has_no_trace(code: str, sizes: tuple[int, ...]) -> None:
    assert trace_by_replacing(code, sizes, range(1, 4)) is None
