"""The stand-ins' wire format: every kind of value comes back as it was, and classes only from modules that are allowed."""

from __future__ import annotations

import enum
import io
from dataclasses import dataclass
from typing import Any

import numpy
import pandas
import polars
import pydantic
import pytest

from tests.kaggle.payload import KINDS, Payload, decode, encode


class Level(enum.Enum):
    EASY = 1


@dataclass
class Move:
    row: int
    text: str


class Model(pydantic.BaseModel):
    row: int


FRAME = polars.DataFrame({"id": ["0a"], "problem": ["ünïcode"]})
VALUES: dict[str, Any] = {
    "str_value": "ü",
    "bool_value": True,
    "int_value": -(2**62),
    "float_value": 0.5,
    "none_value": None,
    "list_value": [1, "a", [None]],
    "tuple_value": (1, "a"),
    "dict_value": {"a": [1]},
    "numpy_scalar_value": numpy.int32(7),
    "bytes_value": b"\0\xff",
    "enum_value": Level.EASY,
    "dataclass_value": Move(1, "a"),
    "pydantic_model_value": Model(row=1),
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_comes_back_as_it_was(kind: str) -> None:
    payload = Payload.FromString(encode(VALUES[kind]).SerializeToString())
    assert payload.WhichOneof("value") == kind
    back = decode(payload, [__name__])
    assert (back, type(back)) == (VALUES[kind], type(VALUES[kind]))


@pytest.mark.parametrize(
    "value",
    [FRAME, FRAME["problem"], FRAME.to_pandas(), FRAME["problem"].to_pandas(), numpy.arange(6).reshape(2, 3)],
    ids=["polars frame", "polars Series", "pandas frame", "pandas Series", "numpy array"],
)
def test_a_table_comes_back_as_it_was(value: Any) -> None:
    back = decode(Payload.FromString(encode(value).SerializeToString()))
    assert type(back) is type(value)
    assert (back.tolist() if isinstance(value, numpy.ndarray) else pandas.DataFrame(back).to_dict("list")) == (
        value.tolist() if isinstance(value, numpy.ndarray) else pandas.DataFrame(value).to_dict("list")
    )


def test_bytes_of_a_file_come_back() -> None:
    assert decode(encode(io.BytesIO(b"abc"))).getvalue() == b"abc"


@pytest.mark.parametrize("kind", ["enum_value", "dataclass_value", "pydantic_model_value"])
@pytest.mark.parametrize("allowed", [None, ["tests.kag"], ["other"]])
def test_a_class_of_a_module_that_is_not_allowed_is_refused(kind: str, allowed: list[str] | None) -> None:
    with pytest.raises(PermissionError, match="not in the allowlist"):
        decode(encode(VALUES[kind]), allowed)


@pytest.mark.parametrize("allowed", ["*", "tests", "tests.kaggle"])
def test_a_module_is_allowed_by_a_package_above_it(allowed: str) -> None:
    assert decode(encode(Level.EASY), [allowed]) is Level.EASY


def test_a_bare_float_has_32_bits() -> None:
    assert decode(encode(2.0**24 + 1)) == 2.0**24


def test_the_new_kinds_have_the_numbers_of_mid_2026() -> None:
    assert [KINDS[name][0] for name in ("enum_value", "dataclass_value", "pydantic_model_value")] == [17, 18, 19]


@pytest.mark.parametrize("value", [{1, 2}, object(), 10**30])
def test_what_kaggle_does_not_send_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(value)
