"""The primes that laws are looked for modulo, and factoring of the moduli that problems ask for."""

from __future__ import annotations

from functools import cache

# Mersenne primes, so large that a relation modulo one of them which is none over Z turns up once in 2^61 trials or fewer.
PRIME = 2**61 - 1
LARGE_PRIME = 2**521 - 1
# The largest prime below 2^30: one digit of CPython's integers, for the first look at matrices. What it finds is verified over Z.
SMALL_PRIME = 2**30 - 35

WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)  # decide primality below 3.3e24 (Sorenson and Webster 2015)
TRIAL_LIMIT = 1 << 16


def is_prime(number: int) -> bool:
    """Miller-Rabin: certain below 3.3e24, as good as certain above."""
    if number < 2:
        return False
    for witness in WITNESSES:
        if number % witness == 0:
            return number == witness
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    for witness in WITNESSES:
        power = pow(witness, number >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


@cache
def factor(number: int) -> tuple[tuple[int, int], ...]:
    """The prime powers (prime, exponent) of a number from 1. Raises ValueError for one with two prime factors above 65,536.

    Moduli of competitions are small or prime; a number that this cannot factor is none that a problem asks for.
    """
    found = []
    divisor = 2
    while divisor * divisor <= number and divisor < TRIAL_LIMIT:
        exponent = 0
        while number % divisor == 0:
            number //= divisor
            exponent += 1
        if exponent:
            found.append((divisor, exponent))
        divisor += 1 + (divisor > 2)
    if number > 1:
        if not is_prime(number):
            raise ValueError(f"cannot factor {number}: no prime factor below {TRIAL_LIMIT}")
        found.append((number, 1))
    return tuple(found)
