"""A program's functions as text: what a copy shares, however it calls them."""

from __future__ import annotations

import pytest

from kaggle_utils.programs.own_functions import own_functions

FUNCTION = "def f(n):\n    return n * n"


@pytest.mark.parametrize(
    "code",
    [
        FUNCTION,
        f"# squares\n{FUNCTION}  # of n\n\nprint(f(3))",
        f"import math\n\n\n{FUNCTION}\nfor n in range(9):\n    print(n, f(n))",
        "def f(n):\n\n    return n*n\n",
    ],
)
def test_comments_spaces_and_calls_do_not_count(code: str) -> None:
    assert own_functions(code) == FUNCTION


@pytest.mark.parametrize("code", ["def f(n):\n    return n * m", "def g(n):\n    return n * n", "async def f(n):\n    return n * n"])
def test_names_count(code: str) -> None:
    assert own_functions(code) != FUNCTION


def test_a_program_without_functions_is_all_of_it() -> None:
    assert own_functions("x = 2  # two\nprint( x )") == "x = 2\nprint(x)"


def test_what_is_not_python_stays_as_it_is() -> None:
    assert own_functions("def f(:") == "def f(:"
