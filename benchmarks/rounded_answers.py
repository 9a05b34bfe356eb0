"""What answers are worth that a program made by rounding: recorded replies, their programs in the sandbox, against the gold answers.

    python -m benchmarks.rounded_answers --data ../shared/data [--json FILE] [--list FILE] [--quick]

Two parts. (1) The programs as they are written: of those whose answer is rounded, by the form and by how the value lies to the integers,
how many answers are right, and whether the reader that the strategies use lets them stand. ``ours`` are right answers, ``baseline`` all of
them. (2) What a repair would make that only makes the type fit: the programs that print a number which is no integer, and how many of
these are right through int(), round() or math.ceil(). ``--list`` writes every rounded answer with its program.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import math
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils.answers import AnswerError, extract_answer, extract_code
from kaggle_utils.engines import create_engine
from kaggle_utils.programs.rounding import watch
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.strategies.shared.answer_reader import AnswerReader
from kaggle_utils.strategies.shared.context import AttemptContext

TIMEOUT = 3.0  # seconds, as in docs/repair.md
NUMBER = re.compile(r"-?\d+(?:\.\d+|/[1-9]\d*)\Z")
NOISE = 1e-6  # nearer to an integer than this a number is one


@dataclass(frozen=True)
class Recorded:
    """A program out of a reply: where from, what for, and the right answer."""

    source: str
    statement: str
    code: str
    gold: int


@dataclass(frozen=True)
class Found:
    """A program that ran: its answer, or the number that it printed instead; the roundings on the way, and whether they were refused."""

    program: Recorded
    answer: int | None
    number: str | None
    rounded: tuple[str, ...]
    refused: str | None

    @property
    def is_right(self) -> bool:
        """Whether the answer is the right one."""
        return self.answer == self.program.gold


def read_programs(folder: Path) -> Iterator[Recorded]:
    """The first program of each of ToRA's replies, and all different blocks of AIMO-1's transcripts, the last ones apart."""
    with gzip.open(folder / "tora_70b_gsm8k.jsonl.gz", "rt") as lines:
        for record in map(json.loads, lines):
            code = extract_code(record["code"][0].split("```output")[0])
            if code is not None:
                yield Recorded("ToRA", record["question"], code, int(record["gt"].replace(",", "")))
    seen: set[str] = set()
    with gzip.open(folder / "aimo1_deepseekmath_transcripts.jsonl.gz", "rt") as lines:
        records: list[dict[str, Any]] = list(map(json.loads, lines))
    for record in records:
        code = extract_code(record["model_text"])
        if code is not None and code not in seen:
            seen.add(code)
            yield Recorded("AIMO-1, last block", record["problem"], code, int(record["gold"]))
    for record in records:
        for code in re.findall(r"```python\n(.*?)```", record["model_text"], re.DOTALL):
            if code not in seen:
                seen.add(code)
                yield Recorded("AIMO-1, other blocks", record["problem"], code, int(record["gold"]))


async def look(program: Recorded, context: AttemptContext) -> Found | None:
    """Run a program, and read it as a strategy does; None where it does not run to its end."""
    execution = await context.run(program.code)
    if execution is None or not execution.ok:
        return None
    answer = extract_answer(execution.stdout)
    if answer is None:
        number = NUMBER.search(execution.stdout.strip())
        return Found(program, None, number[0] if number else None, (), None)
    watched = watch(program.code)
    again = await context.run(watched.code) if watched is not None else None
    rounded = watched.read(again.stdout) if watched is not None and again is not None and again.ok else []
    refused = None
    try:
        await AnswerReader(program.statement, context).read(program.code, execution)
    except AnswerError as error:
        refused = str(error)
    return Found(program, answer, None, tuple(f"{each.by} {each.kind}" for each in rounded), refused)


async def look_at_all(programs: list[Recorded], workers: int) -> list[Found]:
    """All programs, ``workers`` at a time."""
    settings = Settings.preset("cpu-demo", execution_timeout=TIMEOUT)
    engine = create_engine(settings)  # of which nothing is asked: it is not even started
    turn = asyncio.Semaphore(workers)
    async with Sandbox(workers=workers) as sandbox:
        context = AttemptContext(engine, sandbox, AttemptSettings.of(settings), time.monotonic() + 1e6, time.monotonic, seed=0)

        async def one(program: Recorded) -> Found | None:
            async with turn:
                return await look(program, context)

        return [found for found in await asyncio.gather(*map(one, programs)) if found is not None]


def measure_rounded(found: list[Found]) -> Iterator[Row]:
    """Right answers among all of a kind."""
    for source in dict.fromkeys(each.program.source for each in found):
        own = [each for each in found if each.program.source == source and each.answer is not None]
        plain = [each for each in own if not each.rounded]
        yield Row(f"{source}: not rounded", sum(map(_right, plain)), len(plain), "right", sum(map(_right, plain)) / max(1, len(plain)))
        kinds = Counter(("; ".join(each.rounded), each.refused is not None) for each in own if each.rounded)
        for (kind, refused), total in sorted(kinds.items()):
            right = sum(each.is_right for each in own if ("; ".join(each.rounded), each.refused is not None) == (kind, refused))
            yield Row(f"{source}: {kind}, {'refused' if refused else 'stands'}", right, total, "right", right / total)


def measure_forced(found: list[Found]) -> Iterator[Row]:
    """What numbers that are no integers are worth when they are made integers."""
    for source in dict.fromkeys(each.program.source for each in found):
        numbers = [
            (Fraction(each.number), each.program.gold) for each in found if each.program.source == source and each.number is not None
        ]
        numbers = [(number, gold) for number, gold in numbers if abs(number - round(number)) > NOISE]
        for name, function in (("int", int), ("round", round), ("math.ceil", math.ceil)):
            right = sum(function(number) == gold for number, gold in numbers)
            yield Row(f"{source}: no integer, through {name}()", right, len(numbers), "right", right / max(1, len(numbers)))


def _right(found: Found) -> bool:
    return found.is_right


def main() -> None:
    """Measure and print."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="where replay/ is")
    parser.add_argument("--list", type=Path, metavar="FILE", help="write every rounded answer there, as JSON lines")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="programs at a time")
    arguments = parser.parse_args()
    programs = list(read_programs(arguments.data / "replay"))
    found = asyncio.run(look_at_all(programs[:: 20 if arguments.quick else 1], arguments.workers))
    if arguments.list:
        kept = [each for each in found if each.rounded or each.number]
        arguments.list.write_text("".join(json.dumps(asdict(each)) + "\n" for each in kept))
    report([*measure_rounded(found), *measure_forced(found)], arguments.json)


if __name__ == "__main__":
    main()
