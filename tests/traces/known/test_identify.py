"""Which known sequence a trace is: every relation of docs/sequences.md, and the evidence that it needs."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise

import pytest

from kaggle_utils.sequences import load_sequences
from kaggle_utils.traces.known import as_record, identify
from tests.sequences.conftest import EXCERPT

INDEX = load_sequences(EXCERPT)
DELANNOY, FUBINI, SIGMA = (
    next(INDEX.sequence(number).terms for number in range(len(INDEX)) if INDEX.sequence(number).name == name)
    for name in ("A001850", "A000670", "A000203")
)


@pytest.mark.parametrize(
    ("trace", "relation", "after"),
    [
        (DELANNOY[:10], "A001850", DELANNOY[10:]),
        (DELANNOY[3:11], "A001850, from place 3 on, counted from 0", DELANNOY[11:]),
        ([-term for term in DELANNOY[:10]], "-1 times A001850", [-term for term in DELANNOY[10:]]),
        ([3 * term for term in DELANNOY[:10]], "3 times A001850", [3 * term for term in DELANNOY[10:]]),
        ([term + 7 for term in DELANNOY[:10]], "A001850, plus 7", [term + 7 for term in DELANNOY[10:]]),
        ([2 * term - 1 for term in DELANNOY[:10]], "2 times A001850, minus 1", [2 * term - 1 for term in DELANNOY[10:]]),
        (
            [after - before for before, after in pairwise(DELANNOY[:11])],
            "the differences of A001850",
            [after - before for before, after in pairwise(DELANNOY[10:])],
        ),
        (
            list(accumulate(DELANNOY))[:10],
            "partial sums of A001850, from place 1 on, counted from 0",
            list(accumulate(DELANNOY))[10:],
        ),
        (DELANNOY[::2][:8], "every second term of A001850 from the first", DELANNOY[::2][8:]),
        (DELANNOY[1::2][:8], "every second term of A001850 from the second", DELANNOY[1::2][8:]),
        ([9, 9, *DELANNOY[2:12]], "A001850, from place 2 on, counted from 0, but for the first 2 of the trace", DELANNOY[12:]),
        ([9, *DELANNOY[:11]], "A001850, but for the first 1 of the trace", DELANNOY[11:]),
        ([(term - 1) // 2 for term in DELANNOY[:10]], "1/2 times A001850, minus 1/2", [(term - 1) // 2 for term in DELANNOY[10:]]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_trace_is_identified_and_goes_on(trace: list[int], relation: str, after: list[int]) -> None:
    found = identify(trace, INDEX)
    assert found[0].relation == relation
    assert found[0].continuation() == tuple(after)


def test_a_sequence_that_ends_before_the_trace_is_named_and_does_not_go_on() -> None:
    law = list(DELANNOY)
    for n in range(len(law), len(law) + 3):
        law.append((3 * (2 * n - 1) * law[-1] - (n - 1) * law[-2]) // n)
    (found,) = identify(law, INDEX)
    assert found.sequence.name == "A001850"
    assert found.match.overlap == len(DELANNOY)
    assert found.continuation() == ()


@pytest.mark.parametrize(
    "trace",
    [[], [1, 3, 13], DELANNOY[:5], range(20), [1, 1, 1, 1, 1, 1, 1, 1, 2, 2], SIGMA[:6], [*DELANNOY[:9], 5], [0] * 30],
    ids=["none", "three", "five", "a line", "small", "too little", "a last term that differs", "zeros"],
)
def test_too_little_evidence_names_nothing(trace: list[int]) -> None:
    assert identify(trace, INDEX) == []


def test_a_larger_margin_asks_for_more() -> None:
    (found,) = identify(SIGMA[:20], INDEX, margin=0.0)
    assert identify(SIGMA[:20], INDEX, margin=found.bits) == []


def test_random_terms_are_not_a_sequence() -> None:
    draw = random.Random(0)
    assert not any(identify([draw.randrange(100) for _ in range(20)], INDEX) for _ in range(200))


def test_the_record_names_the_relation_the_terms_and_the_bits() -> None:
    record = as_record(identify(FUBINI[:10], INDEX))
    assert record is not None
    assert (record.name, record.relation, record.terms, record.others) == ("A000670", "A000670", 10, ())
    assert record.title.startswith("Fubini numbers")
    assert record.bits > 40
    assert str(record).startswith("A000670 (Fubini numbers")
    assert str(record).endswith("), by 10 terms")


def test_an_identification_of_nothing_has_no_record() -> None:
    assert as_record([]) is None
