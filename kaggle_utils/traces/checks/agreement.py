"""Agreement of a trace with others of the same problem, and with itself when it is measured again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace


@dataclass(frozen=True)
class Overlap:
    """The sizes that two traces both have, and the first of them at which they differ; whether they run towards the same size."""

    sizes: range
    differs: int | None
    same_target: bool

    @property
    def agrees(self) -> bool:
        """Whether there is something in common, and nothing that contradicts."""
        return bool(self.sizes) and self.differs is None and self.same_target


def compare_traces(one: Trace, other: Trace, modulus: int | None = None) -> Overlap:
    """Where two traces of one problem overlap. With the ``modulus`` of its answer, one may be reduced and the other exact."""
    sizes = range(max(one.start, other.start), min(one.start + len(one.terms), other.start + len(other.terms)))
    reduced = modulus is not None and any(all(0 <= term < modulus for term in trace.terms) for trace in (one, other))

    def differs(size: int) -> bool:
        distance = one.terms[size - one.start] - other.terms[size - other.start]
        return bool(distance % modulus if reduced and modulus else distance)

    return Overlap(sizes, next(filter(differs, sizes), None), one.target == other.target)


def check_repeatability(trace: Trace, repeats: Sequence[Trace]) -> Iterator[Finding]:
    """The same program, run again (in a fresh process, in another order, with another hash seed), prints the same."""
    for repeat in repeats:
        overlap = compare_traces(trace, repeat)
        if overlap.differs is not None:
            yield error("repeatability", overlap.differs, *_difference(trace, repeat, overlap.differs, "the same program, run again,"))
        if not overlap.same_target:
            sentence = (
                f"the same program, run again, takes {shorten(repeat.target)} for the size asked for instead of {shorten(trace.target)}"
            )
            yield error("repeatability", None, trace.target, sentence)


def check_agreement(trace: Trace, others: Sequence[Trace], modulus: int | None = None) -> Iterator[Finding]:
    """Other programs for the same problem print the same. Warnings: which of two is wrong is not known.

    Sizes that only one of them has say nothing, and neither does agreement here: that copies of one program agree is the voters' business.
    """
    for other in others:
        overlap = compare_traces(trace, other, modulus)
        if overlap.differs is not None:
            yield warning("agreement", overlap.differs, *_difference(trace, other, overlap.differs, "another program"))
        if not overlap.same_target:
            sentence = f"another program takes {shorten(other.target)} for the size asked for instead of {shorten(trace.target)}"
            yield warning("agreement", None, trace.target, sentence)


def _difference(trace: Trace, other: Trace, size: int, who: str) -> tuple[int, str]:
    ours, theirs = trace.terms[size - trace.start], other.terms[size - other.start]
    return ours, f"f({size}) is {shorten(ours)}, but {who} gives {shorten(theirs)}"
