"""What a problem declares about f, which no program can know from its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace


@dataclass(frozen=True)
class Expectations:
    """Declared facts; what is left out is not assumed.

    ``examples`` are values of f that the statement gives. ``residues`` says that f(n) is a remainder mod that number. ``at_most`` bounds
    f(n) by the size of what is counted, such as 2^n. ``last`` is the largest n that was asked for; a trace that ends before it was cut off.
    ``order`` is that of the law which the trace shall support.
    """

    examples: Mapping[int, int] = field(default_factory=dict)
    nonnegative: bool = False
    increasing: bool = False
    at_most: Callable[[int], int] | None = None
    residues: int | None = None
    last: int | None = None
    order: int | None = None


def check_examples(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """The values that the statement gives are the only ones known to be right."""
    for index, value in sorted(expected.examples.items()):
        position = index - trace.start
        if not 0 <= position < len(trace.terms):
            yield warning("example", index, value, f"the statement gives f({index}) = {shorten(value)}, which the trace does not reach")
        elif trace.terms[position] != value:
            term = trace.terms[position]
            yield error("example", index, term, f"f({index}) is {shorten(term)}, but the statement gives {shorten(value)}")


def check_range(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """Every term outside what was declared."""
    for index, term in enumerate(trace.terms, trace.start):
        if expected.nonnegative and term < 0:
            yield error("sign", index, term, f"f({index}) = {shorten(term)} is negative, but f counts something")
        if expected.residues is not None and not 0 <= term < expected.residues:
            yield error("range", index, term, f"f({index}) = {shorten(term)} is no remainder mod {expected.residues}")
        if expected.at_most is not None and term > expected.at_most(index):
            bound = shorten(expected.at_most(index))
            yield error("range", index, term, f"f({index}) = {shorten(term)} is more than {bound}, the number of all there are")


def check_declared_order(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """Every step down, where f is declared never to fall."""
    if not expected.increasing:
        return
    for index, (before, term) in enumerate(zip(trace.terms, trace.terms[1:], strict=False), trace.start + 1):
        if term < before:
            yield error("monotonicity", index, term, f"f({index}) = {shorten(term)} is less than f({index - 1}) = {shorten(before)}")
