"""Growth that is not that of a sequence: jumps, single falls, and the marks of machine integers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace

MACHINE_BITS = (31, 63)
COMMON_MODULI = 10**9 + 9  # the largest of those just below 2^30: residues modulo 10^9 + 7 fall as if a 32-bit integer overflowed
NEAR_BITS = 4  # below the largest machine integer, where a positive sequence has been before it wraps; faster ones jump farther
WRAPPED_BITS = 8  # below the largest machine integer, where all but one in 256 remainders lie
OUTLIER = 6.0  # median absolute deviations (docs/traces.md)
MIN_JUMP = 0.25  # of the logarithm; less is not an outlier, however smooth the rest is
STEADY = 0.5  # of the logarithm: sequences whose steps vary by more have no growth to fall out of
MIN_STEPS = 6


def check_single_fall(trace: Trace) -> Iterator[Finding]:
    """One step down in a trace that otherwise never falls."""
    terms = trace.terms
    falls = [position for position in range(1, len(terms)) if terms[position] < terms[position - 1]]
    if len(terms) < MIN_STEPS or len(falls) != 1 or falls[0] < 3:
        return  # the first few terms of a sequence often go their own way
    position = falls[0]
    index = trace.start + position
    sentence = f"f({index}) = {shorten(terms[position])} is the only term less than the one before it"
    yield warning("monotonicity", index, terms[position], sentence)


def check_growth(trace: Trace) -> Iterator[Finding]:
    """A single term whose logarithm lies far from those around it."""
    terms = trace.terms
    if len(terms) <= MIN_STEPS or any(term <= 0 for term in terms):
        return
    logarithms = [math.log(term) for term in terms]
    steps = [after - before for before, after in pairwise(logarithms)]
    off = [step - median(steps[max(0, place - 2) : place + 3]) for place, step in enumerate(steps)]
    usual = median(abs(one) for one in off)
    if usual > STEADY:
        return
    limit = max(MIN_JUMP, OUTLIER * usual)
    jumps = [
        position  # a step to the term, and a step back; the first terms often go their own way
        for position in range(3, len(terms) - 1)
        if off[position - 1] * off[position] < 0 and min(abs(off[position - 1]), abs(off[position])) > limit
    ]
    if len(jumps) == 1:  # more of them are a pattern
        position = jumps[0]
        index = trace.start + position
        factor = math.exp(min(50.0, abs(off[position - 1])))
        sentence = f"f({index}) = {shorten(terms[position])} lies off the growth of its neighbours by a factor of {factor:.3g}"
        yield warning("growth", index, terms[position], sentence)


def check_overflow(trace: Trace) -> Iterator[Finding]:
    """A positive, growing trace that turns negative or falls for good as soon as it meets the largest machine integer."""
    for bits in MACHINE_BITS:
        finding = _wraps(trace, bits)
        if finding is not None:
            yield finding
            return


def _wraps(trace: Trace, bits: int) -> Finding | None:
    terms = trace.terms
    if not all(-(2**bits) <= term < 2 ** (bits + 1) for term in terms) or all(0 <= term < COMMON_MODULI for term in terms):
        return None
    grown = 1  # how many terms there are before the first that does not grow
    while grown < len(terms) and terms[grown] >= terms[grown - 1] >= 0:
        grown += 1
    if grown < 4 or grown == len(terms):
        return None
    largest, term, index = terms[grown - 1], terms[grown], trace.start + grown
    step = largest.bit_length() - terms[grown - 2].bit_length()
    if largest.bit_length() + max(step, 1) + NEAR_BITS < bits or largest.bit_length() < 2 * bits // 3:
        return None
    if 0 < term < 2 ** (bits - WRAPPED_BITS):
        return None
    what = "turns negative" if min(terms[grown:]) < 0 else "falls"
    return error("overflow", index, term, f"f({index}) = {shorten(term)} {what} just where a {bits + 1}-bit integer overflows")
