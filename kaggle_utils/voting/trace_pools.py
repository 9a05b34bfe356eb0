"""Voting on traces: attempts whose traces agree are one measurement, which is extrapolated once and which all of them vote for.

An attempt whose program was right for small sizes, but too slow, or without a law, for the one that is asked for, has no answer; with
other attempts that measured the same terms it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kaggle_utils.strategies import Attempt, Extrapolation
from kaggle_utils.traces import Trace, compare_traces, guess
from kaggle_utils.voting.trace_agreement import Relation, relation_of

Weigh = Callable[[Attempt], float]
"""The weight of an attempt's vote."""


def pool_traces(attempts: Sequence[Attempt], weigh: Weigh) -> list[Attempt]:
    """The attempts, in order; those whose traces agree, and run towards the same size, have one answer.

    It is the answer with the largest weight among them; where none has an answer, the one that a certain law (tier A) of all their terms
    together gives, if there is one. Attempts without a trace, and those that agree with nobody, stay as they are.
    """
    pooled = list(attempts)
    for pool in find_pools(attempts):
        source = _answer_of([attempts[index] for index in pool], weigh)
        if source is not None:
            for index in pool:
                pooled[index] = replace(attempts[index], answer=source.answer, extrapolation=source.extrapolation)
    return pooled


def find_pools(attempts: Sequence[Attempt]) -> list[list[int]]:
    """The places of attempts whose traces agree, two or more in each pool. One that agrees with only some of a pool is not in it."""
    pools: list[list[int]] = []
    for index, attempt in enumerate(attempts):
        for pool in pools:
            if all(_agree(attempt, attempts[other]) for other in pool):
                pool.append(index)
                break
        else:
            if attempt.trace is not None:
                pools.append([index])
    return [pool for pool in pools if len(pool) > 1]


def _agree(one: Attempt, other: Attempt) -> bool:
    if one.trace is None or other.trace is None or one.trace.target != other.trace.target:
        return False
    return relation_of(one, other, one.trace_modulus) is Relation.AGREE


def _answer_of(pool: Sequence[Attempt], weigh: Weigh) -> Attempt | None:
    """The attempt whose answer the pool takes, where none has one, one made of all its traces; None where nothing follows."""
    answered = [attempt for attempt in pool if attempt.answer is not None]
    if not answered:
        return _extrapolated(pool)
    weights = {attempt.answer: sum(weigh(other) for other in answered if other.answer == attempt.answer) for attempt in answered}
    return max(answered, key=lambda attempt: (weights[attempt.answer], weigh(attempt)))


def _extrapolated(pool: Sequence[Attempt]) -> Attempt | None:
    """An attempt with the answer that a law of tier A gives for the terms of all traces together."""
    traces = [attempt.trace for attempt in pool if attempt.trace is not None]
    if any(compare_traces(traces[0], other).differs is not None for other in traces):  # one is reduced by the modulus, another exact
        return None
    trace = merge_traces(traces)
    law = next(iter(guess(trace.terms, trace.start)), None)
    if law is None or law.tier != "A":
        return None
    try:
        answer = law.at(trace.target, pool[0].trace_modulus)
    except ArithmeticError:
        return None
    return replace(pool[0], answer=answer, trace=trace, extrapolation=Extrapolation.by(law))


def merge_traces(traces: Sequence[Trace]) -> Trace:
    """One trace of all terms of traces that agree and overlap: from the smallest start to the largest size."""
    first, last = min(traces, key=lambda trace: trace.start), max(traces, key=lambda trace: trace.start + len(trace.terms))
    missing = last.start + len(last.terms) - (first.start + len(first.terms))
    return Trace(first.start, first.terms + (last.terms[-missing:] if missing > 0 else ()), first.target)
