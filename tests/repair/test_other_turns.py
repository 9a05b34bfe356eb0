"""Turns that ask for a repair in other ways than by the error."""

from __future__ import annotations

import pytest

from kaggle_utils.messages import Message
from kaggle_utils.programs.techniques import CACHE, ENUMERATION, RESIDUES, SYMPY, TABLE
from kaggle_utils.repair.other_turns import MAX_VALUES, ask_for_speed, ask_for_technique, choose_techniques, quote_values

PROMPT = (Message("system", "You solve."), Message("user", "How many?"))
LOOPS = "c = 0\nfor a in range(9):\n    for b in range(9):\n        c += 1"
RECURSION = "from functools import cache\n@cache\ndef f(n):\n    return 1 if n < 2 else f(n - 1) + f(n - 2)"
REMAINDER = "x = pow(2, 100, 7)"
LIBRARY = "import sympy"
FILLED = "t = [1]\nfor n in range(9):\n    t.append(t[-1] + 1)"


@pytest.mark.parametrize(
    ("programs", "is_too_slow", "chosen"),
    [
        ([], False, (TABLE, CACHE)),
        ([LOOPS], False, (TABLE, CACHE)),
        ([], True, (TABLE, CACHE)),
        ([RECURSION], False, (ENUMERATION, RESIDUES)),
        ([RECURSION], True, (RESIDUES, SYMPY)),
        ([RECURSION, LOOPS, REMAINDER], False, (SYMPY, TABLE)),
        ([RECURSION, LOOPS, REMAINDER, LIBRARY, FILLED], False, ()),
    ],
)
def test_two_techniques_are_named_that_were_not_tried(programs: list[str], is_too_slow: bool, chosen: tuple[str, ...]) -> None:
    assert choose_techniques(programs, is_too_slow) == chosen


def test_the_request_for_a_technique_follows_the_problem_without_the_failed_program() -> None:
    messages = ask_for_technique(PROMPT, "it prints nothing", "Print it.", [LOOPS])
    assert messages is not None
    assert [message.role for message in messages] == ["system", "user"]
    assert all(part in messages[-1].content for part in ("How many?", "it prints nothing", "Print it.", TABLE, CACHE))
    assert LOOPS not in messages[-1].content


def test_without_a_technique_left_nothing_is_asked() -> None:
    assert ask_for_technique(PROMPT, "wrong", "", [RECURSION, LOOPS, REMAINDER, LIBRARY, FILLED]) is None


def test_the_request_for_speed_names_the_limit_and_what_is_slow() -> None:
    reply, request = ask_for_speed("```python\n...```", LOOPS, "it was stopped", 5.0)
    assert (reply.role, request.role) == ("assistant", "user")
    assert "5 seconds" in request.content
    assert "2 loops stand inside each other" in request.content


def test_values_are_quoted_up_to_what_fits() -> None:
    assert quote_values([]) == ""
    assert "x = 1" in quote_values(["x = 1"])
    quoted = quote_values([f"line {i}: x = {i}" for i in range(1000)])
    assert len(quoted) < MAX_VALUES + 500
    assert "..." in quoted
