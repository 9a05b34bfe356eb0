"""How a trace may be derived from a sequence, besides a factor and a constant: what has to be looked up in each case.

A trace of differences is looked up by its sums and one of partial sums by its differences. The constant that the sums leave open is the
one that every match may have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Transform:
    """``look_up`` makes of a trace the terms to look up; ``go_on`` makes of the terms after those the terms after the trace.

    ``words`` describe what the trace is of the sequence, empty for the sequence itself.
    """

    words: str
    look_up: Callable[[Sequence[int]], tuple[int, ...]]
    go_on: Callable[[Sequence[int], Sequence[int]], tuple[int, ...]]


def _sums(trace: Sequence[int]) -> tuple[int, ...]:
    return tuple(accumulate(trace, initial=0))


def _differences(trace: Sequence[int]) -> tuple[int, ...]:
    return tuple(after - before for before, after in pairwise(trace))


def _go_on_as_it_is(_: Sequence[int], after: Sequence[int]) -> tuple[int, ...]:
    return tuple(after)


def _go_on_by_differences(trace: Sequence[int], after: Sequence[int]) -> tuple[int, ...]:
    return _differences((sum(trace), *after))


def _go_on_by_sums(trace: Sequence[int], after: Sequence[int]) -> tuple[int, ...]:
    return tuple(accumulate(after, initial=trace[-1]))[1:]


TRANSFORMS = (
    Transform("", tuple, _go_on_as_it_is),
    Transform("the differences of", _sums, _go_on_by_differences),
    Transform("partial sums of", _differences, _go_on_by_sums),
)
