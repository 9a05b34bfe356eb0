"""Terms that follow no law that anyone could extrapolate with: random, noisy, and arithmetical functions from a random place on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import accumulate
from random import Random

Draw = Callable[[Random, int], tuple[int, tuple[int, ...]]]
SIEVED = 200_000


def uniform(limit: int) -> Draw:
    """Independent values below a limit."""
    return lambda own, count: (0, tuple(own.randrange(limit) for _ in range(count)))


def noisy_doubling(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """Powers of two with an error of a tenth."""
    return 0, tuple(2**n * 10 + own.randrange(2**n + 1) for n in range(count))


def noisy_square(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """A quadratic polynomial with an error of -1, 0 or 1."""
    a, b = own.randrange(1, 20), own.randrange(-20, 20)
    return 1, tuple(a * n * n + b * n + own.randrange(-1, 2) for n in range(1, count + 1))


def walk(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """A walk that goes up by 0 or 1."""
    return 0, tuple(accumulate(own.randrange(2) for _ in range(count)))


def sparse(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """Mostly zeros."""
    return 0, tuple(int(own.random() < 0.1) for _ in range(count))


def random_products(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """Running products of independent factors."""
    return 0, tuple(accumulate((own.randrange(1, 10) for _ in range(count)), lambda x, y: x * y))


@cache
def _least_factors() -> list[int]:
    least = list(range(SIEVED))
    for prime in range(2, int(SIEVED**0.5) + 1):
        if least[prime] == prime:
            for multiple in range(prime * prime, SIEVED, prime):
                if least[multiple] == multiple:
                    least[multiple] = prime
    return least


@cache
def _primes() -> list[int]:
    return [n for n, factor in enumerate(_least_factors()) if n > 1 and factor == n]


def primes(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """Consecutive primes."""
    first = own.randrange(len(_primes()) - count)
    return first + 1, tuple(_primes()[first : first + count])


def totients(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """Euler's function of consecutive numbers."""
    first = own.randrange(1, SIEVED - count)
    return first, tuple(_totient(n) for n in range(first, first + count))


def _totient(n: int) -> int:
    result = n
    while n > 1:
        factor = _least_factors()[n]
        result -= result // factor
        while n % factor == 0:
            n //= factor
    return result


def digit_sums(own: Random, count: int) -> tuple[int, tuple[int, ...]]:
    """Sums of decimal digits of consecutive numbers."""
    first = own.randrange(10**6)
    return first, tuple(sum(map(int, str(n))) for n in range(first, first + count))


NEGATIVES: Mapping[str, Draw] = {
    "uniform below 2": uniform(2),
    "uniform below 10": uniform(10),
    "uniform below 10^6": uniform(10**6),
    "noisy doubling": noisy_doubling,
    "noisy squares": noisy_square,
    "walks": walk,
    "sparse bits": sparse,
    "products of random factors": random_products,
    "primes": primes,
    "totients": totients,
    "digit sums": digit_sums,
}
