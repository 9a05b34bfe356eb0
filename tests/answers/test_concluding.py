"""Whether what stands before a number says that it is the result."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.concluding import concludes, introduces, split_formula


@pytest.mark.parametrize(
    ("left", "words", "formula"),
    [
        ("so x ", "so ", "x "),
        ("", "", ""),
        ("we get", "we get", ""),
        ("we get 2 + 3", "we get ", "2 + 3"),
        ("so f(3)", "so ", "f(3)"),
        ("so area(3)", "so ", "area(3)"),
        ("so X", "so ", "X"),
        ("so f(the X)", "so ", "f(the X)"),
        ("the price; x", "the price; ", "x"),
        ("the price 2.5x", "the price ", "2.5x"),
        ("so f(the size)", "so ", "f(the size)"),
        ("so mod ", "so ", "mod "),
        ("the price, x", "the price, ", "x"),
        ("the price: x", "the price: ", "x"),
        ("the price. x", "the price. ", "x"),
        ("the price 2.5", "the price ", "2.5"),
        (r"hence \frac{1}{2} ", "hence ", r"\frac{1}{2} "),
        (r"\therefore x", r"\therefore ", "x"),
        ("so num_ways", "so ", "num_ways"),
        ("so x1", "so ", "x1"),
        ("so x'", "so ", "x'"),
        ("so [a] + {b}", "so ", "[a] + {b}"),
        ("so a) + b", "", "so a) + b"),
        ("the (3", "the ", "(3"),
    ],
)
def test_a_formula_ends_a_text_where_its_words_end(left: str, words: str, formula: str) -> None:
    assert split_formula(left) == (words, formula)


@pytest.mark.parametrize(
    "before",
    [
        "", "$", " (", "Total: ", "The total is ", "which gives ", "it comes to ", "the number of ways is therefore ", "the sum of ",
        "number of ways ", "Result ", "so x = ", "= ", "6 * 7 = ", "we find x = ",
    ],
)  # fmt: skip
def test_a_label_a_verb_of_result_or_nothing_introduces_a_result(before: str) -> None:
    assert introduces(before) is True


@pytest.mark.parametrize(
    "before",
    [
        "3:", "3 : ", "Note: ", "Check: ", "where n is ",
        "if the total is ", "it is not ", "is 41 and ", "by ", "Step ", "the line ", "that number ",
        "n <= ", "we try n = ", "we try n=", "X ", "number as ", "x != ",
    ],
)  # fmt: skip
def test_a_ratio_a_remark_a_condition_or_a_reference_does_not(before: str) -> None:
    assert introduces(before) is False


@pytest.mark.parametrize(
    ("before", "formula", "expected"),
    [
        ("", "x", True),
        ("$", "x", True),
        ("so", "x", True),
        ("Answer:", "x", True),
        ("thus;", "x", True),
        (r"\therefore", "x", True),
        ("\u21d2", "x", True),
        ("Note:", "x", False),
        ("we try", "x", False),
        ("we try", "6 * 7", True),
        ("we try", "", True),
        ("we try", "6 * x", False),
        ("we try", " $(", True),
        ("we try", "X", False),
        ("we find X", "x", False),
        ("x =,", "y", False),
        ("a = 1.", "x", True),
        ("suppose", "6 * 7", False),
        ("if it rains, then", "x", False),
        ("if it rains, then", "6 * 7", True),
        ("That is all.", "x", True),
        ("for n = 3,", "x", True),
        ("with a = 1, b = 2,", "x", True),
        ("a = 1,", "x", False),
        ("as it is,", "x", True),
        ("it is so. a = 1,", "x", False),
        ("a = 1. As it is,", "x", True),
        ("we find that", "x", True),
        ("the number of ways", "x", True),
        ("by", "x", False),
    ],
)
def test_an_equation_is_a_result_by_what_stands_before_it_or_as_a_computation(before: str, formula: str, expected: bool) -> None:
    assert concludes(before, formula) is expected
