"""Linear recurrences with constant coefficients that all terms but one obey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaggle_utils.traces.suspects.correction import Correction
from kaggle_utils.traces.suspects.nullspace_modulo_prime import has_full_rank, kernel, lift


def find_by_recurrence(terms: Sequence[int], position: int, longest: int) -> Iterator[Correction]:
    """The shortest recurrence of at most ``longest`` that holds wherever the term at ``position`` has no part, with that term mended.

    The equations without that term give the coefficients, those with it the term; integer laws only, as those of integer sequences are
    (Fatou).
    """
    while longest > 0 and len(_equations(terms, position, longest)) <= longest:
        longest -= 1
    if has_full_rank(_equations(terms, position, longest), longest + 1):
        return  # a shorter recurrence would give solutions here too
    for order in range(1, longest + 1):
        solution = kernel(_equations(terms, position, order), order + 1)
        if solution is None or solution[-1] != 1:
            continue
        annihilator = tuple(lift(residue) for residue in solution)
        value = corrected_term(terms, position, annihilator)
        if value is not None:
            yield Correction(position, value, annihilator, freedom=2 * order)
            return


def _equations(terms: Sequence[int], position: int, order: int) -> list[Sequence[int]]:
    return [terms[i : i + order + 1] for i in range(len(terms) - order) if not i <= position <= i + order]


def corrected_term(terms: Sequence[int], position: int, annihilator: Sequence[int]) -> int | None:
    """The one integer for that position with which the law holds everywhere, if there is one and more than one equation asks for it."""
    order = len(annihilator) - 1
    values: set[int] = set()
    asked = 0
    for start in range(len(terms) - order):
        total = sum(factor * terms[start + j] for j, factor in enumerate(annihilator) if start + j != position)
        factor = annihilator[position - start] if start <= position <= start + order else 0
        if factor == 0:
            if total:
                return None
            continue
        if total % factor:
            return None
        values.add(-total // factor)
        asked += 1
        if len(values) > 1:
            return None
    return values.pop() if asked > 1 else None
