"""Sequences that look themselves up, or that are chosen greedily."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

from benchmarks.families.lines import Terms
from kaggle_utils.traces.arithmetic.primes import is_prime


def golomb(own: Random, count: int) -> Terms:
    """Golomb's sequence, in which n stands a(n) times, or c * a(n) times."""
    times = own.randrange(1, 4)
    terms = [1] * times if times > 1 else [1, 2, 2]
    while len(terms) < count:
        terms += [terms[-1] + 1] * (times * terms[terms[-1]])
    return 1, tuple(terms[:count])


def hofstadter(own: Random, count: int) -> Terms:
    """Hofstadter's G, H, Q, Conway's and Mallows' sequences."""
    name = own.choice(("G", "H", "H4", "Q", "Conway", "Mallows", "Tanny"))
    a = [0, 1, 1] if name in ("Q", "Conway", "Mallows", "Tanny") else [0]
    while len(a) <= count + 2:
        n = len(a)
        match name:
            case "G":
                value = n - a[a[n - 1]]
            case "H":
                value = n - a[a[a[n - 1]]]
            case "H4":
                value = n - a[a[a[a[n - 1]]]]
            case "Q":
                value = a[n - a[n - 1]] + a[n - a[n - 2]]
            case "Conway":
                value = a[a[n - 1]] + a[n - a[n - 1]]
            case "Mallows":
                value = a[a[n - 2]] + a[n - a[n - 2]]
            case _:
                value = a[n - 1 - a[n - 1]] + a[n - 2 - a[n - 2]]
        a.append(value)
    start = own.randrange(1, 3)
    return start, tuple(a[start : start + count])


def stern(own: Random, count: int) -> Terms:
    """Stern's diatomic sequence, and what the same rule makes of other beginnings."""
    a = [0, own.randrange(1, 4)]
    while len(a) < count:
        n = len(a)
        a.append(a[n // 2] + a[n // 2 + 1] if n % 2 else a[n // 2])
    return 0, tuple(a)


def ulam(own: Random, count: int) -> Terms:
    """Ulam's sequences: sums of two distinct earlier terms in exactly one way. They are quasi-periodic."""
    first, second = own.choice(((1, 2), (1, 3), (2, 3), (1, 4), (3, 4)))
    terms, limit = [first, second], 40 * count
    ways = bytearray(limit)
    ways[first + second] = 1
    number = second
    while len(terms) < count and number + 1 < limit:
        number += 1
        if ways[number] == 1:
            for other in terms:
                if other + number < limit and ways[other + number] < 2:
                    ways[other + number] += 1
            terms.append(number)
    return 1, tuple(terms)


def games(own: Random, count: int) -> Terms:
    """Grundy values of a random octal game: periodic only after long, if at all (Kayles is 0.77, Dawson's game 0.137)."""
    code = own.choice(((7, 7), (1, 3, 7), (0, 7), (6,), (0, 6), (4, 4, 4), [own.randrange(8) for _ in range(own.randrange(2, 5))]))
    values: list[int] = []
    for n in range(min(count, 500)):
        reached = {value for take, digit in enumerate(code, 1) for value in _moves(values, n - take, digit)}
        values.append(next(value for value in range(len(reached) + 1) if value not in reached))
    return 0, tuple(values)


def _moves(values: Sequence[int], left: int, digit: int) -> Iterator[int]:
    """The values of what a move may leave of a heap: bit 0 of the digit allows nothing, bit 1 one heap, bit 2 two heaps."""
    if digit & 1 and left == 0:
        yield 0
    if digit & 2 and left > 0:
        yield values[left]
    if digit & 4:
        yield from (values[i] ^ values[left - i] for i in range(1, left // 2 + 1))


def cellular_automata(own: Random, count: int) -> Terms:
    """The middle cell, or the number of living cells, of an elementary cellular automaton that starts with one."""
    rule, middle = own.choice((30, 45, 75, 86, 89, 101, 135, 149, 22, 90, 110, 54, 150)), own.randrange(2)
    count = min(count, 400)
    row, terms = 1 << (count + 1), []
    mask = (1 << (2 * count + 3)) - 1
    for _ in range(count):
        terms.append(row >> (count + 1) & 1 if middle else row.bit_count())
        left, right = row << 1, row >> 1
        row = sum((_where(left, row, right, pattern, mask) for pattern in range(8) if rule >> pattern & 1), 0)
    return 0, tuple(terms)


def _where(left: int, middle: int, right: int, pattern: int, mask: int) -> int:
    """The cells whose neighbourhood is a pattern. The neighbour on the left is the higher bit of the row, one place down."""
    parts = (right if pattern & 4 else ~right, middle if pattern & 2 else ~middle, left if pattern & 1 else ~left)
    return parts[0] & parts[1] & parts[2] & mask


def recaman(own: Random, count: int) -> Terms:
    """Recaman's walk: back by n if that is new and positive, else forward."""
    here, seen, terms = own.randrange(3), set(), []
    for n in range(count):
        seen.add(here)
        terms.append(here)
        here = here - n - 1 if here - n - 1 > 0 and here - n - 1 not in seen else here + n + 1
    return 0, tuple(terms)


def greedy_sets(own: Random, count: int) -> Terms:
    """Sets chosen greedily, no two of whose members differ by a square, a triangular number, a factorial or a prime less one."""
    gaps = own.choice((
        [n * n for n in range(1, 90)],
        [n * (n + 1) // 2 for n in range(1, 125)],
        [1, 2, 6, 24, 120, 720, 5040],
        [n - 1 for n in range(2, 8000) if is_prime(n)],
    ))  # fmt: skip
    chosen: set[int] = set()
    terms: list[int] = []
    number = 0
    while len(terms) < count and number < 8000:
        if not any(number - gap in chosen for gap in gaps):
            chosen.add(number)
            terms.append(number)
        number += 1
    return 0, tuple(terms)


def running_totals(own: Random, count: int) -> Terms:
    """Any of the above, added up."""
    start, terms = own.choice((golomb, hofstadter, stern, cellular_automata, games))(own, count)
    return start, tuple(accumulate(terms))


SELF_REFERENTIAL = {
    "Golomb": golomb,
    "Hofstadter": hofstadter,
    "Stern": stern,
    "Ulam": ulam,
    "games": games,
    "cellular automata": cellular_automata,
    "Recaman": recaman,
    "greedy sets": greedy_sets,
    "running totals": running_totals,
}
