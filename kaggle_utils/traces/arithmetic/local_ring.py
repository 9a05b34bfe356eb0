"""Linear equations modulo a power of a prime."""

from __future__ import annotations

from collections.abc import Sequence


def solve(equations: Sequence[Sequence[int]], prime: int, exponent: int) -> list[int] | None:
    """A solution x of ``sum(row[i] * x[i]) == row[-1]`` modulo ``prime**exponent`` for all rows, or None if there is none.

    Gaussian elimination whose pivot is always an entry that the prime divides least often: it then divides all others (a local ring).
    """
    modulus = prime**exponent
    rows = [[x % modulus for x in row] for row in equations]
    width = len(rows[0]) - 1 if rows else 0
    pivots: list[int] = []
    free = set(range(width))
    for done in range(min(width, len(rows))):
        entries = [(_valuation(rows[r][c], prime, exponent), r, c) for r in range(done, len(rows)) for c in free]
        least, chosen, column = min(entries)
        if least == exponent:
            break
        rows[done], rows[chosen] = rows[chosen], rows[done]
        unit = pow(rows[done][column] // prime**least, -1, modulus)
        rows[done] = [x * unit % modulus for x in rows[done]]
        for number in range(done + 1, len(rows)):
            factor = rows[number][column] // prime**least
            if factor:
                rows[number] = [(x - factor * y) % modulus for x, y in zip(rows[number], rows[done], strict=True)]
        free.remove(column)
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    solution = [0] * width
    for row, column in reversed(list(zip(rows, pivots, strict=False))):
        rest = (row[-1] - sum(x * y for i, (x, y) in enumerate(zip(row, solution, strict=False)) if i != column)) % modulus
        pivot = row[column]
        if rest % pivot:
            return None
        solution[column] = rest // pivot
    return solution


def _valuation(x: int, prime: int, exponent: int) -> int:
    count = 0
    while count < exponent and x % prime == 0:
        x //= prime
        count += 1
    return count
