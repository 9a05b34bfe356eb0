"""What statements imply of their traces, over real statements: no right answer and no right trace contradicts it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Expectations, Trace, check_trace, expectations_of
from models.demo.training.families import FAMILIES, Family, Value
from models.demo.training.problems import OUTPUT, question_values

TERMS = 12  # few enough for every family's program to be quick


@pytest.mark.parametrize(
    "statement",
    [
        "In how many ways can a 3 x 2024 board be tiled with dominoes of size 1 x 2? Give the answer modulo 1000.",
        "Determine the number of subsets of $\\{1,\\dots,58\\}$ that contain neither two consecutive integers nor both $1$ and $58$.",
        "How many sequences of 166 numbers from $\\{-1, 0, 1\\}$ have sum zero and no negative partial sum?",
        "For how many positive integers $m$ does the equation \\[\\vert \\vert x-1 \\vert -2 \\vert=\\frac{m}{100}\\] have $4$ solutions?",
        "Find the number of lattice points $(x,y)$ with $x\\ge 0$, $y\\ge 0$ on the line $7x+6y=178$.",
        "Number of independent sets, the empty one included, in the path graph with 707 vertices",
        "Count the binary words with 10 letters which avoid the consecutive pattern 10110.",
        "How many ways are there? As this number is huge, find its remainder modulo 10000.",
    ],
)
def test_a_count_is_never_negative(statement: str) -> None:
    assert expectations_of(statement).nonnegative


@pytest.mark.parametrize(
    "statement",
    [
        "How many degrees is it in the morning, if it drops by 12 degrees from 9?",
        "How many more apples than pears has Tom?",
        "How many points did the team win, if every mistake costs 2 points?",
        "How many dollars did he gain or lose?",
        "Let $N$ be the number of even ones. What is $N - 12$?",
        "How many are there? Find the sum of their signs.",
        "Compute: $1-2+3-4+5- \\dots +99-100$.",
        "Find the constant term in the expansion of $\\left(10x^3-\\frac{1}{2x^2}\\right)^{5}$",
        "What is $a_{2023}?$",
        "A sequence is defined by a(n) = a(n-1) - 2 a(n-2). Find a(40).",
        "",
    ],
)
def test_what_need_not_be_a_count_may_be_negative(statement: str) -> None:
    assert not expectations_of(statement).nonnegative
    assert not expectations_of(statement).positive


@pytest.mark.parametrize(
    ("statement", "positive"),
    [
        ("Find the smallest positive integer n such that n! ends in at least 2024 zeros.", True),
        ("What is the least positive integer that is divisible by all numbers up to 40?", True),
        ("What is the smallest integer n with n^3 > 100?", False),
        ("Find the smallest positive integer n with this property. How many digits has it?", False),
    ],
)
def test_a_smallest_positive_integer_is_positive(statement: str, positive: bool) -> None:
    assert expectations_of(statement).positive is positive


@pytest.mark.parametrize(
    ("statement", "size", "bound"),
    [
        ("How many subsets of $\\{1, 2, \\dots, 20\\}$ contain no two consecutive integers?", 20, 2**7),
        ("Determine the number of permutations of $1, \\dots, 8$ with precisely 5 excedances.", 8, 5040),
        ("How many binary strings of length 30 contain no two ones in a row?", 30, 2**7),
        ("How many positive integers less than or equal to 2024 are divisible by 3 or by 5?", 2024, 7),
        ("How many positive integers not exceeding 1,000 are palindromes?", 1000, 7),
    ],
)
def test_what_is_counted_says_how_many_there_can_be(statement: str, size: int, bound: int) -> None:
    expected = expectations_of(statement)
    assert expected.size == size
    assert expected.at_most is not None
    assert expected.at_most(7) == bound


@pytest.mark.parametrize(
    "statement",
    [
        "How many positive integers less than 1000 are relatively prime to 1000?",  # f depends on the size twice
        "How many positive integers less than 100 are relatively prime to exactly half of the others?",
        "How many integers n with -50 <= n <= 50 are squares?",
        "How many pairs of subsets of $\\{1, 2, \\dots, 20\\}$ are disjoint?",
        "How many sequences of length 10 over three letters are there?",
        "The number of subsets of {1, ..., 10} is s. Find s - 5.",
    ],
)
def test_bounds_that_do_not_follow_are_not_expected(statement: str) -> None:
    expected = expectations_of(statement)
    assert (expected.at_most, expected.increasing, expected.size) == (None, False, None)


@pytest.mark.parametrize(
    ("statement", "modulus"),
    [
        ("How many? Give the answer modulo 1000.", 1000),
        ("How many? What is the remainder when this number is divided by 99,991?", 99991),
        ("How many? (Answers are taken % 10,000.)", 10_000),
        ("How many? Let S be this number; find the remainder of S by 99991.", 99991),
        ("How many? If the quantity sought is $A$, enter $A \\bmod 998244353$.", 998_244_353),
        ("How many? Report it mod $10^9+7$.", 10**9 + 7),
        ("How many? Report it mod $10^{9} + 7$.", 10**9 + 7),
        ("How many? Determine it \\pmod{1000}.", 1000),
        ("How many? Divide what you get by 86678 and tell us what is left over.", 86678),
        ("How many integers are congruent to 3 mod 4?", None),
        ("How many? Give it modulo 1000, or modulo 999.", None),
        ("Twelve divided by 3000 people.", None),
        ("What is the largest integer less than 2010 that has a remainder of $5$ when divided by 17?", None),
        ("How many?", None),
    ],
)
def test_the_modulus_is_read(statement: str, modulus: int | None) -> None:
    assert expectations_of(statement).modulus == modulus


@pytest.mark.parametrize(
    ("statement", "number"),
    [("n = 2024", 2024), ("1,000,000 boxes", 10**6), ("1{,}000 boxes", 1000), ("$10^{18}$", 10**18), ("forty-two", 42), ("seven boxes", 7)],
)
def test_the_numbers_that_a_statement_names_are_read(statement: str, number: int) -> None:
    assert number in expectations_of(statement).numbers


Question = tuple[str, Family, Mapping[str, Value], int | None, int]


def shipped() -> Iterator[Question]:
    """The demo problems: statement, family, values, modulus, answer."""
    questions = question_values()
    with OUTPUT.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            family, values, modulus = questions[row["id"]]
            yield row["problem"], FAMILIES[family], values, modulus, int(row["answer"])


def trace_of(family: Family, values: Mapping[str, Value], modulus: int | None) -> Trace:
    """The first terms of the problem's f, by the family's own program."""
    scope: dict[str, object] = {}
    exec(family.programs[0], scope)  # our own programs, checked against brute force in tests/demo
    function, target = scope["f"], values[family.size]
    assert callable(function)
    assert isinstance(target, int)
    others = [list(value) if isinstance(value, tuple) else value for name, value in values.items() if name != family.size]
    sizes = range(family.start, min(target, family.start + TERMS) + 1)
    terms = [function(size, *others) for size in sizes]
    return Trace(family.start, tuple(term % modulus if modulus else term for term in terms), target)


@pytest.mark.parametrize("reduced", [False, True])
def test_no_expectation_contradicts_a_right_trace_of_the_demo_problems(reduced: bool) -> None:
    for statement, family, values, modulus, _ in shipped():
        trace = trace_of(family, values, modulus if reduced else None)
        findings = check_trace(trace, expectations_of(statement))
        assert [finding.sentence for finding in findings if finding.is_error or finding.check == "target"] == [], statement


def test_no_expectation_contradicts_the_answer_of_a_demo_problem() -> None:
    for statement, _, values, modulus, answer in shipped():
        expected = expectations_of(statement)
        assert answer >= 0 or not expected.nonnegative
        if expected.modulus is not None and modulus is not None:
            assert expected.modulus == modulus
        if expected.at_most is not None and modulus is None:
            assert expected.size in values.values()
            assert answer <= expected.at_most(expected.size or 0)


@given(st.text(alphabet="how many positive integers less than 0123456789,.$\\{}^? modulo", max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    assert isinstance(expectations_of(text), Expectations)
