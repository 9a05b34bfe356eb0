"""Values of f that statements give: what is read is right, and what is not clear is not read."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.evaluation.families import SEEN, Family, read_families
from kaggle_utils.traces import Trace, check_trace, expectations_of, given_cases
from models.demo.training.problems import OUTPUT

FAMILIES = read_families()
TILINGS = "In how many ways can a board of length $n = 40$ be tiled?"
BOOKS = "In how many orders can a dozen different books stand on a shelf so that none is at its old place?"


def value_of(family: Family, size: int) -> int:
    namespace: dict[str, object] = {}
    exec(family.fast, namespace)
    function = namespace["f"]
    assert callable(function)
    value = function(size)
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize(
    ("statement", "cases"),
    [
        (f"{TILINGS} For $n = 3$ there are 5 tilings.", ((3, 5),)),
        (f"{TILINGS} For example, for $n = 3$ there are 5 ways, and for $n = 4$ there are 11.", ((3, 5), (4, 11))),
        (f"{TILINGS} Note that there are 5 such tilings for $n = 3$.", ((3, 5),)),
        (f"{TILINGS} When $n = 2$ the answer is 2.", ((2, 2),)),
        (f"{TILINGS} (For n = 3 the number is 5.)", ((3, 5),)),
        (f"{TILINGS} If n = 3, there are exactly 5 ways.", ((3, 5),)),
        (f"For $n = 3$ there are 5 ways. {TILINGS}", ((3, 5),)),
        (f"{BOOKS} With 3 books there would be 2 orders, with 4 books 9.", ((3, 2), (4, 9))),
        (f"{BOOKS} With three books there would be 2 ways.", ((3, 2),)),
        ("How many trees has a park of 50 rows? A park of 3 rows would have 6 trees.", ((3, 6),)),
        ("Let $f$ be defined for all $n$. For example, $f(3) = 5$. Find $f(100)$.", ((3, 5),)),
        ("Let $a_1 = 1$, $a_2 = 3$ and $a_n = a_{n-1} + a_{n-2}$. What is $a_{50}$?", ((1, 1), (2, 3))),
        ("The list begins 1, 2, 4, 8, 16, 23. What is the 100th number of the list?", ((1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 23))),
        ("The first terms are 1, 2, 5, ... and so on. Find the 30th term.", ((1, 1), (2, 2), (3, 5))),
        ("In how many ways can 20 be written as a sum of ones and twos? For example, 4 can be written in 5 ways.", ((4, 5),)),
    ],
)
def test_a_value_that_a_statement_gives_is_read(statement: str, cases: tuple[tuple[int, int], ...]) -> None:
    assert given_cases(statement) == cases


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(TILINGS, id="no value"),
        pytest.param(f"{TILINGS} For $m = 3$ there are 5 tilings.", id="another letter"),
        pytest.param(f"{TILINGS} For $n = 3$ there are 5 colours.", id="another thing is counted"),
        pytest.param(f"{TILINGS} For $n = 3$ there are 5^2 tilings.", id="a power"),
        pytest.param(f"{TILINGS} For $n = 3$ there are 2.5 tilings for each.", id="not an integer"),
        pytest.param(f"{TILINGS} For $n = 3$ and $k = 2$ there are 5 tilings.", id="two letters"),
        pytest.param("For n = 20 or n = 40: how many tilings are there? For n = 3 there are 5 tilings.", id="two sizes"),
        pytest.param("A shelf has 3 boards and 12 books. How many orders are there? With 2 boards and 3 books it is 6.", id="two numbers"),
        pytest.param("There are 5 tables with 40 chairs. For 3 chairs there are 2 cushions. How many cushions are there?", id="before it"),
        pytest.param("In how many ways do 12 books fit on 12 shelves? With 3 books there are 6 ways.", id="one number twice"),
        pytest.param("Sid traveled 110 miles in 2 hours. How many hours does he need for 140 miles?", id="a story"),
        pytest.param("How many even numbers below 100 are there? A board of 3 rows has 6 fields.", id="a fact about something else"),
        pytest.param("Let $f(1) = 2$. Find the sum $f(1) + f(2) + \\dots + f(40)$.", id="a sum is asked for"),
        pytest.param("Let $f(1) = 2 f(2)$. Find $f(40)$.", id="an equation"),
        pytest.param("Let $f(1) = 1/2$. Find $f(40)$.", id="a fraction"),
        pytest.param("Let $f(1) = 2$. Find $f(40) - 3$.", id="something is done with it"),
        pytest.param("Let $f(1) = 2$. Find $g(40)$.", id="another function"),
        pytest.param("The numbers are 1, 2, 5, ..., 100. How many of the first 40 are there?", id="a set"),
        pytest.param("The list begins 1, 2, 4. What is the sum of its first 40 numbers?", id="the sum of a list"),
        pytest.param(f"{TILINGS} For n = 3 there are 5 tilings. For n = 3 there are 6 tilings.", id="two values"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_clear_is_not_read(statement: str) -> None:
    assert given_cases(statement) == ()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_value_that_is_read_in_our_problems_is_right(family: Family) -> None:
    for wording in family.wordings:
        for size, value in given_cases(wording.statement):
            assert value == value_of(family, size), wording.statement


@pytest.mark.parametrize(("half", "statements", "values"), [("seen", 15, 25), ("unseen", 14, 26)])
def test_most_values_that_our_problems_give_are_read(half: str, statements: int, values: int) -> None:
    families = FAMILIES[:SEEN] if half == "seen" else FAMILIES[SEEN:]
    read = [given_cases(wording.statement) for family in families for wording in family.wordings]
    assert (sum(map(bool, read)), sum(map(len, read))) == (statements, values)


def test_of_the_demo_problems_only_one_gives_a_value_and_it_is_right() -> None:
    with OUTPUT.open(newline="", encoding="utf-8") as file:
        read = [(row["problem"], cases) for row in csv.DictReader(file) if (cases := given_cases(row["problem"]))]
    ((statement, cases),) = read
    assert statement.startswith("Let $f(0)=1$")
    assert cases == ((0, 1),)


def test_a_trace_that_contradicts_a_value_is_refused_with_the_value() -> None:
    expected = expectations_of(f"{TILINGS} For $n = 3$ there are 5 tilings.")
    (finding,) = [each for each in check_trace(Trace(1, tuple(range(2, 20)), 40), expected) if each.is_error]
    assert (finding.check, finding.index, finding.value) == ("given", 3, 4)
    assert finding.sentence == "the statement says f(3) = 5, and yours gives 4"


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param(Trace(1, (1, 3, 5, 11, 21, 43, 85, 171), 40), id="with the value"),
        pytest.param(Trace(4, (1, 2, 4, 8, 16, 32, 64, 128), 40), id="beyond it"),
        pytest.param(Trace(1, (1, 2, 4, 8, 16, 32, 64, 128), 39), id="towards another size"),
    ],
)
def test_other_traces_are_not_refused(trace: Trace) -> None:
    expected = expectations_of(f"{TILINGS} For $n = 3$ there are 5 tilings.")
    assert not [finding for finding in check_trace(trace, expected) if finding.check == "given"]


def test_a_trace_may_be_reduced_by_the_modulus_of_the_statement() -> None:
    statement = f"{TILINGS} For n = 20 there are 12345 ways. Give the answer modulo 1000."
    expected = expectations_of(statement)
    assert not list(expected.contradictions({20: 345}))
    assert not list(expected.contradictions({20: 12345}))
    assert list(expected.contradictions({20: 346}))


@given(st.text(alphabet="for n=3 there are 5 ways,.(){}_$^with books12? find a f()", max_size=120))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    assert isinstance(given_cases(f"How many ways are there for n = 40? {text}"), tuple)


@given(st.integers(1, 39), st.integers(0, 10**12), st.sampled_from(["For n = {}, there are {} ways.", "When $n = {}$ the number is {}."]))
def test_every_size_and_value_of_a_plain_sentence_is_read(size: int, value: int, form: str) -> None:
    assert given_cases(f"{TILINGS} {form.format(size, value)}") == ((size, value),)
