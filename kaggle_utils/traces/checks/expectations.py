"""What a problem declares about f, which no program can know from its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace


@dataclass(frozen=True)
class Expectations:
    """Declared facts; what is left out is not assumed. ``expectations_of`` reads them off a statement."""

    nonnegative: bool = False
    """f counts something."""
    positive: bool = False
    """f(n) is a positive integer, so that 0 can only stand for nothing found."""
    increasing: bool = False
    """f never falls, where it is not reduced by a modulus."""
    at_most: Callable[[int], int] | None = None
    """A bound for f(n), such as 2^n for subsets."""
    size: int | None = None
    """The size that the two before speak of: a trace that runs towards another one is not held to them."""
    modulus: int | None = None
    """What the problem reduces its answer by. A program may print f(n) reduced or not."""
    answer_modulus: int | None = None
    """The same, where the question's own words say it of the answer: what is not below it can be reduced."""
    numbers: frozenset[int] = frozenset()
    """The numbers that the statement names, if any: the size that is asked for should be among them, or next to one of them."""
    given: tuple[tuple[int, int], ...] = ()
    """Pairs (n, f(n)) that the statement itself gives, f(``given_for``) being the answer."""
    given_for: int | None = None
    """The size asked for that ``given`` speaks of: a trace that runs towards another one is not compared with it."""
    last: int | None = None
    """The largest n that was asked for; a trace that ends before it was cut off."""

    def reduce(self, answer: int) -> int:
        """An answer as the question wants it: its remainder, where the question asks for one."""
        return answer if self.answer_modulus is None else answer % self.answer_modulus

    def contradictions(self, values: Mapping[int, int]) -> Iterator[Finding]:
        """The given cases that values f(n) contradict; a value may be reduced by the modulus."""
        for size, value in self.given:
            if size in values and not self._is_same(values[size], value):
                sentence = f"the statement says f({size}) = {shorten(value)}, and yours gives {shorten(values[size])}"
                yield error("given", size, values[size], sentence)

    def _is_same(self, told: int, given: int) -> bool:
        return told == given or (self.modulus is not None and told == given % self.modulus)


def check_given(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """Every term that contradicts a value which the statement gives."""
    if trace.target == expected.given_for:
        yield from expected.contradictions(dict(enumerate(trace.terms, trace.start)))


def check_range(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """Every term outside what was declared."""
    at_most = expected.at_most if _is_about(trace, expected) else None
    for index, term in enumerate(trace.terms, trace.start):
        if term < 0 and (expected.nonnegative or expected.positive):
            yield error("sign", index, term, f"f({index}) = {shorten(term)} is negative, but f counts something")
        if term == 0 and expected.positive:
            yield warning("sentinel", index, term, f"f({index}) = 0, but a positive integer is asked for: it may stand for nothing found")
        if at_most is not None and index >= 0 and term > at_most(index):
            yield error(
                "range", index, term, f"f({index}) = {shorten(term)} is more than {shorten(at_most(index))}, the number of all there are"
            )


def check_declared_order(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """Every step down, where f is declared never to fall."""
    if not expected.increasing or expected.modulus is not None or not _is_about(trace, expected):
        return
    for index, (before, term) in enumerate(zip(trace.terms, trace.terms[1:], strict=False), trace.start + 1):
        if term < before:
            yield error("monotonicity", index, term, f"f({index}) = {shorten(term)} is less than f({index - 1}) = {shorten(before)}")


def check_target(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """A size asked for that the statement does not name: an end of a loop, or a size made up."""
    if expected.numbers and not expected.numbers & {trace.target - 1, trace.target, trace.target + 1}:
        yield warning("target", None, trace.target, f"the trace runs towards {shorten(trace.target)}, which the statement does not name")


def _is_about(trace: Trace, expected: Expectations) -> bool:
    """Less than N may be up to N - 1."""
    return expected.size is None or trace.target in (expected.size - 1, expected.size)
