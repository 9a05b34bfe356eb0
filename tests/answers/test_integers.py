"""Integers as they are written: grouped, with a sign, a currency or a unit, in brackets, with an exponent."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.integers import MAX_DIGITS, read_integer, to_integer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42),
        (" 42 ", 42),
        ("-42", -42),
        ("+ 42", 42),
        ("12,345", 12345),
        ("12'345", 12345),
        ("12 345", 12345),
        ("12  345", 12345),
        ("0,111", None),
        ("42.0", 42),
        ("42.5", None),
        ("$42", None),
        ("\u20ac42", 42),
        ("\u20ac-42", -42),
        ("-\u20ac42", -42),
        ("-\u20ac-42", None),
        ("42 chairs", 42),
        ("42 chairs in two months", 42),
        ("42 thousand", None),
        ("42\nchairs", 42),
        ("42^\\circ", 42),
        ("(42)", 42),
        ("{42}", 42),
        ("[42]", 42),
        ("\\{42\\}", 42),
        ("({[(42)]})", 42),
        ("(({[(42)]}))", None),
        ("( ( 42 ) )", 42),
        ("(42", None),
        ("42.", 42),
        ("forty", None),
        ("", None),
    ],
)
def test_an_integer_in_plain_clothes(text: str, value: int | None) -> None:
    assert read_integer(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3e4", 30000),
        ("-3E4", -30000),
        ("1.5e3", 1500),
        ("1.50e1", 15),
        ("1.05e2", 105),
        ("1.5e0", None),
        ("1.0e0", 1),
        ("3e0", 3),
        ("1e+16", None),
        ("1e-1", None),
        ("(3e4)", 30000),
        ("3e4.", 30000),
    ],
)
def test_an_exponent_that_leaves_no_fraction(text: str, value: int | None) -> None:
    assert read_integer(text) == value


@pytest.mark.parametrize(("power", "read"), [(MAX_DIGITS - 1, True), (MAX_DIGITS, False), (MAX_DIGITS + 1, False)])
def test_an_exponent_may_be_as_large_as_an_integer_may_be_long(power: int, read: bool) -> None:
    assert (read_integer(f"1e{power}") == 10**power) is read
    assert (read_integer(f"1e{power}") is None) is not read


@pytest.mark.parametrize(
    ("number", "value"),
    [("42", 42), ("-42", -42), ("1,042", 1042), ("1'042", 1042), ("1 042", 1042), ("42.0", 42), ("9" * MAX_DIGITS, 10**MAX_DIGITS - 1)],
    ids=lambda value: str(value)[:9] if isinstance(value, str) else "",
)
def test_what_groups_digits_and_what_follows_the_point_are_left_out(number: str, value: int) -> None:
    assert to_integer(number) == value


def test_an_integer_of_too_many_digits_is_none() -> None:
    assert to_integer("9" * (MAX_DIGITS + 1)) is None
