"""Families of sequences that follow a short law for a long time and then leave it, so that no run of first terms is evidence."""

from __future__ import annotations

from itertools import pairwise

from kaggle_utils.traces.sample import Sample

MIN_PISOT_ORDER = 4  # of a recurrence that is suspicious in a Pisot sequence; powers and Fibonacci-like sequences are Pisot sequences too


def grows_like_a_coxeter_group(sample: Sample) -> bool:
    """Whether the terms begin 1, q + 1, (q + 1) q, (q + 1) q^2.

    Counts of reduced words go on like that up to the length of the first relation, wherever that is: thousands of entries of the OEIS leave
    it after 10 to 50 terms.
    """
    terms = sample.terms
    if len(terms) < 4 or terms[0] != 1:
        return False
    ratio = terms[1] - 1
    rest = (terms[2] - terms[1] * ratio, terms[3] - terms[2] * ratio)
    return ratio >= 2 and not any(rest if sample.modulus is None else (x % sample.modulus for x in rest))


def is_a_pisot_sequence(sample: Sample) -> bool:
    """Whether every term is a(n)^2 / a(n-1) rounded up or down to the next integer.

    Such sequences can obey a linear recurrence for dozens of terms and break it (Boyd, "Linear recurrence relations for some generalized
    Pisot sequences", 1993; in the OEIS for instance A022034 and A022036).
    """
    terms = sample.terms
    if sample.modulus is not None or len(terms) < 4 or min(terms) <= 0:
        return False
    return all(abs(y * y - x * z) <= x for (x, y), z in zip(pairwise(terms), terms[2:], strict=False))
