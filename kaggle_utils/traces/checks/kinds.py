"""Are the terms integers? What prints like one need not be one, and arithmetic on floats and machine integers goes wrong silently."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace

EXACT_FLOAT = 2**53  # beyond it a float skips integers (IEEE 754 double)
ROUNDED_TERMS = 3  # that must look rounded before it counts; fewer happen by chance
FULL_MANTISSA = 51  # significant bits that half of them must have: 2^n, 10^n and n! end in zeros too, but have fewer or more
ROUNDED_BITS = 57  # the shortest integer that four bits in a row being zero says something about


def check_kinds(trace: Trace) -> Iterator[Finding]:
    """Terms that are not plain integers: True and False, floats, fractions, machine integers, text, None."""
    for index, term in enumerate(trace.terms, trace.start):
        finding = _judge(index, term)
        if finding is not None:
            yield finding


def _judge(index: int, term: object) -> Finding | None:
    shown = f"f({index}) is {shorten(term)}"
    if type(term) is int:
        return None
    if term is None:
        return error("sentinel", index, term, f"{shown}: the program has no value there")
    if isinstance(term, bool):
        return error("integrality", index, term, f"{shown}, a truth value, not a count")
    if isinstance(term, float):
        if not term.is_integer():  # also inf and nan
            return error("integrality", index, term, f"{shown}, not an integer")
        if abs(term) > EXACT_FLOAT:
            return error("integrality", index, term, f"{shown}, a float beyond 2^53, where floats skip integers")
        return warning("integrality", index, term, f"{shown}, a float: beyond 2^53 the same program would be wrong")
    if isinstance(term, Fraction):
        if term.denominator != 1:
            return error("integrality", index, term, f"{shown}, not an integer")
        return warning("integrality", index, term, f"{shown}, a fraction")
    if hasattr(term, "__index__"):
        return warning("integrality", index, term, f"{shown} of type {type(term).__name__}, which may overflow without a word")
    return error("integrality", index, term, f"{shown}, not an integer")


def check_rounding(trace: Trace) -> Iterator[Finding]:
    """Large integers that went through a float: every one beyond 2^56 has at most 53 significant bits."""
    large = [(index, term) for index, term in enumerate(trace.terms, trace.start) if abs(term).bit_length() >= ROUNDED_BITS]
    significant = [_significant_bits(term) for _, term in large]
    if len(large) >= ROUNDED_TERMS and max(significant) <= 53 and median(significant) >= FULL_MANTISSA:
        index, term = large[0]
        yield error("rounding", index, term, f"from f({index}) on every term beyond 2^56 has at most 53 significant bits, as floats have")


def _significant_bits(term: int) -> int:
    size = abs(term)
    return size.bit_length() - ((size & -size).bit_length() - 1)
