"""Words that a finite automaton or a substitution writes: never periodic, but full of repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from benchmarks.families.lines import Terms


def digits(n: int, base: int) -> list[int]:
    """The digits of a number, the lowest first."""
    found = []
    while n:
        n, digit = divmod(n, base)
        found.append(digit)
    return found


def digit_sums_modulo(own: Random, count: int) -> Terms:
    """Thue-Morse and its kin: the sum of the digits in base b, modulo m."""
    base, modulus = own.choice((2, 2, 3, 4, 5, 10)), own.choice((2, 3, 4))
    return 0, tuple(sum(digits(n, base)) % modulus for n in range(count))


def digit_sums(own: Random, count: int) -> Terms:
    """The sum of the digits, or the number of a digit, in a small base."""
    base = own.choice((2, 2, 3, 4, 5))
    counted = own.choice((None, base - 1))
    return 0, tuple(sum(digits(n, base)) if counted is None else digits(n, base).count(counted) for n in range(count))


def rulers(own: Random, count: int) -> Terms:
    """The exponent of a prime, or of any base, in n: the ruler function and its kin."""
    base = own.choice((2, 2, 3, 4, 5, 6, 10))
    return 1, tuple(_valuation(n, base) for n in range(1, count + 1))


def _valuation(n: int, base: int) -> int:
    found = 0
    while n % base == 0:
        n //= base
        found += 1
    return found


def period_doublings(own: Random, count: int) -> Terms:
    """The ruler function modulo 2 or 3."""
    start, terms = rulers(own, count)
    modulus = own.choice((2, 3))
    return start, tuple(term % modulus for term in terms)


def paper_folds(own: Random, count: int) -> Terms:
    """Folds of a strip of paper, regular or with folds chosen by a period: the odd part of n modulo 4, changed by the exponent of 2."""
    pattern = [own.randrange(2) for _ in range(own.randrange(1, 4))]
    terms = []
    for n in range(1, count + 1):
        exponent = _valuation(n, 2)
        terms.append(((n >> exponent) % 4 // 2 + pattern[exponent % len(pattern)]) % 2)
    return 1, tuple(terms)


def block_counts(own: Random, count: int) -> Terms:
    """Rudin-Shapiro and its kin: how often a block of bits stands in n, modulo 2."""
    block = own.choice(("11", "10", "101", "111", "00"))
    return 0, tuple(_occurrences(f"{n:b}", block) % 2 for n in range(count))


def _occurrences(text: str, block: str) -> int:
    return sum(text.startswith(block, place) for place in range(len(text)))


def automata(own: Random, count: int) -> Terms:
    """What a random automaton of 3 to 5 states says of the digits of n."""
    base, states = own.choice((2, 3)), own.randrange(3, 6)
    moves = [[own.randrange(states) for _ in range(base)] for _ in range(states)]
    says = [own.randrange(3) for _ in range(states)]
    return 0, tuple(says[_state(moves, digits(n, base))] for n in range(count))


def _state(moves: Sequence[Sequence[int]], word: Sequence[int]) -> int:
    state = 0
    for letter in reversed(word):
        state = moves[state][letter]
    return state


SUBSTITUTIONS = (
    ("01", "0"),  # Fibonacci
    ("001", "0"),  # Pell
    ("01", "10"),  # Thue-Morse
    ("01", "00"),  # period doubling
    ("01", "02", "0"),  # Tribonacci
    ("010", "111"),  # Cantor
    ("012", "02", "1"),  # ternary Thue-Morse
    ("0001", "001"),
    ("01", "2", "20"),
    ("011", "0"),
)


def substituted_words(own: Random, count: int) -> Terms:
    """The fixed point of a substitution, its letters renamed."""
    rules = own.choice(SUBSTITUTIONS)
    letters = own.sample(range(4), len(rules))
    word = "0"
    while len(word) < count:
        word = "".join(rules[int(letter)] for letter in word)
    return own.randrange(2), tuple(letters[int(letter)] for letter in word[:count])


def run_lengths(own: Random, count: int) -> Terms:
    """Kolakoski sequences: the lengths of their own runs, over two letters."""
    letters = own.choice(((1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (1, 4)))
    terms = [letters[0]] * letters[0] if letters[0] > 1 else [letters[0], *[letters[1]] * letters[1]]
    run = 1 if letters[0] > 1 else 2
    while len(terms) < count:
        terms += [letters[run % 2]] * terms[run]
        run += 1
    return 1, tuple(terms[:count])


def de_bruijn_words(own: Random, count: int) -> Terms:
    """Every block of k letters once, the largest letter first, for a k whose period of b^k is longer than any trace."""
    base, length = own.choice(((2, 9), (2, 10), (3, 6), (4, 5)))
    word, seen = [0] * length, {(0,) * length}
    while len(word) < base**length:
        for letter in range(base - 1, -1, -1):
            block = (*word[-length + 1 :], letter)
            if block not in seen:
                break
        seen.add(block)
        word.append(letter)
    return 1, tuple((word * (count // len(word) + 1))[:count])


def positions(own: Random, count: int) -> Terms:
    """Where a letter stands in such a word: evil numbers, odious numbers, and others."""
    draw = own.choice((digit_sums_modulo, period_doublings, block_counts, substituted_words, paper_folds))
    start, word = draw(own, 12 * count)
    letter = own.choice(word[:8])
    found = [start + place for place, other in enumerate(word) if other == letter]
    return 1, tuple(found[:count])


def sums_of_words(own: Random, count: int) -> Terms:
    """Such a word, added up."""
    draw = own.choice((digit_sums_modulo, period_doublings, block_counts, substituted_words, paper_folds, rulers))
    start, word = draw(own, count)
    total, terms = 0, []
    for letter in word:
        total += letter
        terms.append(total)
    return start, tuple(terms)


WORDS = {
    "digit sums modulo m": digit_sums_modulo,
    "digit sums in small bases": digit_sums,
    "ruler functions": rulers,
    "period doubling": period_doublings,
    "paper folding": paper_folds,
    "counts of blocks": block_counts,
    "random automata": automata,
    "substitutions": substituted_words,
    "Kolakoski sequences": run_lengths,
    "de Bruijn words": de_bruijn_words,
    "positions of a letter": positions,
    "sums of words": sums_of_words,
}
