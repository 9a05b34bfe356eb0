"""The catalogue of problem families: what each asks, its parameters, and the programs that answer it.

Every program defines one function ``f`` whose first argument is the family's *size*, the argument that a trace runs over. The programs are
checked against independent brute force in ``tests/demo``. Programs of one family are written by different methods where the
family allows it, so that two samples of the model may agree without being copies of each other.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

Value = int | str | tuple[int, ...]
Values = Mapping[str, Value]


@dataclass(frozen=True)
class IntegerRange:
    """An integer parameter: drawn up to ``small`` where brute force must follow, up to ``large`` in training."""

    low: int
    small: int
    large: int


@dataclass(frozen=True)
class BinaryWord:
    """A binary word of ``low`` to ``high`` letters."""

    low: int
    high: int


@dataclass(frozen=True)
class CoinValues:
    """A sorted set of two to four distinct coin values up to ``largest``."""

    largest: int


Parameter = IntegerRange | BinaryWord | CoinValues


@dataclass(frozen=True)
class Family:
    """One kind of problem.

    ``parameters`` are in the order of ``f``'s arguments, the size first. ``start`` is the smallest size that makes sense.
    ``valid`` rejects meaningless draws. A ``held_out`` family is never trained on; ``may_reduce`` says whether a sentence
    such as "modulo 1000" may be added to its problems.
    """

    name: str
    parameters: Mapping[str, Parameter]
    programs: tuple[str, ...]
    start: int = 1
    valid: Callable[[Values], bool] = lambda _: True
    may_reduce: bool = True
    held_out: bool = False

    @property
    def size(self) -> str:
        """The name of the parameter that a trace runs over."""
        return next(iter(self.parameters))


def _integer(values: Values, name: str) -> int:
    value = values[name]
    assert isinstance(value, int)
    return value


def draw_values(family: Family, random: Random, *, small: bool = False) -> dict[str, Value]:
    """Draw one valid set of parameter values."""
    while True:
        values: dict[str, Value] = {}
        for name, parameter in family.parameters.items():
            match parameter:
                case IntegerRange(low, small_high, large_high):
                    high = small_high if small or random.random() < 0.5 else large_high
                    values[name] = random.randint(low, high)
                case BinaryWord(low, high):
                    values[name] = "".join(random.choice("01") for _ in range(random.randint(low, high)))
                case CoinValues(largest):
                    values[name] = tuple(sorted(random.sample(range(1, largest + 1), random.randint(2, 4))))
        if family.valid(values):
            return values


def is_held_out(family: Family, values: Values) -> bool:
    """Whether these parameter values belong to the test side: a tenth of all, chosen by a hash, never trained on."""
    return zlib.crc32(repr((family.name, sorted(values.items()))).encode()) % 10 == 0


def write_value(value: Value) -> str:
    """A parameter value as the statement words it."""
    if isinstance(value, tuple):
        head = ", ".join(map(str, value[:-1]))
        return f"{head} and {value[-1]}"
    return str(value)


def write_literal(value: Value) -> str:
    """A parameter value as the program spells it."""
    return f'"{value}"' if isinstance(value, str) else str(list(value)) if isinstance(value, tuple) else str(value)


def _k_at_most_n(values: Values) -> bool:
    return _integer(values, "k") <= _integer(values, "n")


def _k_below_n(values: Values) -> bool:
    return _integer(values, "k") < _integer(values, "n")


def _distinct_a_b(values: Values) -> bool:
    return values["a"] != values["b"]


_FAMILIES = (
    Family(
        "domino_2xn",
        {"n": IntegerRange(1, 60, 2000)},
        (
            """
def f(n):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    return a
""",
            """
def f(n):
    ways = [1, 1]
    for i in range(2, n + 1):
        ways.append(ways[i - 1] + ways[i - 2])
    return ways[n]
""",
        ),
    ),
    Family(
        "domino_3xn",
        {"n": IntegerRange(1, 40, 1000)},
        (
            """
