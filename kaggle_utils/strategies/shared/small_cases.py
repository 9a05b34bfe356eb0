"""Small cases: the same program retargeted at more sizes, as many as fit into a share of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaggle_utils.programs.retarget import retarget
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.context import AttemptContext
from kaggle_utils.traces import Trace, TraceError, parse_pairs, parse_trace

OTHER_SEED = "import random, numpy; random.seed(1); numpy.random.seed(1)\n"  # programs start with seed 0 in the sandbox


@dataclass(frozen=True)
class SmallCases:
    """Consecutive terms from one size on; ``modulus`` is set if only their residues could be measured."""

    start: int
    terms: tuple[int, ...]
    modulus: int | None = None


def whole_lines(execution: Execution) -> str:
    """The output of a program; without the last, unfinished line if the program was stopped."""
    return execution.stdout if execution.ok else execution.stdout[: execution.stdout.rfind("\n") + 1]


async def measure_sizes(code: str, sizes: Sequence[int], context: AttemptContext) -> tuple[dict[int, int], int | None]:
    """The exact terms of a program at other sizes, as many as it prints in its time, and the modulus by which it reduced them.

    No terms if it cannot be retargeted or does not print a trace at these sizes.
    """
    retargeted = retarget(code, sizes)
    if retargeted is None:
        return {}, None
    execution = await context.run(retargeted.code)
    try:
        return (parse_pairs(whole_lines(execution)) if execution else {}), retargeted.modulus
    except TraceError:
        return {}, retargeted.modulus


async def measure_from(code: str, trace: Trace, count: int, context: AttemptContext) -> SmallCases:
    """The first ``count`` terms of a program's trace, exact if it can be retargeted; the trace's own terms if that gives fewer.

    Raises TraceError if the program prints other values than before at the sizes of its trace: then none of them is reliable.
    """
    measured, modulus = await measure_sizes(code, range(trace.start, trace.start + count), context)
    terms = tuple(measured.values())
    for size, (now, before) in enumerate(zip(terms, trace.terms, strict=False), trace.start):
        if (now if modulus is None else now % modulus) != before:
            raise TraceError(f"f({size}) was {before} and is {now} when the program is run again: it must always print the same")
    # Exact terms are preferred to a longer reduced trace: a residue carries few bits.
    if len(terms) >= len(trace.terms) or (modulus is not None and len(terms) >= len(trace.terms) / 2):
        return SmallCases(trace.start, terms)
    return SmallCases(trace.start, trace.terms, modulus)


async def measure_again(code: str, context: AttemptContext, target: int | None = None, start: int | None = None) -> list[Trace]:
    """What a program that uses random numbers traces with another seed; nothing for other programs, or where it does not run to its end.

    ``target`` and ``start`` count where the output does not say them itself.
    """
    execution = await context.run(OTHER_SEED + code) if "random" in code else None
    return [parse_trace(execution.stdout, target, start)] if execution is not None and execution.ok else []
