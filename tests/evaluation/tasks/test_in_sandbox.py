"""Arguments and results travel as plain data: what goes in comes out, and nothing of a program's own."""

from __future__ import annotations

import enum
import math
from collections import Counter, OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.evaluation.tasks.in_sandbox import Other, decode, encode, pack, unpack

ATOMS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
KEYS = st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS, inner)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
        | st.builds(range, st.integers(0, 9))
    ),
    max_leaves=12,
)


class Liar:
    """Equal to everything, as a program would have it that is to pass by any means."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Colour(enum.IntEnum):
    RED = 3


@given(VALUES)
def test_plain_data_comes_out_as_it_went_in(value: Any) -> None:
    found = decode(unpack(pack(encode(value))))
    assert repr(found) == repr(value) or found == value
    assert type(found) is type(value)


def test_an_integer_may_have_more_digits_than_python_prints() -> None:
    assert decode(encode(7**9000)) == 7**9000


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (Colour.RED, 3),
        (math.inf, math.inf),
    ],
)
def test_a_subclass_becomes_its_base_type(value: Any, plain: Any) -> None:
    found = decode(encode(value))
    assert found == plain
    assert type(found) is type(plain)


def test_an_iterator_is_one_again() -> None:
    found = decode(encode(x * x for x in range(4)))
    assert next(found) == 0
    assert list(found) == [1, 4, 9]


def test_of_what_is_not_plain_data_only_the_truth_is_left() -> None:
    found: Any = decode(encode([Liar()]))[0]
    assert (type(found), bool(found), found == 5) == (Other, True, False)
    assert bool(decode(encode(type("Empty", (), {"__len__": lambda self: 0})()))) is False


@pytest.mark.parametrize("line", ["", "True", "W10=", "passed", "é"])
def test_a_line_that_is_no_document_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        unpack(line)
