"""Kind 1 of issue 13: the size that a problem asks for stands beside its answer and is not it. Programs print such lines too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer, read_printed_answer

SIZES = [
    ("Answer for n=2024: 42", 42),
    ("The answer for n = 2024 is 42", 42),
    ("Final answer for N = 10: 42", 42),
    ("Answer for $n=2024$: 42", 42),
    ("The answer for $n = 2024$ is $42$.", 42),
    ("**Answer for n = 2024:** 42", 42),
    ("Answer (n=2024): 42", 42),
    ("Answer [n = 2024]: 42", 42),
    ("answer(2024) = 42", 42),
    ("The answer when n = 10 is 42.", 42),
    ("The answer with k=3 is 42", 42),
    ("The answer at x = 5 is 42", 42),
    ("The answer if n = 10 is 42", 42),
    ("The answer modulo 1000 is 42", 42),
    ("The answer mod 10^9+7 is 42.", 42),
    ("Answer for (n, k) = (10, 3): 42", 42),
    ("Answer for n = 10 and k = 3: 42", 42),
    ("Answer for n=10, k=3: 42", 42),
    ("The answer to the problem with n = 2024 is 42.", 42),
    ("Answer for n=1: 2\nAnswer for n=2: 5\nAnswer for n=2024: 42", 42),
    ("Final result for n = 2024: 42", 42),
    ("The answer for n = 2.5 is 42", 42),
    ("Answer for n=2024 is: 42", 42),
    ("Answer for n=2024: the total is 42", 42),
    ("The answer for the 10 by 10 board is 42", 42),
    ("The answer, for n = 2024, is 42.", 42),
    ("For n=2024, the answer is 42", 42),
    ("The answer is 42 for n = 2024.", 42),
    ("The answer is 42 (for n = 2024).", 42),
    ("Result for n=2024: 42", 42),
    ("n=2024: 42", 42),
    ("For n = 2024: 42", 42),
    ("Number of tilings for n=10: 42", 42),
    ("f(2024) = 42", 42),
    ("n = 2024, answer = 42", 42),
    ("Value at n = 2024 is 42", 42),
    ("Answer for n = 2024", None),
    ("The answer for n = 2024 is", None),
    ("Answer for n=2024:", None),
    ("Answer for n = 2024: not found", None),
    ("The answer for n=2024 is unknown", None),
    ("The answer for N=2024 is f(N).", None),
    ("The answer for n = 3 is 7 and for n = 4 it is 9.", None),
    ("The answer is 7 for n = 3, and 9 for n = 4.", None),
    ("We need the answer for n = 10.", None),
    ("Computing for n = 2024", None),
    ("For n = 2024", None),
    ("Testing n = 2024", None),
    ("Now let n = 2024.", None),
    ("so we try n = 12", None),
    ("The maximum is attained at x = 5.", None),
    ("which occurs when a = b = 20.", None),
    ("The formula holds if n = 3", None),
]
MORE_SIZES = [
    ("Answer for n=2024 -> 42", None),
    ("The answer for n = 2024, k = 7 is 42.", 42),
    ("Final answer for N=10, M=20: 42", 42),
    ("The final answer for the given n = 2024 is: 42", 42),
    ("The answer for f(n) with n = 2024: 42", 42),
    ("Answer for 2024: 42", 42),
    ("Answer for n=2024 mod 1000: 42", 42),
    ("the answer to f(2024) is 42", 42),
    ("Answer for case n=10 (k=3): 42", 42),
    ("Answer (mod 1000): 42", 42),
    ("Answer [n=10, k=3]: 42", 42),
    ("The answer for n equal to 2024 is 42", 42),
    ("answer for n = 10^6: 42", 42),
    ("answer for n=1,000: 42", 42),
    ("The answer in the case n = 5 is 42.", 42),
    ("The answer given n = 5 is 42.", 42),
    (r"The answer for $n=10$ and $m = 3$ is $\boxed{42}$", 42),
    ("Answer for n=10:\n42", 42),
    ("Answer for n=10:\n\n**42**", 42),
    ("N = 2024: the answer is 42", 42),
    ("The answer for n=5 is 3 + 39 = 42", 42),
    ("The answer for x=3.", None),
    ("The answer for n = 3 equals 42", 42),
    ("The answer for n=2024 should be 42.", 42),
    ("The answer (for n = 2024) is 42.", 42),
    ("Answer for n<=2024: 42", 42),
    ("Answer for n < 100 is 42", 42),
    ("Answer at n=2024 = 42", None),
    ("total for n=2024: 42", 42),
    ("Count(n=2024) = 42", 42),
    ("n=2024 -> 42", None),
    ("S(2024) = 42", 42),
    ("f(n=2024) = 42", 42),
    ("f(2024): 42", 42),
    ("f(10): 3\nf(20): 7\nf(2024): 42", 42),
    ("n: 2024, answer: 42", 42),
    ("Using n = 2024", None),
    ("Running with N = 2024...", None),
    ("limit = 2024", 2024),
    ("The answer, when n=2024, equals 42.", 42),
    ("The answer for part (a) is 3 and for part (b) is 5.", None),
    ("For N = 5, answer: 42", 42),
    ("Solution for n = 12: 42", 42),
    ("n=10 answer=42", 42),
    ("The answer to problem 5 is 42.", 42),
    ("The answer to Question 3: 42", 42),
    ("Answer 3: 42", 42),
    ("The answer of the problem with a = 3, b = 4 is 42", 42),
    ("The sum for n = 10 is 42", 42),
    ("So for n = 2024 we get 42.", 42),
    ("So the answer when n = 3 is 42, since f(3) = 42.", 42),
]


@pytest.mark.parametrize(("text", "answer"), SIZES + MORE_SIZES)
def test_a_size_beside_the_answer_is_not_the_answer(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


CLAUSES = [
    "for n = {}",
    "for $n={}$",
    "when k = {}",
    "with n={}",
    "(n = {})",
    "modulo {}",
    "for the {} by {} board",
    "for n = {} and k = {}",
]


@given(
    st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.sampled_from(CLAUSES), st.sampled_from(["{}: {}", "{} is {}", "{} is: **{}**"])
)
def test_a_clause_with_a_size_changes_nothing(value: int, size: int, clause: str, form: str) -> None:
    assert read_printed_answer(form.format("Answer " + clause.format(size, size), value)) == value
