"""What each family asks, worked out apart from ``families.py``: by enumeration where that is quick, else by another method.

Written from the families' meanings, not from their programs. Values beyond what the shipped problems and short traces need may be slow.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement, product
from math import comb, factorial, gcd, prod


def _count(items: Iterable[object]) -> int:
    return sum(1 for _ in items)


def _domino_tilings(rows: int, columns: int) -> int:
    """Cell by cell; bit ``row`` of the state says that the cell coming next in that row is already covered."""
    states = Counter({0: 1})
    for row in [*range(rows)] * columns:
        following: Counter[int] = Counter()
        here, below = 1 << row, 1 << row + 1
        for state, ways in states.items():
            if state & here:
                following[state & ~here] += ways
                continue
            following[state | here] += ways  # the domino lies across, into the next column
            if row + 1 < rows and not state & below:
                following[state | below] += ways
        states = following
    return states[0]


def domino_2xn(*, n: int) -> int:
    return _domino_tilings(2, n)


def domino_3xn(*, n: int) -> int:
    return _domino_tilings(3, n)


def _sequences(n: int, parts: Iterable[int]) -> int:
    """Number of sequences of ``parts`` with sum ``n``: the coefficient of x^n in the sum over j of (the sum of x^part)^j."""
    parts = tuple(parts)
    power, total = {0: 1}, 0
    while power:
        total += power.get(n, 0)
        following: Counter[int] = Counter()
        for exponent, part in product(power, parts):
            if exponent + part <= n:
                following[exponent + part] += power[exponent]
        power = following
    return total


def stairs(*, n: int, k: int) -> int:
    return _sequences(n, range(1, k + 1))


def _falling_parts(n: int, largest: int, length: int, drop: int) -> Iterator[tuple[int, ...]]:
    """Partitions of n into at most ``length`` parts up to ``largest``, each at least ``drop`` below the one before."""
    if n == 0:
        yield ()
    elif length > 0:
        for part in range(min(n, largest), 0, -1):
            for rest in _falling_parts(n - part, part - drop, length - 1, drop):
                yield (part, *rest)


@cache
def partitions(*, n: int) -> int:
    """n p(n) is the sum over i of sigma(i) p(n - i)."""
    return sum(divisor_sum(n=i) * partitions(n=n - i) for i in range(1, n + 1)) // n if n else 1


def distinct_partitions(*, n: int) -> int:
    return _count(_falling_parts(n, n, n, drop=1))


def partitions_at_most_k(*, n: int, k: int) -> int:
    return _count(_falling_parts(n, n, k, drop=0))


def coins(*, n: int, coins: tuple[int, ...]) -> int:
    """Try every number of each coin but the smallest, which must make up the rest."""
    smallest, *others = sorted(coins)
    sums = (sum(numbers) for numbers in product(*(range(0, n + 1, coin) for coin in others)))
    return sum(total <= n and (n - total) % smallest == 0 for total in sums)


def ordered_coins(*, n: int, coins: tuple[int, ...]) -> int:
    return _sequences(n, coins)


def linear_recurrence(*, n: int, p: int, q: int, a: int, b: int) -> int:
    """a(n) = b U(n) + a q U(n-1), where U(i) counts the tilings of i - 1 cells by tiles of 1 (p colours) and 2 (q colours)."""

    def tilings(cells: int) -> int:
        return sum(comb(cells - twos, twos) * p ** (cells - 2 * twos) * q**twos for twos in range(cells // 2 + 1))

    return a if n == 0 else b * tilings(n - 1) + a * q * tilings(n - 2)


def _walks(end: tuple[int, int], steps: Iterable[tuple[int, int]]) -> int:
    """Move all the walkers from (0, 0) one step at a time and count those that arrive."""
    steps = tuple(steps)
    walkers, arrived = Counter({(0, 0): 1}), 0
    while walkers:
        arrived += walkers[end]
        following: Counter[tuple[int, int]] = Counter()
        for ((x, y), number), (right, up) in product(walkers.items(), steps):
            if x + right <= end[0] and y + up <= end[1]:
                following[x + right, y + up] += number
        walkers = following
    return arrived


def lattice_paths(*, a: int, b: int) -> int:
    return _walks((a, b), [(1, 0), (0, 1)])


def delannoy(*, a: int, b: int) -> int:
    return _walks((a, b), [(1, 0), (0, 1), (1, 1)])


def dyck_paths(*, n: int) -> int:
    """The numbers of paths by height, one step after the other."""
    heights = Counter({0: 1})
    for _ in range(2 * n):
        heights = Counter({height: heights[height - 1] + heights[height + 1] for height in range(len(heights) + 1)})
    return heights[0]


def _exponents(n: int) -> dict[int, int]:
    """The prime factorisation of n."""
    exponents: Counter[int] = Counter()
    divisor = 2
    while n > 1:
        if divisor * divisor > n:
            divisor = n
        while n % divisor == 0:
            exponents[divisor] += 1
            n //= divisor
        divisor += 1
    return exponents


def divisor_sum(*, n: int) -> int:
    """Choose each prime's exponent."""
    return prod(sum(prime**i for i in range(exponent + 1)) for prime, exponent in _exponents(n).items())


