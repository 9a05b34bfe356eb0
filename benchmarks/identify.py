"""Known sequences: how often a trace is identified rightly, how often wrongly, and what the index costs.

    python -m benchmarks.identify --data OEIS_FOLDER [--json FILE] [--quick]

The index holds all sequences of OEIS_FOLDER/sequences.tsv.gz; traces are of sequences of the half that the margin was not chosen on.
A trace of 8, 12 or 20 terms is made of a sequence (as it is, its first terms dropped, negated, ...) and looked up. It is
identified *rightly* if the sequence named first goes on as the trace does: its own sequence, or one that is the same from there on.
*Held out*: its own sequence is not in the index; another one that is named may go on as the trace does (a relative), or not (a false
match). The baseline of identification is the search for the trace's text in the file, as zgrep does; that of memory and loading is
a dictionary of names to tuples of integers, read from the same file.
"""

from __future__ import annotations

import gzip
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise
from math import gcd, log2
from pathlib import Path
from statistics import median

from benchmarks.negatives import NEGATIVES
from benchmarks.oeis import Half, Known, half_of, load_sequences
from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils import sequences
from kaggle_utils.traces.known import KnownSequences, Place, identify
from kaggle_utils.traces.known.identify import MARGIN

SIZES = (8, 12, 20)
AFTER = 6  # terms after a trace at least, to judge by
SEED = 20261129
MARGINS = (10.0, 20.0, 30.0, 40.0)
ENOUGH_PER_NEGATIVE = 300
LOOK_UPS = 200  # timed


def _differences(terms: Sequence[int]) -> tuple[int, ...]:
    return tuple(after - before for before, after in pairwise(terms))


