"""The test cases of a problem: their inputs as the model proposes them, their outputs from the sequence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kaggle_utils.codeseq.config import MAX_TEST_CASES
from kaggle_utils.codeseq.sample import Case
from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence

MIN_SHOWN = 4  # terms; of fewer, many sequences have the same


@dataclass(frozen=True)
class ChosenCases:
    """The cases of a problem besides its examples.

    ``tests`` are shown to agents when a program fails them, ``others`` are the remaining known terms, of which ``held_back`` were in no
    prompt. ``contradicted`` counts proposed outputs that the sequence contradicts, ``unknown`` proposed inputs that it does not know.
    """

    tests: tuple[Case, ...]
    others: tuple[Case, ...]
    held_back: frozenset[str]
    proposed: int
    contradicted: int
    unknown: int


def shown_terms(sequence: IntegerSequence, share: float) -> tuple[int, ...]:
    """The terms that prompts show: the first ones."""
    return sequence.terms[: max(MIN_SHOWN, math.ceil(share * len(sequence.terms)))]


def read_index(text: str) -> int | None:
    """The index that a case's input is, None for anything but one integer."""
    text = text.strip()
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 20 else None


def choose_cases(
    sequence: IntegerSequence, shown: int, examples: Iterable[Case], proposed: Sequence[Case], min_held_back: int
) -> ChosenCases:
    """At most ``MAX_TEST_CASES`` tests: the proposed inputs that the sequence knows, filled up with indices spread over its terms.

    ``shown`` is the number of terms that prompts show; at least ``min_held_back`` of the others stay out of the tests.
    """
    taken = {read_index(case.input) for case in examples}
    free = [index for index in range(sequence.start, sequence.end) if index not in taken]
    hidden = [index for index in free if index >= sequence.start + shown]
    room = max(0, len(hidden) - min_held_back)  # hidden terms that may become tests
    chosen: list[int] = []
    contradicted = unknown = 0

    def take(index: int) -> None:
        nonlocal room
        is_hidden = index >= sequence.start + shown
        if index not in chosen and len(chosen) < MAX_TEST_CASES and (room > 0 or not is_hidden):
            chosen.append(index)
            room -= is_hidden

    for case in proposed:
        index = read_index(case.input)
        term = None if index is None else sequence.at(index)
        if index is None or term is None:
            unknown += 1
            continue
        contradicted += case.output.strip() != str(term)
        if index not in taken:
            take(index)
    for index in _spread(free):
        take(index)
    tests = sorted(chosen)
    others = [index for index in free if index not in chosen]
    held_back = frozenset(str(index) for index in others if index >= sequence.start + shown)
    cases = [tuple(Case(str(index), str(sequence.at(index))) for index in indices) for indices in (tests, others)]
    return ChosenCases(cases[0], cases[1], held_back, len(proposed), contradicted, unknown)


def _spread(indices: Sequence[int]) -> list[int]:
    """The indices in an order whose beginnings are spread over all of them: last, first, middle, then the quarters, and so on."""
    order: dict[int, None] = {}
    step = max(1, len(indices) - 1)
    while step >= 1 and indices:
        for place in reversed(range(0, len(indices), step)):
            order.setdefault(indices[place])
        step = step // 2 if step > 1 else 0
    return list(order)
