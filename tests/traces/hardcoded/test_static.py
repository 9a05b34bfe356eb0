from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Trace, hardcoded
from tests.traces.hardcoded.corpus import Program, compare, load, parse

PROGRAMS = load()
# What reading alone does not see; running does (test_dynamic.py).
BEYOND_READING = {
    "table_recursion_on_text", "table_series", "table_class_state", "table_cumprod", "table_numpy_dot", "table_popped_slice",
    "table_popped_star", "table_tuple_state",
}  # fmt: skip


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(PROGRAMS) >= 60
    assert sum(program.is_table for program in PROGRAMS) >= 30
    assert sum(not program.is_table for program in PROGRAMS) >= 30
    assert len({program.about for program in PROGRAMS}) == len(PROGRAMS)


def test_tables_are_found_and_honest_programs_pass() -> None:
    confusion = compare(PROGRAMS, [hardcoded(program.code).verdict for program in PROGRAMS])
    print(confusion)
    assert confusion.false_alarms == ()
    assert set(confusion.missed) <= BEYOND_READING


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_every_clue_names_a_line_of_the_program(program: Program) -> None:
    for clue in hardcoded(program.code).clues:
        assert 1 <= clue.line <= len(program.code.splitlines())
        assert clue.sentence


def test_the_kind_says_how_the_numbers_are_hidden() -> None:
    kinds = {program.name: {clue.kind for clue in hardcoded(program.code).clues} for program in PROGRAMS}
    assert kinds["table_list"] == {"table"}
    assert kinds["chain_if"] == {"chain"}
    assert kinds["interpolation_lagrange"] == {"interpolation"}
    assert kinds["table_printed_text"] == {"literal"}
    assert "encoded" in kinds["table_base64"]
    assert "online" in kinds["table_online"]


MEMO = """memo = {0: 1, 1: 1, 2: 2, 3: 5, 4: 14, 5: 42, 6: 132}
def f(n):
    if n in memo:
        return memo[n]
    return f(n - 1) * (4 * n - 2) // (n + 1)
"""


def test_the_length_of_the_trace_says_how_many_entries_are_too_many() -> None:
    code = MEMO + "print('target 20')\nfor n in range(20):\n    print(n, f(n))\n"
    assert not hardcoded(code)
    assert not hardcoded(code, Trace(0, tuple(range(30)), 50))
    assert hardcoded(code, Trace(0, tuple(range(10)), 50))


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ([1, 0, 1, 3, 9, 28, 90, 297, 1001], True),  # as different in size as the terms of a growing sequence
        ([4, 7, 3, 9, 2, 6, 8, 5, 1], False),  # nine numbers of a problem
        ([4, 7, 3, 9, 2, 6, 8, 5, 1, 3, 7, 2], True),  # twelve, with the size as the end of the slice
        ([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], False),  # days of the months
    ],
)
def test_a_sum_over_the_first_stored_numbers_is_a_table_of_differences(numbers: list[int], verdict: bool) -> None:
    code = f"D = {numbers}\ndef f(n):\n    return sum(D[:n])\nfor n in range(9):\n    print(n, f(n))\n"
    assert hardcoded(code).verdict is verdict


@pytest.mark.parametrize(
    "line", ["x = list(x)", "x = accumulate(x)", "x = [t for t in x]", "for x in x: pass", "x = x", "x, y = y, x", "x = int(x)"]
)
def test_a_name_that_leads_back_to_itself_hides_nothing(line: str) -> None:
    code = f"{line}\ny = 0\nfor n in range(9):\n    y += x\n    print(n, x, y, sum(x[:n]), x[n])\n"
    table = "T = [1, 1, 2, 5, 14, 42, 132, 429, 1430]\nfor n in range(9):\n    print(n, T[n])\n"
    assert not hardcoded(code)
    assert hardcoded(code + table)


def test_as_many_summed_numbers_as_terms_are_too_many() -> None:
    code = "D = [4, 7, 3, 9, 2, 6, 8]\nfor n in range(1, 8):\n    print(n, sum(D[:n]))\n"
    assert not hardcoded(code)
    assert hardcoded(code, Trace(1, (4, 11, 14, 23, 25, 31, 39), 50))


def test_a_trace_that_stands_in_the_program_is_found_wherever_it_is_used() -> None:
    values = (1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796)
    code = f"def f(n, hints={values}):\n    x = 0\n    while x != hints[n]:\n        x += 1\n    return x\n"
    assert hardcoded(code, Trace(0, values, 20))


def test_a_program_that_only_checks_itself_against_the_trace_passes() -> None:
    values = [1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796]
    code = f"from math import comb\ndef f(n):\n    return comb(2 * n, n) // (n + 1)\nassert [f(n) for n in range(1, 11)] == {values}\n"
    assert not hardcoded(code, Trace(1, tuple(values), 20))


@pytest.mark.parametrize("code", ["", "def f(n:", "\0", "(" * 500, "print(", "x" * 10_000, "lambda: " * 200 + "0"])
def test_text_that_is_no_program_has_no_clues(code: str) -> None:
    assert not hardcoded(code)


@pytest.mark.parametrize(
    "code", ["x = [0] * 10**9\nprint(x)", "print(10**10**10)", "print(list(range(10**12)))", "x = 'a' * 10**12\nprint(x[3])"]
)
def test_large_values_are_not_unfolded(code: str) -> None:
    hardcoded(code)


@given(st.text(alphabet="fnx=+*()[]{}:,.0123456789 \n'\"", max_size=60))
def test_any_text_is_judged_without_an_exception(code: str) -> None:
    assert hardcoded(code).verdict in (True, False)


def test_a_header_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin"):
        parse("name", "print(1)\n")
