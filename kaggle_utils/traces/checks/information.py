"""Whether there is enough in a trace to say anything."""

from __future__ import annotations

from collections.abc import Iterator

from kaggle_utils.traces.checks.expectations import Expectations
from kaggle_utils.traces.checks.finding import Finding, error, shorten, warning
from kaggle_utils.traces.trace import Trace

GUESS_TERMS = 8  # without which no law is guessed, and
CERTAIN_TERMS = 12  # without which none is certain: of strict laws in 10 terms of the OEIS 1 % were wrong, in 15 terms 0.2 %
FALLBACKS = (10**9, 10**12, 10**18, 2**31 - 1, 2**63 - 1)  # what searches for a minimum start from and print when they find none


def check_length(trace: Trace, expected: Expectations) -> Iterator[Finding]:
    """Too few terms to guess from, too few for any law to be certain, or fewer than were asked for."""
    count = len(trace.terms)
    if count == 0:
        yield error("length", None, None, "the trace has no terms")
        return
    end = trace.start + count - 1
    if count < GUESS_TERMS:
        yield warning("length", end, trace.terms[-1], f"{count} terms are too few to guess a law from; {GUESS_TERMS} are needed")
    elif count < CERTAIN_TERMS:
        yield warning("length", end, trace.terms[-1], f"{count} terms make no law certain; {CERTAIN_TERMS} are needed")
    if expected.last is not None and end < expected.last:
        yield warning("length", end, trace.terms[-1], f"the trace was cut off after f({end}); f({expected.last}) was asked for")


def check_degenerate(trace: Trace) -> Iterator[Finding]:
    """Traces that say nothing: all terms equal, or f(n) = n."""
    terms = trace.terms
    if len(terms) < 3:
        return
    if len(set(terms)) == 1:
        yield warning("constant", trace.start, terms[0], f"every term is {shorten(terms[0])}: the program may not use n at all")
    elif all(term == index for index, term in enumerate(terms, trace.start)):
        yield warning("degenerate", trace.start, terms[0], "f(n) = n throughout: the program may print the size instead of the value")


def check_sentinels(trace: Trace) -> Iterator[Finding]:
    """Values that programs print when they found nothing: a lone kind of negative number, or a repeated "infinity"."""
    negative = {term for term in trace.terms if term < 0}
    if negative == {-1} and max(trace.terms) > 1:
        index = trace.start + trace.terms.index(-1)
        yield warning("sentinel", index, -1, f"f({index}) = -1 is the only negative value: it may stand for nothing found")
    for fallback in FALLBACKS:
        if trace.terms.count(fallback) > 1:
            index = trace.start + trace.terms.index(fallback)
            yield warning("sentinel", index, fallback, f"f({index}) = {fallback} comes more than once: it may stand for nothing found")
