"""Families of sequences that follow a short law for a long time and then leave it, so that no run of first terms is evidence.

A sample that looks like one of them may still have a law: counts of reduced words are powers for some groups, floor(2 * n / 3) is a rounded
line, and n^2 + n + 41 has prime values. What laws in such samples are worth is therefore measured apart (calibration.py).
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import sub
from typing import Literal

from kaggle_utils.traces.arithmetic.primes import is_prime
from kaggle_utils.traces.sample import Sample

Lookalike = Literal["lines", "words", "primes"]
"""Samples that a rounded line, a word that is not periodic, or a sequence of primes would look like."""

MIN_PISOT_ORDER = 4  # of a recurrence that is suspicious in a Pisot sequence; powers and Fibonacci-like sequences are Pisot sequences too
MAX_SPREAD = 2  # between the letters of a word; of 1, 2, 3, 5 and 9 the one that makes the calibration table of the OEIS most informative
MAX_BITS = 64  # of terms that are tested for primality: longer ones take too long, and primes among them are chosen, not met


def lookalike_of(sample: Sample) -> Lookalike | None:
    """Which family of false laws the terms could belong to, if any. Of residues nothing is known."""
    if sample.modulus is not None or len(sample.terms) < 2:
        return None
    if is_a_rounded_line(sample.terms):
        return "lines"
    if is_a_word(sample.terms):
        return "words"
    return "primes" if are_all_prime(sample.terms) else None


def is_a_rounded_line(terms: tuple[int, ...]) -> bool:
    """Whether the terms, or their sums, are floor(alpha * n + beta) for some real numbers, rational or not.

    Digits of powers, multiples of square roots and of pi, Sturmian words. A finite sequence is of that form exactly if it is balanced: the
    differences of terms that are equally far apart differ by at most 1 (Morse and Hedlund, "Symbolic dynamics II", 1940).
    """
    return _is_balanced(terms) or (_spread(terms) <= 1 and _is_balanced((0, *accumulate(terms))))


def _is_balanced(terms: tuple[int, ...]) -> bool:
    return all(_spread(tuple(map(sub, terms[lag:], terms))) <= 1 for lag in range(1, len(terms)))


def _spread(terms: tuple[int, ...]) -> int:
    return max(terms) - min(terms)


def is_a_word(terms: tuple[int, ...]) -> bool:
    """Whether the terms, or the steps between them, are a word in few letters.

    Thue-Morse, the ruler function and other automatic sequences, Kolakoski, Golomb, Hofstadter, counts of primes: never periodic, but full
    of repetitions.
    """
    return _spread(terms) <= MAX_SPREAD or _spread(tuple(map(sub, terms[1:], terms))) <= MAX_SPREAD


def are_all_prime(terms: tuple[int, ...]) -> bool:
    """Whether every term is a prime: more likely the primes of some form, or the next ones, than values of the form itself."""
    return all(term.bit_length() <= MAX_BITS and is_prime(term) for term in terms)


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