def _quotient(terms: Sequence[int]) -> tuple[int, ...]:
    divisor = gcd(*terms)
    return tuple(term // divisor for term in terms) if divisor > 1 else ()


CHANGES: Mapping[str, Callable[[Sequence[int]], Sequence[int]]] = {
    "as it is": tuple,
    "first 1 to 4 terms dropped": lambda terms: terms[1 + sum(map(abs, terms[:3])) % 4 :],
    "negated": lambda terms: [-term for term in terms],
    "times 3": lambda terms: [3 * term for term in terms],
    "divided by their common divisor": _quotient,
    "plus 7": lambda terms: [term + 7 for term in terms],
    "differences": _differences,
    "partial sums": lambda terms: tuple(accumulate(terms)),
    "every second term": lambda terms: terms[::2],
    "2 other terms before": lambda terms: [terms[0] + 5, terms[1] + 3, *terms[2:]],
}


@dataclass(frozen=True)
class HeldOut:
    """A collection without one of its sequences."""

    known: KnownSequences
    name: str

    def __len__(self) -> int:
        return len(self.known)

    def places(self, terms: Sequence[int]) -> Iterator[Place]:
        """The places in the other sequences."""
        return (place for place in self.known.places(terms) if place.sequence.name != self.name)


@dataclass(frozen=True)
class Trial:
    """A trace that was looked up: with which bits beyond log2 of the collection's size, and whether what was named goes on as it does.

    ``bits`` is None where nothing was named; ``goes_on`` None where the sequence named ends before the trace. ``probed``: whether its next
    term is right, and those half as far and as far again as the trace, where they are known: the sizes at which a program is asked.
    ``next``: whether at least its next term is right.
    """

    size: int
    change: str
    bits: float | None
    goes_on: bool | None
    probed: bool | None
    next: bool | None


def try_trace(name: str, terms: Sequence[int], size: int, change: str, known: KnownSequences) -> Trial:
    """Look up the first ``size`` terms."""
    trace, truth = terms[:size], terms[size:]
    found = identify(trace, known, margin=MARGINS[0])
    if not found:
        return Trial(size, change, None, None, None, None)
    bits = min(found[0].bits - needed_without_margin(known), 999.0)
    if found[0].sequence.name == name:
        return Trial(size, change, bits, True, True, True)
    after = found[0].continuation()
    if not after:
        return Trial(size, change, bits, None, None, None)
    probed = all(_agree(after[i : i + 1], truth[i : i + 1]) for i in (0, size // 2, size - 1))
    return Trial(size, change, bits, _agree(after, truth), probed, after[0] == truth[0])


def needed_without_margin(known: KnownSequences) -> float:
    """Bits that a match needs for the collection's size alone."""
    return log2(len(known))


def _agree(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(ours == theirs for ours, theirs in zip(one, other, strict=False))


def chosen(data: Sequence[Known], half: Half, count: int) -> Sequence[Known]:
    """Some sequences of a half, always the same."""
    own = [sequence for sequence in data if half_of(sequence.name) == half]
    return random.Random(SEED).sample(own, min(count, len(own)))


def try_all(
    data: Sequence[Known], known: KnownSequences, hold_out: bool, changes: Mapping[str, Callable[..., Sequence[int]]]
) -> list[Trial]:
    """Every sequence by every change and size that leaves enough terms."""
    trials = list[Trial]()
    for sequence in data:
        searched = HeldOut(known, sequence.name) if hold_out else known
        for change, make in changes.items():
            terms = make(sequence.terms)
            sizes = [size for size in SIZES if len(terms) >= size + AFTER]
            trials += [try_trace("" if hold_out else sequence.name, terms, size, change, searched) for size in sizes]
    return trials


def _count(trials: Sequence[Trial], margin: float = MARGIN) -> tuple[int, int]:
    """How many were named rightly, and how many wrongly, with a margin."""
    named = [trial for trial in trials if trial.bits is not None and trial.bits >= margin]
    return sum(trial.goes_on is True for trial in named), sum(trial.goes_on is False for trial in named)


def _percent(what: str, count: int, total: int, baseline: float = 0.0) -> Row:
    percent = 100 * count / max(1, total)
    return Row(f"{what}: {count} of {total}", percent, baseline, "%", percent / baseline if baseline else 1.0)


def measure_identification(data: Sequence[Known], known: KnownSequences, text: bytes) -> Iterator[Row]:
    """Rows for each size and change: named rightly, against the text search; named wrongly."""
    trials = try_all(data, known, False, CHANGES)
    for change in CHANGES:
        for size in SIZES:
            own = [trial for trial in trials if (trial.change, trial.size) == (change, size)]
            if own:
                yield _percent(f"identified, {change}, {size} terms", _count(own)[0], len(own), _text_search(data, change, size, text))
    for size in SIZES:
        own = [trial for trial in trials if trial.size == size]
        yield _percent(f"named wrongly, all changes, {size} terms", _count(own)[1], len(own))


def _text_search(data: Sequence[Known], change: str, size: int, text: bytes) -> float:
    """The share of the same traces that stand in the file as they are, in percent."""
    made = [terms[:size] for terms in (CHANGES[change](sequence.terms) for sequence in data) if len(terms) >= size + AFTER]
    return 100 * sum(_as_text(trace) in text for trace in made) / max(1, len(made))


def _as_text(trace: Sequence[int]) -> bytes:
    return ",".join(map(str, trace)).encode() + b","


def measure_false_matches(data: Sequence[Known], known: KnownSequences) -> Iterator[Row]:
    """Rows for traces whose own sequence is held out, and for terms that are not a sequence's: named and not going on as they do."""
    changes = {name: CHANGES[name] for name in ("as it is", "times 3", "differences")}
    trials = try_all(data, known, True, changes)
    for margin in MARGINS:
        for size in SIZES:
            own = [trial for trial in trials if trial.size == size]
            right, wrong = _count(own, margin)
            yield _percent(f"held out, margin {margin:.0f}, {size} terms, a relative named", right, len(own))
            yield _percent(f"held out, margin {margin:.0f}, {size} terms, named and wrong", wrong, len(own))
    named = [trial for trial in trials if trial.bits is not None and trial.bits >= MARGIN]
    for what, agreeing in (("the next term agrees", [t for t in named if t.next]), ("three probes agree", [t for t in named if t.probed])):
        yield _percent(f"held out, named, {what}: all other terms too", sum(bool(trial.goes_on) for trial in agreeing), len(agreeing))
    rng = random.Random(SEED)
    for name, make in NEGATIVES.items():
        drawn = [make(rng, SIZES[-1])[1] for _ in range(ENOUGH_PER_NEGATIVE)]
        found = sum(bool(identify(terms[:size], known)) for terms in drawn for size in SIZES)
        yield _percent(f"not sequences ({name}), named", found, len(drawn) * len(SIZES))


def measure_cost(path: Path, data: Sequence[Known], known: KnownSequences, text: bytes) -> Iterator[Row]:
    """Rows for loading, memory and a look-up."""
    loads: tuple[Callable[[], object], ...] = (partial(sequences.load_sequences, path), partial(load_dictionary, path))
    for what, unit, cost in (("to load", "s", _seconds), ("of memory", "MB", _megabytes)):
        ours, theirs = (cost(load) for load in loads)
        yield Row(f"{unit} {what}, {len(data)} sequences; baseline: a dictionary", ours, theirs, unit, theirs / ours)
    traces = [sequence.terms[:12] for sequence in data if len(sequence.terms) >= 12][:LOOK_UPS]
    ours = median(_seconds(partial(identify, trace, known)) for trace in traces)
    theirs = median(_seconds(partial(text.find, _as_text(trace))) for trace in traces)
    yield Row("look-up with all changes; baseline: text search of the trace as it is", 1e3 * ours, 1e3 * theirs, "ms", theirs / ours)


def _megabytes(load: Callable[[], object]) -> float:
    """What Python and numpy have allocated for what it returns."""
    tracemalloc.start()
    kept = load()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return held / 1e6


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def load_dictionary(path: Path) -> Mapping[str, tuple[int, ...]]:
    """The baseline: names to terms."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {name: tuple(map(int, terms.split(","))) for name, _, _, terms in rows}


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="OEIS_FOLDER", help="with sequences.tsv.gz")
    parser.add_argument("--half", choices=("development", "test"), default="test", help="whose traces (default: %(default)s)")
    arguments = parser.parse_args()
    path = arguments.data / "sequences.tsv.gz"
    data, known = load_sequences(arguments.data), sequences.load_sequences(path)
    text = b"\n".join(_as_text(sequence.terms) for sequence in data)
    few = chosen(data, arguments.half, 60 if arguments.quick else 400)
    many = chosen(data, arguments.half, 200 if arguments.quick else 2000)
    rows = [*measure_cost(path, data, known, text), *measure_identification(few, known, text), *measure_false_matches(many, known)]
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
