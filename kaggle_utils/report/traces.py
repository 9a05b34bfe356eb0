"""The traces of a problem, each once: attempts that measured the same values share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaggle_utils.report.shown_text import show_number
from kaggle_utils.strategies import Attempt
from kaggle_utils.traces import Trace

MAX_TERMS = 30  # that are written out


@dataclass(frozen=True)
class DistinctTrace:
    """A trace and the numbers of the attempts that have it."""

    trace: Trace
    attempts: tuple[int, ...]

    @property
    def label(self) -> str:
        """The attempts in words."""
        return f"attempt{'s' if len(self.attempts) > 1 else ''} {', '.join(map(str, self.attempts))}"

    @property
    def words(self) -> str:
        """The first terms with their indices."""
        start, terms = self.trace.start, self.trace.terms
        shown = ", ".join(map(show_number, terms[:MAX_TERMS]))
        return f"f({start}), f({start + 1}), … = {shown}" + (f", … ({len(terms)} terms)" if len(terms) > MAX_TERMS else "")


def distinct_traces(attempts: Sequence[tuple[int, Attempt]]) -> list[DistinctTrace]:
    """The traces of numbered attempts, those that most attempts have first."""
    found: dict[tuple[int, tuple[int, ...]], list[tuple[int, Trace]]] = {}
    for number, attempt in attempts:
        if attempt.trace is not None and attempt.trace.terms:
            found.setdefault((attempt.trace.start, attempt.trace.terms), []).append((number, attempt.trace))
    traces = [DistinctTrace(same[0][1], tuple(number for number, _ in same)) for same in found.values()]
    return sorted(traces, key=lambda each: -len(each.attempts))