def f(n):
    if n % 2:
        return 0
    a, b = 1, 3
    for _ in range(n // 2):
        a, b = b, 4 * b - a
    return a
""",
            """
def f(n):
    full = [1, 0]
    corner = [0, 1]
    for i in range(2, n + 1):
        full.append(full[i - 2] + 2 * corner[i - 1])
        corner.append(full[i - 1] + corner[i - 2])
    return full[n]
""",
        ),
    ),
    Family(
        "stairs",
        {"n": IntegerRange(3, 40, 1000), "k": IntegerRange(2, 6, 12)},
        (
            """
def f(n, k):
    ways = [1]
    for i in range(1, n + 1):
        ways.append(sum(ways[max(0, i - k):i]))
    return ways[n]
""",
            """
def f(n, k):
    ways = [1] + [0] * n
    for i in range(1, n + 1):
        for step in range(1, k + 1):
            if step <= i:
                ways[i] += ways[i - step]
    return ways[n]
""",
        ),
        valid=_k_below_n,
    ),
    Family(
        "partitions",
        {"n": IntegerRange(1, 60, 300)},
        (
            """
def f(n):
    ways = [1] + [0] * n
    for part in range(1, n + 1):
        for i in range(part, n + 1):
            ways[i] += ways[i - part]
    return ways[n]
""",
            """
from functools import lru_cache

@lru_cache(None)
def count(n, largest):
    if n == 0:
        return 1
    return sum(count(n - p, p) for p in range(1, min(n, largest) + 1))

def f(n):
    return count(n, n)
""",
        ),
    ),
    Family(
        "distinct_partitions",
        {"n": IntegerRange(1, 60, 300)},
        (
            """
def f(n):
    ways = [1] + [0] * n
    for part in range(1, n + 1):
        for i in range(n, part - 1, -1):
            ways[i] += ways[i - part]
    return ways[n]
""",
            """
def f(n):
    ways = [1] + [0] * n
    for odd in range(1, n + 1, 2):
        for i in range(odd, n + 1):
            ways[i] += ways[i - odd]
    return ways[n]
""",
        ),
    ),
    Family(
        "partitions_at_most_k",
        {"n": IntegerRange(3, 60, 300), "k": IntegerRange(2, 8, 20)},
        (
            """
def f(n, k):
    ways = [1] + [0] * n
    for part in range(1, k + 1):
        for i in range(part, n + 1):
            ways[i] += ways[i - part]
    return ways[n]
""",
            """
from functools import lru_cache

@lru_cache(None)
def f(n, k):
    if n == 0:
        return 1
    if n < 0 or k == 0:
        return 0
    return f(n, k - 1) + f(n - k, k)
""",
        ),
        valid=_k_below_n,
    ),
    Family(
        "coins",
        {"n": IntegerRange(5, 100, 1000), "coins": CoinValues(30)},
        (
            """
def f(n, coins):
    ways = [1] + [0] * n
    for coin in coins:
        for i in range(coin, n + 1):
            ways[i] += ways[i - coin]
    return ways[n]
""",
            """
from functools import lru_cache

@lru_cache(None)
def count(n, coins):
    if n == 0:
        return 1
    if not coins:
        return 0
    return sum(count(n - i, coins[1:]) for i in range(0, n + 1, coins[0]))

def f(n, coins):
    return count(n, tuple(coins))
""",
        ),
    ),
    Family(
        "ordered_coins",
        {"n": IntegerRange(5, 60, 1000), "coins": CoinValues(12)},
        (
            """
def f(n, coins):
    ways = [1] + [0] * n
    for i in range(1, n + 1):
        ways[i] = sum(ways[i - c] for c in coins if c <= i)
    return ways[n]
""",
            """
def f(n, coins):
    ways = [1] + [0] * n
    for i in range(n):
        for c in coins:
            if i + c <= n:
                ways[i + c] += ways[i]
    return ways[n]
""",
        ),
    ),
    Family(
        "linear_recurrence",
        {
            "n": IntegerRange(3, 50, 2000),
            "p": IntegerRange(1, 9, 20),
            "q": IntegerRange(1, 9, 20),
            "a": IntegerRange(0, 9, 20),
            "b": IntegerRange(1, 9, 20),
        },
        (
            """
def f(n, p, q, a, b):
    for _ in range(n):
        a, b = b, p * b + q * a
    return a
""",
            """
def f(n, p, q, a, b):
    terms = [a, b]
    for i in range(2, n + 1):
        terms.append(p * terms[i - 1] + q * terms[i - 2])
    return terms[n]
""",
        ),
        start=0,
    ),
    Family(
        "lattice_paths",
        {"a": IntegerRange(1, 15, 200), "b": IntegerRange(1, 15, 200)},
        (
            """
from math import comb

def f(a, b):
    return comb(a + b, a)
""",
            """
def f(a, b):
    row = [1] * (b + 1)
    for _ in range(a):
        for j in range(1, b + 1):
            row[j] += row[j - 1]
    return row[b]
""",
        ),
        start=0,
    ),
    Family(
        "delannoy",
        {"a": IntegerRange(1, 12, 100), "b": IntegerRange(1, 12, 100)},
        (
            """
from math import comb

def f(a, b):
    return sum(comb(a, i) * comb(b, i) * 2**i for i in range(min(a, b) + 1))
""",
            """
def f(a, b):
    row = [1] * (b + 1)
    for _ in range(a):
        new = [1]
        for j in range(1, b + 1):
            new.append(new[j - 1] + row[j] + row[j - 1])
        row = new
    return row[b]
""",
        ),
        start=0,
    ),
    Family(
        "dyck_paths",
        {"n": IntegerRange(1, 30, 500)},
        (
            """
from math import comb

def f(n):
    return comb(2 * n, n) // (n + 1)
""",
            """
def f(n):
    c = [1]
    for i in range(n):
        c.append(sum(c[j] * c[i - j] for j in range(i + 1)))
    return c[n]
""",
        ),
        start=0,
    ),
    Family(
        "divisor_sum",
        {"n": IntegerRange(2, 2000, 500000)},
        (
            """
def f(n):
    return sum(d for d in range(1, n + 1) if n % d == 0)
""",
            """
def f(n):
    total = 0
    d = 1
    while d * d <= n:
        if n % d == 0:
            total += d
            if d * d < n:
                total += n // d
        d += 1
    return total
""",
        ),
    ),
    Family(
        "divisor_count_total",
        {"n": IntegerRange(2, 500, 100000)},
        (
            """
def f(n):
    return sum(n // d for d in range(1, n + 1))
""",
            """
def f(n):
    counts = [0] * (n + 1)
    for d in range(1, n + 1):
        for i in range(d, n + 1, d):
            counts[i] += 1
    return sum(counts)
""",
        ),
    ),
    Family(
        "coprime_pairs",
        {"n": IntegerRange(2, 200, 1000)},
        (
            """
from math import gcd

def f(n):
    return sum(gcd(a, b) == 1 for a in range(1, n + 1) for b in range(1, n + 1))
""",
            """
def f(n):
    phi = list(range(n + 1))
    for p in range(2, n + 1):
        if phi[p] == p:
            for i in range(p, n + 1, p):
                phi[i] -= phi[i] // p
    return 2 * sum(phi) - 1
""",
        ),
    ),
    Family(
        "totient",
        {"n": IntegerRange(2, 2000, 500000)},
        (
            """
from math import gcd

def f(n):
    return sum(gcd(i, n) == 1 for i in range(1, n + 1))
""",
            """
def f(n):
    result = n
    p = 2
    while p <= n:
        if n % p == 0:
            result -= result // p
            while n % p == 0:
                n //= p
        p += 1
    return result
""",
        ),
    ),
    Family(
        "power_mod",
        {"n": IntegerRange(2, 3000, 10**18), "a": IntegerRange(2, 99, 9999), "m": IntegerRange(2, 1000, 99999)},
        (
            """
def f(n, a, m):
    return pow(a, n, m)
""",
        ),
        start=0,
        may_reduce=False,
    ),
    Family(
        "digit_sum_power",
        {"n": IntegerRange(2, 300, 999), "a": IntegerRange(2, 30, 99)},
        (
            """
def f(n, a):
    return sum(int(d) for d in str(a**n))
""",
            """
def f(n, a):
    x = a**n
    total = 0
    while x:
        total += x % 10
        x //= 10
    return total
""",
        ),
        start=0,
    ),
    Family(
        "digit_sum_range",
        {"n": IntegerRange(10, 5000, 200000), "s": IntegerRange(2, 20, 30)},
        (
            """
def f(n, s):
    return sum(sum(map(int, str(i))) == s for i in range(1, n + 1))
""",
            """
def f(n, s):
    count = 0
    for i in range(1, n + 1):
        if sum(int(d) for d in str(i)) == s:
            count += 1
    return count
""",
        ),
    ),
    Family(
        "binary_avoiding",
        {"n": IntegerRange(3, 14, 300), "w": BinaryWord(2, 5)},
        (
            """
def f(n, w):
    counts = {"": 1}
    for _ in range(n):
        new = {}
        for tail, c in counts.items():
            for bit in "01":
                word = tail + bit
                if not word.endswith(w):
                    word = word[-len(w) + 1:]
                    new[word] = new.get(word, 0) + c
        counts = new
    return sum(counts.values())
""",
        ),
        start=0,
    ),
    Family(
        "derangements",
        {"n": IntegerRange(2, 20, 300)},
        (
            """
def f(n):
    a, b = 1, 0
    for i in range(1, n + 1):
        a, b = b, i * (a + b)
    return a
""",
            """
from math import factorial

def f(n):
    return sum((-1)**k * (factorial(n) // factorial(k)) for k in range(n + 1))
""",
        ),
    ),
    Family(
        "surjections",
        {"n": IntegerRange(3, 12, 100), "k": IntegerRange(2, 8, 30)},
        (
            """
from math import comb

def f(n, k):
    return sum((-1)**i * comb(k, i) * (k - i)**n for i in range(k + 1))
""",
            """
def f(n, k):
    row = [1] + [0] * k
    for _ in range(n):
        row = [0] + [j * (row[j] + row[j - 1]) for j in range(1, k + 1)]
    return row[k]
""",
        ),
        valid=_k_at_most_n,
    ),
    Family(
        "stirling2",
        {"n": IntegerRange(3, 12, 100), "k": IntegerRange(2, 8, 30)},
        (
            """
def f(n, k):
    row = [1] + [0] * k
    for _ in range(n):
        row = [0] + [j * row[j] + row[j - 1] for j in range(1, k + 1)]
    return row[k]
""",
            """
from math import comb, factorial

def f(n, k):
    return sum((-1)**i * comb(k, i) * (k - i)**n for i in range(k + 1)) // factorial(k)
""",
        ),
        valid=_k_at_most_n,
    ),
    Family(
        "stirling1",
        {"n": IntegerRange(3, 9, 100), "k": IntegerRange(2, 6, 30)},
        (
            """
def f(n, k):
    row = [1] + [0] * k
    for i in range(n):
        row = [0] + [i * row[j] + row[j - 1] for j in range(1, k + 1)]
    return row[k] if n else 0
""",
            """
def f(n, k):
    c = [[0] * (k + 1) for _ in range(n + 1)]
    c[0][0] = 1
    for i in range(1, n + 1):
        for j in range(1, k + 1):
            c[i][j] = c[i - 1][j - 1] + (i - 1) * c[i - 1][j]
    return c[n][k]
""",
        ),
        valid=_k_at_most_n,
    ),
    Family(
        "eulerian",
        {"n": IntegerRange(3, 9, 100), "k": IntegerRange(1, 6, 30)},
        (
            """
from math import comb

def f(n, k):
    return sum((-1)**i * comb(n + 1, i) * (k + 1 - i)**n for i in range(k + 1))
""",
            """
def f(n, k):
    row = [1] + [0] * k
    for i in range(2, n + 1):
        row = [1] + [(j + 1) * row[j] + (i - j) * row[j - 1] for j in range(1, k + 1)]
    return row[k]
""",
        ),
        valid=_k_below_n,
    ),
    Family(
        "necklaces",
        {"n": IntegerRange(2, 12, 200), "k": IntegerRange(2, 4, 12)},
        (
            """
from math import gcd

def f(n, k):
    return sum(k**gcd(i, n) for i in range(1, n + 1)) // n
""",
            """
from math import gcd

def f(n, k):
    total = 0
    for d in range(1, n + 1):
        if n % d == 0:
            phi = sum(gcd(i, d) == 1 for i in range(1, d + 1))
            total += phi * k**(n // d)
    return total // n
""",
        ),
    ),
    Family(
        "subsets_sum_mod",
        {"n": IntegerRange(3, 14, 300), "m": IntegerRange(2, 10, 40)},
        (
            """
def f(n, m):
    ways = [1] + [0] * (m - 1)
    for i in range(1, n + 1):
        ways = [ways[r] + ways[(r - i) % m] for r in range(m)]
    return ways[0]
""",
            """
def f(n, m):
    ways = {0: 1}
    for i in range(1, n + 1):
        new = dict(ways)
        for r, c in ways.items():
            new[(r + i) % m] = new.get((r + i) % m, 0) + c
        ways = new
    return ways[0]
""",
        ),
        start=0,
    ),
    Family(
        "linear_diophantine",
        {"n": IntegerRange(10, 1000, 1000000), "a": IntegerRange(2, 20, 99), "b": IntegerRange(2, 20, 99)},
        (
            """
def f(n, a, b):
    return sum((n - a * x) % b == 0 for x in range(n // a + 1))
""",
            """
def f(n, a, b):
    count = 0
    while n >= 0:
        if n % b == 0:
            count += 1
        n -= a
    return count
""",
        ),
        start=0,
        valid=_distinct_a_b,
    ),
    Family(
        "gcd_sum",
        {"n": IntegerRange(2, 2000, 300000)},
        (
            """
from math import gcd

def f(n):
    return sum(gcd(i, n) for i in range(1, n + 1))
""",
            """
from math import gcd

def f(n):
    total = 0
    for i in range(1, n + 1):
        total += gcd(i, n)
    return total
""",
        ),
    ),
    Family(
        "josephus",
        {"n": IntegerRange(2, 300, 50000), "k": IntegerRange(2, 20, 99)},
        (
            """
def f(n, k):
    place = 0
    for i in range(2, n + 1):
        place = (place + k) % i
    return place + 1
""",
            """
def f(n, k):
    people = list(range(1, n + 1))
    i = 0
    while len(people) > 1:
        i = (i + k - 1) % len(people)
        people.pop(i)
    return people[0]
""",
        ),
    ),
    Family(
        "collatz",
        {"n": IntegerRange(2, 5000, 10**9)},
        (
            """
def f(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
""",
        ),
        may_reduce=False,
    ),
    Family(
        "palindromes",
        {"n": IntegerRange(10, 20000, 300000)},
        (
            """
def f(n):
    return sum(str(i) == str(i)[::-1] for i in range(1, n + 1))
""",
            """
def f(n):
    count = 0
    for i in range(1, n + 1):
        s = str(i)
        if s == s[::-1]:
            count += 1
    return count
""",
        ),
    ),
    Family(
        "perfect_powers",
        {"n": IntegerRange(2, 20000, 10**9)},
        (
            """
from math import isqrt

def f(n):
    found = {1}
    for a in range(2, isqrt(n) + 1):
        power = a * a
        while power <= n:
            found.add(power)
            power *= a
    return len(found)
""",
        ),
    ),
    Family(
        "power_sum_mod",
        {"n": IntegerRange(3, 500, 100000), "k": IntegerRange(2, 9, 50), "m": IntegerRange(2, 1000, 99999)},
        (
            """
def f(n, k, m):
    return sum(pow(i, k, m) for i in range(1, n + 1)) % m
""",
            """
def f(n, k, m):
    total = 0
    for i in range(1, n + 1):
        total = (total + i**k) % m
    return total
""",
        ),
        may_reduce=False,
    ),
    Family(
        "squarefree",
        {"n": IntegerRange(2, 5000, 500000)},
        (
            """
from math import isqrt

def f(n):
    free = [True] * (n + 1)
    for d in range(2, isqrt(n) + 1):
        for i in range(d * d, n + 1, d * d):
            free[i] = False
    return sum(free[1:])
""",
            """
def f(n):
    bad = set()
    d = 2
    while d * d <= n:
        bad.update(range(d * d, n + 1, d * d))
        d += 1
    return n - len(bad)
""",
        ),
    ),
    Family(
        "primes_up_to",
        {"n": IntegerRange(2, 5000, 500000)},
        (
            """
def f(n):
    prime = [False, False] + [True] * (n - 1)
    for p in range(2, n + 1):
        if prime[p]:
            for i in range(p * p, n + 1, p):
                prime[i] = False
    return sum(prime)
""",
            """
from sympy import primepi

def f(n):
    return int(primepi(n))
""",
        ),
    ),
    Family(
        "compositions_k",
        {"n": IntegerRange(3, 20, 300), "k": IntegerRange(2, 6, 30)},
        (
            """
from math import comb

def f(n, k):
    return comb(n - 1, k - 1)
""",
            """
def f(n, k):
    ways = [1] + [0] * n
    for _ in range(k):
        ways = [sum(ways[:i]) for i in range(n + 1)]
    return ways[n]
""",
        ),
        valid=_k_at_most_n,
    ),
    Family(
        "nonconsecutive_subsets",
        {"n": IntegerRange(1, 18, 1000)},
        (
            """
def f(n):
    a, b = 1, 2
    for _ in range(n):
        a, b = b, a + b
    return a
""",
            """
def f(n):
    without, with_last = 1, 0
    for _ in range(n):
        without, with_last = without + with_last, without
    return without + with_last
""",
        ),
    ),
    Family(
        "multiples",
        {"n": IntegerRange(10, 5000, 10**6), "a": IntegerRange(2, 20, 99), "b": IntegerRange(2, 20, 99)},
        (
            """
def f(n, a, b):
    return sum(i % a == 0 or i % b == 0 for i in range(1, n + 1))
""",
            """
from math import lcm

def f(n, a, b):
    return n // a + n // b - n // lcm(a, b)
""",
        ),
        valid=_distinct_a_b,
    ),
    Family(
        "factorial_zeros",
        {"n": IntegerRange(5, 1000, 10**9)},
        (
            """
def f(n):
    zeros = 0
    while n:
        n //= 5
        zeros += n
    return zeros
""",
            """
def f(n):
    zeros = 0
    power = 5
    while power <= n:
        zeros += n // power
        power *= 5
    return zeros
""",
        ),
    ),
    Family(
        "involutions",
        {"n": IntegerRange(2, 20, 300)},
        (
            """
def f(n):
    a, b = 1, 1
    for i in range(1, n + 1):
        a, b = b, b + i * a
    return a
""",
            """
from math import comb, factorial

def f(n):
    total = 0
    for k in range(n // 2 + 1):
        total += comb(n, 2 * k) * factorial(2 * k) // (2**k * factorial(k))
    return total
""",
        ),
    ),
    Family(
        "motzkin",
        {"n": IntegerRange(2, 20, 200)},
        (
            """
def f(n):
    a, b = 1, 1
    for i in range(2, n + 1):
        a, b = b, ((2 * i + 1) * b + (3 * i - 3) * a) // (i + 2)
    return b
""",
        ),
        held_out=True,
    ),
    Family(
        "bell",
        {"n": IntegerRange(2, 12, 100)},
        (
            """
def f(n):
    row = [1]
    for _ in range(n - 1):
        new = [row[-1]]
        for x in row:
            new.append(new[-1] + x)
        row = new
    return row[-1]
""",
        ),
        held_out=True,
    ),
    Family(
        "two_squares",
        {"n": IntegerRange(5, 2000, 100000)},
        (
            """
from math import isqrt

def f(n):
    r = isqrt(n) + 1
    return len({x * x + y * y for x in range(r) for y in range(r) if 0 < x * x + y * y <= n})
""",
        ),
        held_out=True,
    ),
    Family(
        "rectangles",
        {"a": IntegerRange(2, 30, 1000), "b": IntegerRange(2, 30, 1000)},
        (
            """
from math import comb

def f(a, b):
    return comb(a + 1, 2) * comb(b + 1, 2)
""",
        ),
        held_out=True,
    ),
    Family(
        "circular_nonconsecutive",
        {"n": IntegerRange(3, 16, 1000)},
        (
            """
def f(n):
    a, b = 2, 1
    for _ in range(n):
        a, b = b, a + b
    return a
""",
        ),
        start=3,
        held_out=True,
    ),
)

FAMILIES: Mapping[str, Family] = {family.name: family for family in _FAMILIES}
TRAINED: tuple[Family, ...] = tuple(family for family in _FAMILIES if not family.held_out)
HELD_OUT: tuple[Family, ...] = tuple(family for family in _FAMILIES if family.held_out)
