"""What may notice a misreading: each detector of the catalogue, applied to a program whose function f(n) can be called.

"cases" and "checks", "law" and "modulus" need nothing but the statement and the program; "small sizes" needs the first two values counted
by hand, and "two programs" another program for the same problem, here the family's own, which is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from kaggle_utils.repair.misreadings import Detector
from kaggle_utils.traces import (
    Trace,
    UnreachableError,
    check_trace,
    compare_traces,
    confirm,
    expectations_of,
    guess,
    probe_plan,
)
from tests.repair.misreadings.planted import Planted

MANY, FEW = 120, 40  # sizes of a program's trace, as the trace strategy measures them; of one that counts one by one, as far as it reaches
BY_HAND = 2  # values that a person, or a model asked for nothing else, counts without a program
MIN_SHARED = 4  # terms that two traces must both have, as in evaluation/cross_check.py


def detect(planted: Planted) -> frozenset[Detector]:
    """The detectors that notice something."""
    return frozenset(name for name, detector in DETECTORS.items() if detector(planted))


def contradicts_cases(planted: Planted) -> bool:
    """It contradicts a value that the statement gives."""
    expected = expectations_of(planted.wording.statement)
    values = {size: planted.function(size) for size, _ in expected.given}
    return any(True for _ in expected.contradictions(values))


def differs_at_small_sizes(planted: Planted) -> bool:
    """One of its first values is not the right one."""
    sizes = range(planted.family.start, planted.family.start + BY_HAND)
    return any(planted.function(size) != term for size, term in zip(sizes, planted.family.trace, strict=False))


def differs_from_another_program(planted: Planted) -> bool:
    """Its trace and that of a right program, made differently, do not agree."""
    family = planted.family
    right = Trace(family.start, family.trace, planted.wording.size)
    overlap = compare_traces(trace_of(planted), right, planted.wording.modulus)
    return len(overlap.sizes) >= MIN_SHARED and not overlap.agrees


def breaks_its_law(planted: Planted) -> bool:
    """A law of its small cases is refused by larger values of the program itself, among them its answer."""
    trace = trace_of(planted)
    laws = guess(trace.terms, trace.start)
    if not laws or laws[0].tier not in ("A", "B"):
        return False
    size = planted.wording.size
    sizes = [*probe_plan(laws[0]), size]
    try:
        probed = {at: planted.function(at) for at in sizes if not planted.is_slow or at <= planted.family.reach}
        return confirm(laws[0], probed) is None
    except UnreachableError:
        return False


def fails_a_check(planted: Planted) -> bool:
    """A check of its trace refuses it, or speaks against its values; the values that the statement gives are not among these checks."""
    findings = check_trace(trace_of(planted), expectations_of(planted.wording.statement))
    return any(finding.is_doubt and finding.check not in ("given", "target") for finding in findings)


def forgets_the_modulus(planted: Planted) -> bool:
    """Its answer is not below the modulus that the statement names."""
    modulus = expectations_of(planted.wording.statement).answer_modulus
    return modulus is not None and not planted.reduces and planted.answer >= modulus


@cache
def trace_of(planted: Planted) -> Trace:
    """Its values from the first size on that the question makes sense for, towards the size asked for."""
    start = planted.family.start
    last = min(start + FEW - 1, start + len(planted.family.trace) - 1, planted.family.reach) if planted.is_slow else start + MANY - 1
    return Trace(start, tuple(planted.function(size) for size in range(start, last + 1)), planted.wording.size)


DETECTORS: Mapping[Detector, Callable[[Planted], bool]] = {
    "cases": contradicts_cases,
    "small sizes": differs_at_small_sizes,
    "two programs": differs_from_another_program,
    "law": breaks_its_law,
    "checks": fails_a_check,
    "modulus": forgets_the_modulus,
}
