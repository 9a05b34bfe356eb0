"""Which families a function may be equal to: terms are compared in windows of six consecutive sizes, at any two places.

That includes every shift of the size. Windows that functions share which have nothing to do with each other are left out or limited: those
of one or two values, such as 0, 1, 0, 1, and those with equal steps, are trivial; those that rise slowly, by 0, 1 or 2 at each step, count
only at the same sizes or at most two sizes from each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from kaggle_utils.evaluation.families import Family, read_competition, read_families

WINDOW = 6  # consecutive terms
SHOWN = 14  # first terms that are compared: twelve from the start on, and two for a shift
SHIFT = 2  # sizes
Window = tuple[int, ...]


def is_trivial(window: Sequence[int]) -> bool:
    steps = {after - before for before, after in pairwise(window)}
    return len(set(window)) <= 2 or len(steps) == 1


def is_slow(window: Sequence[int]) -> bool:
    return all(0 <= after - before <= 2 for before, after in pairwise(window))


def windows(start: int, terms: Sequence[int]) -> Iterator[tuple[int, Window]]:
    """The windows that are not trivial, each with its first size."""
    for place in range(len(terms) - WINDOW + 1):
        window = tuple(terms[place : place + WINDOW])
        if not is_trivial(window):
            yield start + place, window


def terms_of(family: Family) -> list[int]:
    namespace: dict[str, Callable[[int], int]] = {}
    exec(family.fast, namespace)
    return [namespace["f"](size) for size in range(family.start, family.start + SHOWN)]


@cache
def measured_on() -> Mapping[Window, list[tuple[int, str]]]:
    """The sizes and the families at which a window begins."""
    found = defaultdict(list)
    for family in (*read_families(), *read_competition()):
        for size, window in windows(family.start, terms_of(family)):
            found[window].append((size, family.name))
    return found


def families_like(start: int, terms: Sequence[int]) -> set[str]:
    """The families that a function with these first terms is equal to on a window."""
    return {
        name
        for size, window in windows(start, terms)
        for other, name in measured_on().get(window, ())
        if not is_slow(window) or abs(size - other) <= SHIFT
    }
