"""Recurrences with polynomial coefficients (holonomic sequences; of order 1: hypergeometric ones), found by linear algebra.

For each order as many columns n^j a(n + i) are tried as leave terms to spare; the first that depends on those before it gives the least
degree, and of all orders the law with the fewest degrees of freedom is kept. Three filters make the difference between laws and accidents
(0-44 % right without, 97.6-100 % with them; docs/traces.md): (a) neither the leading nor the trailing polynomial has a
root among the indices, but for the trailing one at the first, where it says that a term does not count; (b) only rows with two non-zero
terms count; (c) the next 100 terms are integers, which ``evidence.looks_ahead`` sees to for every kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from kaggle_utils.traces.arithmetic.lifting import primitive
from kaggle_utils.traces.arithmetic.nullspace import combination, first_dependent
from kaggle_utils.traces.arithmetic.primes import LARGE_PRIME, PRIME, SMALL_PRIME
from kaggle_utils.traces.laws.holonomic import HolonomicRule, evaluate
from kaggle_utils.traces.laws.rule import Kind
from kaggle_utils.traces.sample import Sample

MIN_SURPLUS = 3
MIN_BITS = 40.0  # in the terms to spare; with fewer it finds weak linear laws again (79 % right at n = 10)
MAX_ORDER = 6
AHEAD = 100
MAX_LENGTH = 60  # terms that are searched; what needs more has more constants than anyone measures. All terms are used to verify


def find(sample: Sample) -> list[HolonomicRule]:
    """The recurrence with the fewest degrees of freedom that passes the filters, or none."""
    terms = sample.terms[:MAX_LENGTH]
    residues = [term % SMALL_PRIME for term in terms]
    best: HolonomicRule | None = None
    most = len(terms) - MIN_SURPLUS  # degrees of freedom
    for order in range(1, MAX_ORDER + 1):
        width = most - order + 1  # columns: as many as leave terms to spare
        if width < 2 * order + 2 or sample.bits_of_last(len(terms) - 3 * order - 1) < MIN_BITS:
            break
        columns = islice(_columns(residues, sample.start, order), width)
        dependent = first_dependent(columns, SMALL_PRIME)
        if dependent is None:
            continue
        rule = _lift(sample, order, dependent)
        if rule is not None:
            best, most = rule, rule.degrees_of_freedom - 1
    return [best] if best else []


def _columns(terms: Sequence[int], start: int, order: int) -> Iterator[list[int]]:
    """``n**j * a(n + i)`` for all n, by rising j, then rising i."""
    rows = len(terms) - order
    block = [list(terms[i : i + rows]) for i in range(order + 1)]
    while True:
        yield from block
        block = [[n * value for n, value in enumerate(column, start)] for column in block]


def _lift(sample: Sample, order: int, dependent: int) -> HolonomicRule | None:
    """The relation over Z of a column with those before it, if it passes the filters (a) and (b) and holds for all terms."""
    width = order + 1
    if dependent < width:  # constant coefficients: a weak linear law, which is not to come back in disguise
        return None
    terms = sample.terms
    columns = list(islice(_columns(terms[:MAX_LENGTH], sample.start, order), dependent + 1))
    for prime in (PRIME, LARGE_PRIME):
        residues = combination(columns, prime)
        integers = primitive(residues, prime) if residues else None
        if integers is None:
            continue
        polynomials = tuple(_trim(integers[i::width]) for i in range(width))
        if not any(polynomials[0]) or not any(polynomials[-1]):
            return None
        if not _holds(polynomials, sample):
            continue
        if _has_root(polynomials[-1], sample, 0) or _has_root(polynomials[0], sample, 1):
            return None
        if evaluate(polynomials[-1], sample.start + len(terms)) < 0:
            polynomials = tuple(tuple(-c for c in p) for p in polynomials)
        idle = sum(1 for row in zip(*[terms[i:] for i in range(width)], strict=False) if sum(map(bool, row)) < 2)
        freedom = dependent + order  # the free coefficients and the first terms
        if len(terms) - freedom - idle < MIN_SURPLUS:
            return None
        kind: Kind = "hypergeometric" if order == 1 else "P-recursive"
        return HolonomicRule(kind, sample.start, polynomials, terms[:order], freedom, idle)
    return None


def _trim(coefficients: Sequence[int]) -> tuple[int, ...]:
    """Without zeros at the end."""
    length = len(coefficients)
    while length > 1 and coefficients[length - 1] == 0:
        length -= 1
    return tuple(coefficients[:length]) or (0,)


def _holds(polynomials: Sequence[Sequence[int]], sample: Sample) -> bool:
    terms = sample.terms
    return all(
        sum(evaluate(p, n) * terms[place + i] for i, p in enumerate(polynomials)) == 0
        for place, n in enumerate(range(sample.start, sample.start + len(terms) - len(polynomials) + 1))
    )


def _has_root(polynomial: Sequence[int], sample: Sample, first: int) -> bool:
    """At an index from position ``first`` to AHEAD after the last."""
    if len(polynomial) == 1:
        return False
    return any(evaluate(polynomial, n) == 0 for n in range(sample.start + first, sample.start + len(sample.terms) + AHEAD))
