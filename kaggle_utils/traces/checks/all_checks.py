"""The validity catalogue: every check, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaggle_utils.traces.checks.agreement import check_agreement, check_repeatability
from kaggle_utils.traces.checks.expectations import Expectations, check_declared_order, check_given, check_range, check_target
from kaggle_utils.traces.checks.finding import Finding
from kaggle_utils.traces.checks.growth import check_growth, check_overflow, check_single_fall
from kaggle_utils.traces.checks.information import check_degenerate, check_length, check_sentinels
from kaggle_utils.traces.checks.kinds import check_kinds, check_rounding
from kaggle_utils.traces.trace import Trace


def check_trace(
    trace: Trace, expected: Expectations | None = None, *, others: Sequence[Trace] = (), repeats: Sequence[Trace] = ()
) -> list[Finding]:
    """Everything that may be wrong with a trace, errors first; an empty list means that nothing was noticed.

    ``expected`` is what the problem declares (``expectations_of``). ``others`` are traces of the same problem by other programs,
    ``repeats`` what the same program printed when it was run again.

    An error makes the trace useless as it is; a warning is for the repair turn, and one that ``is_doubt`` for the weight of the vote. A
    trace whose terms are not all plain integers is not looked at further than that. Nothing is repaired.
    """
    declared = expected or Expectations()
    findings = [*check_length(trace, declared), *check_kinds(trace)]
    if all(type(term) is int for term in trace.terms):
        findings += _check_integers(trace, declared)
        findings += check_repeatability(trace, repeats)
        findings += check_agreement(trace, others, declared.modulus)
    return sorted(findings, key=lambda finding: not finding.is_error)


def _check_integers(trace: Trace, declared: Expectations) -> Iterator[Finding]:
    if not trace.terms:
        return
    yield from check_given(trace, declared)
    yield from check_target(trace, declared)
    yield from check_range(trace, declared)
    yield from check_declared_order(trace, declared)
    yield from check_rounding(trace)
    yield from check_sentinels(trace)
    yield from check_degenerate(trace)
    if declared.modulus is None or not all(0 <= term < declared.modulus for term in trace.terms):  # residues go up and down
        yield from check_overflow(trace)
        yield from check_growth(trace)
        yield from check_single_fall(trace)
