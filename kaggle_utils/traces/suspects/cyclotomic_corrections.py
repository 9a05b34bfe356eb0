"""Polynomials, periods and their sums and products: laws with fixed coefficients, which cost half as many terms as fitted ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaggle_utils.traces.suspects.correction import Correction


def find_by_differences(terms: Sequence[int], longest: int) -> Iterator[Correction]:
    """Every product of operators E^q - 1 (E shifts by one) of order at most ``longest`` that undoes all terms but one, or all.

    A single wrong term shows in the differences as that operator's own coefficients, over which all other differences are 0: the error
    sign of difference tables.
    """
    stack: list[tuple[list[int], tuple[int, ...], int]] = [(list(terms), (1,), 1)]
    while stack:
        residual, annihilator, smallest = stack.pop()
        order = len(annihilator) - 1
        found = list(_read(terms, residual, annihilator)) if order else []
        yield from found
        if found:
            continue
        for shift in range(smallest, longest - order + 1):
            differences = [after - before for before, after in zip(residual, residual[shift:], strict=False)]
            stack.append((differences, _times(annihilator, shift), shift))


def _times(annihilator: tuple[int, ...], shift: int) -> tuple[int, ...]:
    product = [0] * (len(annihilator) + shift)
    for power, factor in enumerate(annihilator):
        product[power] -= factor
        product[power + shift] += factor
    return tuple(product)


def _read(terms: Sequence[int], residual: Sequence[int], annihilator: tuple[int, ...]) -> Iterator[Correction]:
    order = len(annihilator) - 1
    wrong = [index for index, entry in enumerate(residual) if entry]
    if not wrong:
        yield Correction(0, terms[0], annihilator, freedom=order)
        return
    if wrong[-1] - wrong[0] > order:
        return
    for position in range(wrong[-1], min(wrong[0] + order, len(terms) - 1) + 1):
        error = _size_of_error(residual, annihilator, position)
        if error:
            yield Correction(position, terms[position] - error, annihilator, freedom=order)


def _size_of_error(residual: Sequence[int], annihilator: tuple[int, ...], position: int) -> int | None:
    """What the term at that position is too large by, if it explains the residual and more than one of its entries has a part in it."""
    order = len(annihilator) - 1
    factors = [annihilator[position - start] if 0 <= position - start <= order else 0 for start in range(len(residual))]
    asked = [start for start, factor in enumerate(factors) if factor]
    if len(asked) < 2:
        return None
    error, rest = divmod(residual[asked[0]], factors[asked[0]])
    explains = not rest and all(entry == error * factor for entry, factor in zip(residual, factors, strict=True))
    return error if explains else None
