"""Broken programs with the diagnosis that the package gives of them: each is run in the package's own sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from kaggle_utils.answers import read_printed_answer
from kaggle_utils.messages import Message
from kaggle_utils.repair import diagnose, reflect
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.traces import parse_trace
from models.demo.training.bugs import plant_bug
from models.demo.training.families import Family
from models.demo.training.items import Item, Mode, Question, draw_question, fence, write_program

TIMEOUT = 1.0  # seconds; honest programs of these families take a tenth of that
READERS: dict[Mode, Callable[[str], object]] = {"answer": read_printed_answer, "trace": parse_trace}


@dataclass(frozen=True)
class BrokenProgram:
    """A program with a planted bug, its diagnosis, and the program as it should be."""

    question: Question
    mode: Mode
    broken: str
    diagnosis: str
    correct: str


async def run_and_diagnose(sandbox: Sandbox, program: str, mode: Mode, timeout: float = TIMEOUT) -> str | None:
    """Run a program and return what is wrong with it, or None."""
    execution = await sandbox.run(program, timeout=timeout)
    complaint = None
    if execution.ok:
        try:
            READERS[mode](execution.stdout)
        except ValueError as error:
            complaint = str(error)
    return diagnose(execution, complaint)


async def plant_bugs(families: Sequence[Family], count: int, random: Random, *, held_out_values: bool) -> list[BrokenProgram]:
    """Make ``count`` failing programs for each family; a bug that does not fail is drawn again."""

    async def plant(sandbox: Sandbox, family: Family, seed: int) -> BrokenProgram:
        own = Random(seed)
        while True:
            question = draw_question(family, own, held_out_values=held_out_values)
            mode: Mode = "trace" if own.random() < 0.3 else "answer"
            correct = write_program(question, own.choice(family.programs), mode)
            broken = plant_bug(correct, own)
            diagnosis = await run_and_diagnose(sandbox, broken, mode)
            if diagnosis is not None:
                diagnosis = diagnosis.replace(f"after {TIMEOUT:g} s", f"after {own.choice((2, 5, 5, 5, 10))} s")
                return BrokenProgram(question, mode, broken, diagnosis, correct)

    async with Sandbox(workers=2) as sandbox:
        tasks = [plant(sandbox, family, random.getrandbits(64)) for family in families for _ in range(count)]
        return await asyncio.gather(*tasks)


def repair_item(case: BrokenProgram, opening: tuple[Message, ...]) -> Item:
    """The conversation that asks for a repair, after the ``opening`` that asked for the program."""
    return Item((*opening, *reflect(fence(case.broken), case.diagnosis)), fence(case.correct), case.question, case.mode)
