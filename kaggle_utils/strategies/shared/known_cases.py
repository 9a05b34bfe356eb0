"""Known cases: small cases whose answers the statement gives or the model worked out by hand; programs are checked with them.

Cases that the model made up may be wrong, and then every right program fails. AlphaCodium (arXiv 2401.08500) has test anchors for this: a
test that a program has passed is trusted from then on. Here, a case that is not an anchor is dropped once two programs of different
structure agree on another value: two independent counts are more reliable than one made by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaggle_utils.programs.fingerprint import program_fingerprint
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.strategies.shared.run_extended import run_extended
from kaggle_utils.traces import parse_pairs

OUTVOTE = 2  # programs of different structure that agree against a case
_HEADING = "the known cases:"  # printed between a program's own output and its values at the cases


MAX_SENTENCES = 3  # of a refusal


class CaseError(ValueError):
    """A program contradicts a known case, or cannot be run for one."""


class KnownCases:
    """Answers f(n) by n, and the values that the programs of one attempt gave for them.

    ``certain`` cases, which the statement itself gives, are anchors from the start, and replace others for the same size.
    """

    def __init__(self, cases: Mapping[int, int], certain: Mapping[int, int] | None = None) -> None:
        certain = certain or {}
        self._cases = dict(sorted({**cases, **certain}.items()))
        self._anchors = set(certain)
        self._against: dict[tuple[int, int], set[str]] = {}

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes n, ascending."""
        return tuple(self._cases)

    def check(self, code: str, values: Mapping[int, int]) -> None:
        """Compare the values f(n) that a program computes with the cases. Raises CaseError for the first case that it fails.

        All values are recorded before the comparison: a program that fails one case may still decide another.
        """
        form = program_fingerprint(code) or code
        told = {size: values[size] for size in self._cases if size in values}
        for size, value in told.items():
            if value == self._cases[size]:
                self._anchors.add(size)
            else:
                self._against.setdefault((size, value), set()).add(form)
        for size, value in told.items():
            if value != self._cases[size] and not self._is_outvoted(size, value):
                raise CaseError(f"f({size}) is {value}, but by the known cases it is {self._cases[size]}")

    def _is_outvoted(self, size: int, value: int) -> bool:
        return size not in self._anchors and len(self._against[size, value]) >= OUTVOTE


async def measure(function: str, sizes: Sequence[int], code: str, execution: Execution, context: AttemptContext) -> dict[int, int]:
    """The values of a program's ``function`` at the sizes: the program is run once more, with a loop at its end that prints them.

    ``execution`` is that of the program alone. Raises ValueError if the function does not exist or fails.
    """
    if not sizes:
        return {}
    loop = f"print({_HEADING!r})\nfor _size in {list(sizes)}:\n    print(_size, {function}(_size))"
    _, again = await run_extended(code, loop, context, execution.seconds)
    if not again.ok:
        raise CaseError(f"{function}(n) fails at the known cases n = {', '.join(map(str, sizes))}: {again.error or again.verdict}")
    return parse_pairs(again.stdout.rpartition(_HEADING)[2])
