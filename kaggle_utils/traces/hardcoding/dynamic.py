"""Does this program look its numbers up? Run, past the end of its trace and with its stored numbers changed.

Where programs run is the caller's business: a function is passed in, and anything with ``ok``, ``stdout`` and ``error`` will do for its
result, such as the sandbox's executions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from kaggle_utils.programs.retarget import retarget
from kaggle_utils.traces.hardcoding.clue import Clue, Hardcoded
from kaggle_utils.traces.hardcoding.mutation import mutate
from kaggle_utils.traces.hardcoding.static import hardcoded
from kaggle_utils.traces.lines import parse_pairs
from kaggle_utils.traces.trace import Trace, TraceError

BEYOND = 3  # sizes asked for after the last
MIN_HITS = 3  # changed numbers that must each change the output at one place, a different one each
MANY = 4  # outputs that a number of a computation changes at least
RAN_OUT = ("IndexError", "KeyError", "StopIteration")  # what a table raises past its end, and so does the problem's own data


class Ran(Protocol):
    """The result of running a program."""

    @property
    def ok(self) -> bool:
        """Whether it ran to its end."""
        ...

    @property
    def stdout(self) -> str:
        """What it printed."""
        ...

    @property
    def error(self) -> str | None:
        """One line such as ``KeyError: 21``."""
        ...


Run = Callable[[str], Awaitable[Ran]]
Move = tuple[str, int]


async def hardcoded_when_run(code: str, trace: Trace, run: Run) -> Hardcoded:
    """The static verdict, settled by experiments: at most 14 runs of the program that printed the trace.

    A stored number whose change changes exactly one output stands in a table; one that changes many is initial term or data. Where neither
    shows, a program with static clues that runs out of entries right after its trace keeps them. Programs that do not print their trace
    again keep the static verdict.
    """
    static = hardcoded(code, trace)
    changed = await _change_numbers(code, trace, run)
    if isinstance(changed, Clue):
        return Hardcoded((*static.clues, changed))
    if changed and not any(clue.kind in ("encoded", "online", "literal") for clue in static.clues):
        return Hardcoded(())
    end = await _run_past(code, trace, run)
    return Hardcoded((*static.clues, end)) if end is not None and static.clues else static


async def _change_numbers(code: str, trace: Trace, run: Run) -> Clue | bool:
    """A clue where changed numbers each change one output; otherwise whether they change many, which clears the program."""
    before = dict(enumerate(trace.terms, trace.start))
    if _pairs(await run(code)) != before:
        return False
    hits: dict[tuple[int, Move], set[int]] = {}
    spread = 0
    for mutant in mutate(code):
        after = _pairs(await run(mutant.code))
        different = [size for size, value in before.items() if after.get(size) != value] if after else []
        move = ("one", 0) if len(different) == 1 else _move(before, after, different)
        if move is not None:
            hits.setdefault((mutant.place, move), set()).add(different[0])
            if len(hits[mutant.place, move]) >= MIN_HITS and _is_one_kind(hits, mutant.place):
                return Clue("table", mutant.line, len(before), "stored numbers were changed, and each changed the output at one place")
        spread += len(different) > MANY
    return spread >= MIN_HITS and not hits


def _is_one_kind(hits: Mapping[tuple[int, Move], set[int]], place: int) -> bool:
    """Whether all numbers of a place that moved the outputs from one size on moved them alike, as the differences of a table do."""
    return len({move for number, move in hits if number == place and move[0] != "one"}) <= 1


def _move(before: Mapping[int, int], after: Mapping[int, int], different: Sequence[int]) -> Move | None:
    """How all outputs from one size on moved, if in one of the ways in which a table of differences or ratios moves them.

    All by the same amount (differences), factor (ratios) or exclusive or, or by an amount that grows by itself (second differences).
    """
    if not different or list(before)[-len(different) :] != list(different) or not set(different) <= set(after):
        return None
    amounts = [after[size] - before[size] for size in different]
    if len(set(amounts)) == 1:
        return "sum", amounts[0]
    first = different[0]
    if before[first] and all(after[size] * before[first] == before[size] * after[first] for size in different):
        return "factor", 0
    if len({after[size] ^ before[size] for size in different}) == 1:
        return "exclusive or", 0
    if all(amount == amounts[0] * turn for turn, amount in enumerate(amounts, 1)):
        return "second differences", amounts[0]
    return None


async def _run_past(code: str, trace: Trace, run: Run) -> Clue | None:
    """A clue where the program has no values right after its trace, one and the same, or the first ones again."""
    last = trace.start + len(trace.terms) - 1
    retargeted = retarget(code, range(last + 1, last + 1 + BEYOND))
    if retargeted is None:
        return None
    ran = await run(retargeted.code)
    if not ran.ok:
        name = (ran.error or "").split(":")[0]
        sentence = f"past its trace, at n = {last + 1}, it raises {name}"
        return Clue("table", 1, len(trace.terms), sentence) if name in RAN_OUT else None
    values = list(_pairs(ran).values())
    if len(values) == BEYOND and (values == list(trace.terms[:BEYOND]) or (len(set(values)) == 1 and values[0] in (0, -1))):
        return Clue("table", 1, len(trace.terms), f"past its trace, from n = {last + 1} on, it gives {values}")
    return None


def _pairs(ran: Ran) -> dict[int, int]:
    try:
        return parse_pairs(ran.stdout) if ran.ok else {}
    except TraceError:
        return {}
