"""The catalogue of misreadings: its form, and what it says of detection, tried on planted wrong programs and on right ones."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kaggle_utils.repair.misreadings import Misreading, find_misreading, load_misreadings, read_contradictions
from kaggle_utils.repair.signs import SIGNS
from tests.repair.misreadings.detectors import DETECTORS, detect, trace_of
from tests.repair.misreadings.planted import Planted, load_planted, right_programs

PLANTED = load_planted()
QUICK_RIGHT = [program for program in right_programs() if not program.is_slow]
rows = pytest.mark.parametrize("misreading", load_misreadings(), ids=lambda row: row.name)


def name_of(planted: Planted) -> str:
    return f"{planted.misreading}-{planted.family.name}"


@rows
def test_a_row_names_what_there_is_and_speaks_in_sentences(misreading: Misreading) -> None:
    assert misreading.sign in SIGNS or not misreading.sign
    assert set(misreading.noticed_by) | set(misreading.sometimes_by) <= set(DETECTORS)
    for sentence in (misreading.description, misreading.advice):
        assert re.fullmatch(r"[A-Za-z][^\n]*\.", sentence), sentence


def test_the_names_differ_and_every_sign_serves_one() -> None:
    names = [misreading.name for misreading in load_misreadings()]
    assert len(set(names)) == len(names)
    assert Counter(misreading.sign for misreading in load_misreadings() if misreading.sign) == Counter(SIGNS.keys())


@rows
def test_every_row_has_two_planted_programs_in_different_families(misreading: Misreading) -> None:
    assert len({planted.family.name for planted in PLANTED if planted.misreading == misreading.name}) >= 2


def test_every_planted_program_belongs_to_a_row() -> None:
    assert {planted.misreading for planted in PLANTED} == {misreading.name for misreading in load_misreadings()}


@rows
def test_a_row_is_noticed_by_the_detectors_that_it_names_and_by_no_other(misreading: Misreading) -> None:
    found = [detect(planted) for planted in PLANTED if planted.misreading == misreading.name]
    always = frozenset.intersection(*found)
    assert frozenset(misreading.noticed_by) == always
    assert frozenset(misreading.sometimes_by) == frozenset.union(*found) - always


@pytest.mark.parametrize("planted", PLANTED, ids=name_of)
def test_a_planted_program_gives_a_wrong_answer(planted: Planted) -> None:
    if not planted.is_slow or planted.wording.size <= planted.family.reach:
        assert planted.answer != planted.wording.answer
    else:
        assert trace_of(planted).terms != planted.family.trace[: len(trace_of(planted).terms)]


@pytest.mark.parametrize("program", QUICK_RIGHT, ids=lambda program: f"{program.family.name}-{program.wording.size}")
def test_no_detector_is_alarmed_by_a_right_program(program: Planted) -> None:
    assert detect(program) == frozenset()


@pytest.mark.parametrize("misreading", ["counts nothing", "off by one in size", "empty case forgotten or added", "at most for exactly"])
def test_a_special_sign_recognises_every_planted_program_of_its_row(misreading: str) -> None:
    for planted in (each for each in PLANTED if each.misreading == misreading):
        right = dict(enumerate(planted.family.trace, planted.family.start))
        found = find_misreading(right, dict(enumerate(trace_of(planted).terms, trace_of(planted).start)))
        assert found is not None
        assert found.name == misreading


@pytest.mark.parametrize("program", QUICK_RIGHT[::3], ids=lambda program: program.family.name)
def test_no_sign_is_seen_in_right_values(program: Planted) -> None:
    right = dict(enumerate(program.family.trace, program.family.start))
    assert find_misreading(right, dict(enumerate(trace_of(program).terms, trace_of(program).start))) is None


def test_one_value_alone_is_not_explained() -> None:
    assert find_misreading({3: 6}, {3: 5}) is None
    found = find_misreading({3: 6, 4: 14}, {3: 5, 4: 13})
    assert found is not None
    assert found.name == "empty case forgotten or added"


def test_the_values_that_a_refusal_names_are_read() -> None:
    complaint = "the statement says f(3) = 6, and yours gives 12; the statement says f(4) = 14, and yours gives 28; f(5) is odd"
    assert read_contradictions(complaint) == ({3: 6, 4: 14}, {3: 12, 4: 28})
