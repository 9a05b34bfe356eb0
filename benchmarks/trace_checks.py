"""Suspect terms and hard-coded programs: how many are found, and how often the finding is wrong.

    python -m benchmarks.trace_checks --data OEIS_FOLDER [--programs REPLAY_FOLDER] [--quick] [--json FILE]

One term of 20 is made wrong in sequences of the OEIS whose law is known (order at most 6, valid from the first term: what 20 terms can
decide), and in all others beside them; the same sequences and arbitrary others are shown without an error. The hard-coded programs are the
labelled ones of tests/traces/hardcoded, and the real ones of --programs, none of which is shipped. The baseline of a row is the goal
or, where the row says so, the figure of the field; a ratio is ours over it. Of a rate that should be 0 the ratio has no meaning and is 0.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.sandbox import Execution, Sandbox
from kaggle_utils.traces import Trace, TraceError, check_trace, hardcoded, parse_trace, suspect_terms
from kaggle_utils.traces.hardcoding import hardcoded_when_run
from tests.traces.hardcoded.corpus import Confusion, Program, compare, load

SEED = 20261121
TERMS = 20
MAX_ORDER = 6
GOAL_LOCATED = 0.75
FIELD_AGREES = 0.86  # a GPT-4o call against people (arXiv 2411.04372)
FAR_TARGET = 10**6  # a size that no trace reaches
TIMEOUT = 20.0  # seconds for a program of the corpus


@dataclass(frozen=True)
class Known:
    """A sequence whose recurrence is known; ``skip`` terms come before it holds."""

    name: str
    terms: tuple[int, ...]
    order: int
    skip: int

    @property
    def is_decidable(self) -> bool:
        """Whether the law can be found from 20 terms at all."""
        return self.order <= MAX_ORDER and self.skip == 0


def read_known(data: Path) -> Iterator[Known]:
    """The sequences with a linear recurrence that have enough terms."""
    for name in ("truth_linrec_signature", "truth_cfinite"):
        with gzip.open(data / f"{name}.jsonl.gz", "rt") as lines:
            for line in lines:
                record = json.loads(line)
                if len(record["terms"]) >= TERMS:
                    yield Known(record["a"], tuple(record["terms"][:TERMS]), record["order"], record.get("skip", 0))


def read_all(data: Path) -> list[tuple[int, ...]]:
    """The first terms of all sequences that have enough of them."""
    with gzip.open(data / "sequences.tsv.gz", "rt") as lines:
        rows = [line.rstrip("\n").split("\t")[3].split(",") for line in lines]
    return [tuple(map(int, row[:TERMS])) for row in rows if len(row) >= TERMS]


def read_real_programs(folder: Path) -> Iterator[str]:
    """Programs that models wrote for word problems and for competition problems."""
    with gzip.open(folder / "tora_70b_gsm8k.jsonl.gz", "rt") as lines:
        for line in lines:
            yield from re.findall(r"```python\n(.*?)```", json.loads(line)["code"][0], re.DOTALL)[:1]
    with gzip.open(folder / "aimo1_deepseekmath_transcripts.jsonl.gz", "rt") as lines:
        for line in lines:
            yield from re.findall(r"```python\n(.*?)```", json.loads(line)["model_text"], re.DOTALL)


def plant(terms: tuple[int, ...], own: random.Random) -> tuple[int, tuple[int, ...]]:
    """One term made wrong: off by one, by a little, by up to its size, or doubled."""
    position = own.randrange(len(terms))
    size = max(2, abs(terms[position]))
    error = own.choice([own.choice((-1, 1)), own.randint(1, 10) * own.choice((-1, 1)), own.randint(1, size), size])
    return position, (*terms[:position], terms[position] + error, *terms[position + 1 :])


def measure_suspects(known: Sequence[Known], own: random.Random) -> list[Row]:
    """Location and wrong repairs on planted errors; suspicions on the same sequences without one."""
    located, decidable, inner, wrong, accused = 0, 0, 0, 0, 0
    seconds = 0.0
    for sequence in known:
        position, terms = plant(sequence.terms, own)
        started = time.perf_counter()
        suspects = suspect_terms(terms)
        seconds += time.perf_counter() - started
        right = [(suspect.index, suspect.expected) for suspect in suspects] == [(position, sequence.terms[position])]
        wrong += bool(suspects) and not right
        decidable += sequence.is_decidable
        inner += sequence.is_decidable and 0 < position < TERMS - 1
        located += sequence.is_decidable and right
        accused += bool(suspect_terms(sequence.terms))
    count = len(known)
    return [
        Row(f"located, {decidable} decidable laws", 100 * located / decidable, 100 * GOAL_LOCATED, "%", located / decidable / GOAL_LOCATED),
        Row(f"located, error not at an end ({inner})", 100 * located / inner, 100 * GOAL_LOCATED, "%", located / inner / GOAL_LOCATED),
        Row(f"wrong repairs in {count}, all orders", wrong, 0, "", 0),
        Row(f"suspects in {count} without an error", accused, 0, "", 0),
        Row("time for 20 terms", 1000 * seconds / count, 0, "ms", 0),
    ]


def measure_arbitrary(sequences: Sequence[tuple[int, ...]]) -> list[Row]:
    """Suspicions on sequences of any kind, none of which has an error."""
    accused = sum(bool(suspect_terms(terms)) for terms in sequences)
    return [Row(f"suspects in {len(sequences)} arbitrary ones", accused, 0, "", 0)]


def measure_doubts(sequences: Sequence[tuple[int, ...]], own: random.Random) -> list[Row]:
    """Warnings about the values of right traces, and of traces with one wrong term."""
    right, wrong = (sum(map(_has_doubt, traces)) for traces in (sequences, [plant(terms, own)[1] for terms in sequences]))
    count = len(sequences)
    return [
        Row(f"doubts about {count} right traces", 100 * right / count, 0, "%", 0),
        Row(f"doubts about {count} with one wrong term; ratio to right ones", 100 * wrong / count, 0, "%", wrong / max(right, 1)),
    ]


def _has_doubt(terms: tuple[int, ...]) -> bool:
    return any(finding.is_doubt for finding in check_trace(Trace(1, terms, FAR_TARGET)))


def rows_of(what: str, confusion: Confusion) -> list[Row]:
    """The four cells of a confusion table, and agreement with the labels."""
    tables, honest = confusion.found + len(confusion.missed), confusion.passed + len(confusion.false_alarms)
    agreement = (confusion.found + confusion.passed) / (tables + honest)
    return [
        Row(f"{what}: tables found, of {tables}", confusion.found, tables, "", confusion.found / tables),
        Row(f"{what}: honest passed, of {honest}", confusion.passed, honest, "", confusion.passed / honest),
        Row(f"{what}: agrees with the labels (field: 86 %)", 100 * agreement, 100 * FIELD_AGREES, "%", agreement / FIELD_AGREES),
    ]


async def judge_by_running(programs: Sequence[Program]) -> list[bool]:
    """Verdicts after experiments in the sandbox. Programs that print no trace are judged by reading alone."""
    verdicts = []
    async with Sandbox(workers=1) as sandbox:

        async def run(code: str) -> Execution:
            return await sandbox.run(code, timeout=TIMEOUT)

        for program in programs:
            try:
                trace = parse_trace((await run(program.code)).stdout)
            except TraceError:
                verdicts.append(hardcoded(program.code).verdict)
                continue
            verdicts.append((await hardcoded_when_run(program.code, trace, run)).verdict)
    return verdicts


def measure_programs() -> list[Row]:
    """The labelled programs, read, and read and run."""
    programs = load()
    rows = []
    for what, verdicts in (
        ("read", [hardcoded(program.code).verdict for program in programs]),
        ("read and run", asyncio.run(judge_by_running(programs))),
    ):
        confusion = compare(programs, verdicts)
        print(f"{what}:\n{confusion}\n")
        rows += rows_of(what, confusion)
    return rows


def measure_real(folder: Path) -> list[Row]:
    """Real programs; the few that are flagged are printed, because only a person can say whether rightly."""
    real = list(read_real_programs(folder))
    flagged = [program for program in real if hardcoded(program)]
    for program in flagged:
        print(f"flagged of {len(real)} real programs:\n{program.strip()[:400]}\n")
    return [Row(f"flagged of {len(real)} real programs", len(flagged), 0, "", 0)]


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the sequences")
    parser.add_argument("--programs", type=Path, metavar="DIR", help="transcripts with real programs")
    arguments = parser.parse_args()
    own = random.Random(SEED)
    few, many = (300, 500) if arguments.quick else (2000, 3000)
    rows = measure_suspects(own.sample(list(read_known(arguments.data)), few), own)
    rows += measure_arbitrary(own.sample(read_all(arguments.data), many))
    rows += measure_doubts(own.sample(read_all(arguments.data), many), own)
    rows += measure_programs()
    if arguments.programs:
        rows += measure_real(arguments.programs)
    report(rows, arguments.json)


if __name__ == "__main__":
    main()