def divisor_count_total(*, n: int) -> int:
    return sum(i % divisor == 0 for i in range(1, n + 1) for divisor in range(1, i + 1))


def coprime_pairs(*, n: int) -> int:
    """The different values of the fractions a/b."""
    return len({Fraction(a, b) for a, b in product(range(1, n + 1), repeat=2)})


def totient(*, n: int) -> int:
    """Fractions i/n, 0 < i <= n, that keep their denominator when reduced."""
    return sum(Fraction(i, n).denominator == n for i in range(1, n + 1))


def power_mod(*, n: int, a: int, m: int) -> int:
    return int(a**n % m)


def digit_sum_power(*, n: int, a: int) -> int:
    """Long multiplication, lowest digit first."""
    digits = [1]
    for _ in range(n):
        carry = 0
        for place, digit in enumerate(digits):
            carry, digits[place] = divmod(digit * a + carry, 10)
        while carry:
            carry, digit = divmod(carry, 10)
            digits.append(digit)
    return sum(digits)


def digit_sum_range(*, n: int, s: int) -> int:
    """All strings of digits, as long as n is, that do not exceed it."""
    return sum(sum(digits) == s and digits <= tuple(map(int, str(n))) for digits in product(range(10), repeat=len(str(n))))


def binary_avoiding(*, n: int, w: str) -> int:
    return sum(w not in "".join(word) for word in product("01", repeat=n))


@cache
def derangements(*, n: int) -> int:
    """All permutations less those that keep a set of i > 0 points and derange the rest."""
    return factorial(n) - sum(comb(n, i) * derangements(n=n - i) for i in range(1, n + 1))


def surjections(*, n: int, k: int) -> int:
    """Functions by their image, a set of boxes held as bits: one thing after the other is put into a box."""
    images = Counter({0: 1})
    for _ in range(n):
        following: Counter[int] = Counter()
        for (image, functions), box in product(images.items(), range(k)):
            following[image | 1 << box] += functions
        images = following
    return images[(1 << k) - 1]


def stirling2(*, n: int, k: int) -> int:
    """The complete homogeneous polynomial of degree n - k in 1, ..., k."""
    return sum(map(prod, combinations_with_replacement(range(1, k + 1), n - k))) if k <= n else 0


@cache
def stirling1(*, n: int, k: int) -> int:
    """Choose the cycle of the first object, which has i members, then the other cycles."""
    if k == 0:
        return int(n == 0)
    return sum(comb(n - 1, i - 1) * factorial(i - 1) * stirling1(n=n - i, k=k - 1) for i in range(1, n + 1))


def eulerian(*, n: int, k: int) -> int:
    """Write permutations from left to right; the state is the last entry's rank among those written, and the descents so far."""
    states = Counter({(0, 0): 1})
    for length in range(2, n + 1):
        following: Counter[tuple[int, int]] = Counter()
        for ((last, descents), ways), rank in product(states.items(), range(length)):
            if (now := descents + (rank <= last)) <= k:
                following[rank, now] += ways
        states = following
    return sum(ways for (_, descents), ways in states.items() if descents == k)


