from __future__ import annotations

import contextlib
import json
import pprint

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.traces import Trace, TraceError, parse_trace

TRACE = Trace(start=0, terms=(1, 1, 2, 5), target=30)


@pytest.mark.parametrize(
    "output",
    [
        "target 30\n0 1\n1 1\n2 2\n3 5\n",
        "target 30\nstart 0\n[1, 1, 2, 5]\n",
        "start = 0\ntarget: 30\nterms = [1, 1, 2, 5]\n",
        'target 30\nstart 0\n["1", "1", "2", "5"]\n',
        "target 30\n{0: 1, 1: 1, 2: 2, 3: 5}\n",
        "{'target': 30, 0: 1, 1: 1, 2: 2, 3: 5}\n",
        'target 30\n{"0": 1, "1": 1, "2": 2, "3": 5}\n',
        '{"target": 30, "start": 0, "terms": [1, 1, 2, 5]}\n',
        "{'terms': [1, 1, 2, 5], 'start': 0, 'target': 30}\n",
        "seen so far: [7, 7]\ntarget 30\nstart 0\n[1, 1, 2, 5]\nchecked\n",
        json.dumps({"target": 30, "start": 0, "terms": [1, 1, 2, 5]}, indent=2),
        "target 30\n" + pprint.pformat({0: 1, 1: 1, 2: 2, 3: 5}, width=10),
    ],
)
def test_the_same_trace_is_read_from_every_form(output: str) -> None:
    assert parse_trace(output) == TRACE


def test_lines_win_over_a_list_that_was_printed_by_the_way() -> None:
    assert parse_trace("states [3, 4]\ntarget 30\n0 1\n1 1\n2 2\n3 5\n") == TRACE


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("target 30\n[1, 1, 2, 5]\n", 'no line "start s"'),
        ("start 0\n[1, 1, 2, 5]\n", 'no line "target N"'),
        ('{"start": 0, "terms": [1, 1]}', 'no line "target N"'),
        ('{"target": 30, "terms": [1, 1]}', 'no line "start s"'),
        ('{"target": 30, "start": 0, "terms": [1, 1.5]}', "f(1) is '1.5', not an integer"),
        ('{"target": 30, "start": 0, "terms": [1, null]}', "f(1) is 'None', not an integer"),
        ('{"target": 30, "start": 0, "terms": []}', "f(n)"),
        ("target 30\nstart 0\n[[1, 2], 3]\n", "f(0) is"),
        ("target 30\n{1: 1, 3: 2}\n", "do not go up one by one: 3 follows 1"),
        ("target 30\n{}\n", "f(n)"),
        ("target 2\nstart 1\n[5, 1" + "0" * 9000 + "]", "f(2) has more than 4000 digits"),
        ("target 2\n" + "[" * 90_000, "f(n)"),
        ("target 2\n" + "[\n" * 30_000, "f(n)"),
        ("target 2\n1 [4, 5]\n", "f(n)"),
    ],
)
def test_what_is_no_trace_is_refused_with_the_reason(output: str, reason: str) -> None:
    with pytest.raises(TraceError) as error:
        parse_trace(output)
    assert reason in str(error.value)


@given(st.integers(-5, 5), st.lists(st.integers(-(10**40), 10**40), min_size=1, max_size=50), st.integers(0, 10**18))
def test_every_printed_trace_reads_back(start: int, terms: list[int], target: int) -> None:
    table = dict(enumerate(terms, start))
    outputs = [
        f"target {target}\nstart {start}\n{terms}",
        f"target {target}\n{table}",
        json.dumps({"target": target, "start": start, "terms": terms}),
    ]
    assert {parse_trace(output) for output in outputs} == {Trace(start, tuple(terms), target)}


@given(st.text(alphabet="[]{},:'\" -19\ntargetstart"))
def test_any_output_is_a_trace_or_a_trace_error(output: str) -> None:
    with contextlib.suppress(TraceError):
        parse_trace(output)
