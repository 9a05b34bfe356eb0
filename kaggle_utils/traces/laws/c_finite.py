"""Linear recurrences with constant coefficients, after a few exceptional terms or none: the sequences with a rational generating function.

Berlekamp-Massey reads the sample backwards, modulo a prime. Backwards the exceptional terms come last, so one pass finds every law that
holds from some index on. No fractions are needed: by Fatou's lemma an integer sequence with a rational generating function has a recurrence
with integer coefficients and leading coefficient 1. Of fits with fractions all 24 measured were wrong (docs/traces.md).
"""

from __future__ import annotations

from operator import mul

from kaggle_utils.traces.arithmetic.berlekamp_massey import Fit, berlekamp_massey
from kaggle_utils.traces.arithmetic.lifting import balanced
from kaggle_utils.traces.arithmetic.primes import LARGE_PRIME, PRIME
from kaggle_utils.traces.laws.cyclotomic import cyclotomic_factors, describe
from kaggle_utils.traces.laws.linear import LinearRule, coefficient_bits
from kaggle_utils.traces.laws.rule import Kind
from kaggle_utils.traces.sample import Sample

MIN_SURPLUS = 2


def find(sample: Sample) -> list[LinearRule]:
    """The recurrences that explain the end of the sample with two terms to spare."""
    rules = _find_modulo(sample, PRIME)
    if rules is None:
        rules = _find_modulo(sample, LARGE_PRIME)
    return rules or []


def _find_modulo(sample: Sample, prime: int) -> list[LinearRule] | None:
    """None if a recurrence modulo the prime is none over Z with coefficients below half the prime, so that a larger one may help."""
    rules = []
    failed = False
    for fit in berlekamp_massey([term % prime for term in reversed(sample.terms)], prime):
        if fit.order == 0 or fit.length - 2 * fit.order < MIN_SURPLUS:
            continue
        coefficients = _lift(fit, prime)
        if coefficients is None:
            continue
        if _holds(coefficients, sample.terms[-fit.length :]):
            rules.append(_rule(sample, coefficients, len(sample.terms) - fit.length))
        else:
            failed = True
    return None if failed and not rules and prime == PRIME else rules


def _lift(fit: Fit, prime: int) -> tuple[int, ...] | None:
    """The coefficients forwards; None where the recurrence backwards does not reach back far enough to have a leading coefficient."""
    if len(fit.connection) <= fit.order or fit.connection[fit.order] == 0:
        return None
    inverse = pow(-fit.connection[fit.order], -1, prime)
    return tuple(balanced(fit.connection[fit.order - i] * inverse, prime) for i in range(1, fit.order + 1))


def _holds(coefficients: tuple[int, ...], terms: tuple[int, ...]) -> bool:
    order = len(coefficients)
    backwards = coefficients[::-1]
    return all(sum(map(mul, backwards, terms[i : i + order])) == terms[i + order] for i in range(len(terms) - order))


def _rule(sample: Sample, coefficients: tuple[int, ...], skip: int) -> LinearRule:
    order = len(coefficients)
    initial = sample.terms[: skip + order]
    factors = cyclotomic_factors(coefficients)
    if factors is not None:
        return LinearRule("quasi-polynomial", sample.start, skip, coefficients, initial, order, describe(factors))
    kind: Kind = "rational" if skip else "C-finite"
    return LinearRule(kind, sample.start, skip, coefficients, initial, 2 * order, coefficient_bits(coefficients))