def necklaces(*, n: int, k: int) -> int:
    """Words by their period: those of period i, k^i less the ones of a shorter period, make rings of i rotations each."""
    of_period: dict[int, int] = {}
    for period in (i for i in range(1, n + 1) if n % i == 0):
        of_period[period] = k**period - sum(words for shorter, words in of_period.items() if period % shorter == 0)
    return sum(words // period for period, words in of_period.items())


def subsets_sum_mod(*, n: int, m: int) -> int:
    return sum(sum(subset) % m == 0 for size in range(n + 1) for subset in combinations(range(1, n + 1), size))


def linear_diophantine(*, n: int, a: int, b: int) -> int:
    return sum(ax + by == n for ax, by in product(range(0, n + 1, a), range(0, n + 1, b)))


def gcd_sum(*, n: int) -> int:
    """Every common divisor d occurs once for each number up to n/d that is coprime to n/d."""
    return sum(divisor * totient(n=n // divisor) for divisor in range(1, n + 1) if n % divisor == 0)


def josephus(*, n: int, k: int) -> int:
    circle = deque(range(1, n + 1))
    while len(circle) > 1:
        circle.rotate(1 - k)
        circle.popleft()
    return circle[0]


def collatz(*, n: int) -> int:
    return 0 if n == 1 else 1 + collatz(n=3 * n + 1 if n % 2 else n // 2)


def palindromes(*, n: int) -> int:
    """Mirror every half, with the middle digit twice and once."""
    halves = [str(half) for half in range(1, 10 ** ((len(str(n)) + 1) // 2))]
    return sum(int(half + mirrored) <= n for half in halves for mirrored in (half[::-1], half[-2::-1] if len(half) > 1 else ""))


def perfect_powers(*, n: int) -> int:
    """The exponents of the primes have a common divisor above 1; those of 1, of which there are none, have 0."""
    return sum(gcd(*_exponents(i).values()) != 1 for i in range(1, n + 1))


def power_sum_mod(*, n: int, k: int, m: int) -> int:
    return int(sum(i**k for i in range(1, n + 1)) % m)


def squarefree(*, n: int) -> int:
    return sum(all(exponent == 1 for exponent in _exponents(i).values()) for i in range(1, n + 1))


def primes_up_to(*, n: int) -> int:
    """Numbers above 1 that are not a product of two such numbers."""
    return len(set(range(2, n + 1)) - {a * b for a in range(2, n + 1) for b in range(2, n // a + 1)})


@cache
def compositions_k(*, n: int, k: int) -> int:
    """Choose the first number, then the others."""
    return sum(compositions_k(n=n - first, k=k - 1) for first in range(1, n + 1)) if k else int(n == 0)


def nonconsecutive_subsets(*, n: int) -> int:
    """Put i chosen ones into the gaps between the n - i others."""
    return sum(comb(n - i + 1, i) for i in range((n + 1) // 2 + 1))


def multiples(*, n: int, a: int, b: int) -> int:
    return len({*range(a, n + 1, a), *range(b, n + 1, b)})


def factorial_zeros(*, n: int) -> int:
    number, zeros = factorial(n), 0
    while number % 10 == 0:
        number, zeros = number // 10, zeros + 1
    return zeros


def involutions(*, n: int) -> int:
    """One person after the other shakes no hand, waits for a later one, or shakes the hand of one who waits."""
    waiting = Counter({0: 1})
    for _ in range(n):
        following: Counter[int] = Counter()
        for wait, ways in waiting.items():
            following[wait] += ways
            following[wait + 1] += ways
            if wait:
                following[wait - 1] += wait * ways
        waiting = following
    return waiting[0]


def motzkin(*, n: int) -> int:
    """Choose the places of the steps up and down, which by themselves make a Dyck path."""
    return sum(comb(n, 2 * pairs) * dyck_paths(n=pairs) for pairs in range(n // 2 + 1))


def bell(*, n: int) -> int:
    """Dobinski's sum, cut off so that it is exact."""
    alternating = [sum(Fraction((-1) ** i, factorial(i)) for i in range(length + 1)) for length in range(n + 1)]
    return int(sum(Fraction(k**n, factorial(k)) * alternating[n - k] for k in range(n + 1)))


def two_squares(*, n: int) -> int:
    """Primes that are 3 modulo 4 have even exponents."""
    return sum(all(prime % 4 != 3 or exponent % 2 == 0 for prime, exponent in _exponents(i).items()) for i in range(1, n + 1))


def rectangles(*, a: int, b: int) -> int:
    """By size: the places for a rectangle of the given width and height."""
    return sum((a - width + 1) * (b - height + 1) for width, height in product(range(1, a + 1), range(1, b + 1)))


def circular_nonconsecutive(*, n: int) -> int:
    """Closed walks of n steps in the graph of two states that forbids taken after taken, for each state of the first chair."""
    total = 0
    for first in (False, True):
        free, taken = int(not first), int(first)
        for _ in range(n):
            free, taken = free + taken, free
        total += taken if first else free
    return total


ORACLES: Mapping[str, Callable[..., int]] = {
    "domino_2xn": domino_2xn,
    "domino_3xn": domino_3xn,
    "stairs": stairs,
    "partitions": partitions,
    "distinct_partitions": distinct_partitions,
    "partitions_at_most_k": partitions_at_most_k,
    "coins": coins,
    "ordered_coins": ordered_coins,
    "linear_recurrence": linear_recurrence,
    "lattice_paths": lattice_paths,
    "delannoy": delannoy,
    "dyck_paths": dyck_paths,
    "divisor_sum": divisor_sum,
    "divisor_count_total": divisor_count_total,
    "coprime_pairs": coprime_pairs,
    "totient": totient,
    "power_mod": power_mod,
    "digit_sum_power": digit_sum_power,
    "digit_sum_range": digit_sum_range,
    "binary_avoiding": binary_avoiding,
    "derangements": derangements,
    "surjections": surjections,
    "stirling2": stirling2,
    "stirling1": stirling1,
    "eulerian": eulerian,
    "necklaces": necklaces,
    "subsets_sum_mod": subsets_sum_mod,
    "linear_diophantine": linear_diophantine,
    "gcd_sum": gcd_sum,
    "josephus": josephus,
    "collatz": collatz,
    "palindromes": palindromes,
    "perfect_powers": perfect_powers,
    "power_sum_mod": power_sum_mod,
    "squarefree": squarefree,
    "primes_up_to": primes_up_to,
    "compositions_k": compositions_k,
    "nonconsecutive_subsets": nonconsecutive_subsets,
    "multiples": multiples,
    "factorial_zeros": factorial_zeros,
    "involutions": involutions,
    "motzkin": motzkin,
    "bell": bell,
    "two_squares": two_squares,
    "rectangles": rectangles,
    "circular_nonconsecutive": circular_nonconsecutive,
}
