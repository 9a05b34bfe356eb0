"""Check every sample again, independently of the build: a fresh sandbox, terms from the file, overlap again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaggle_utils.codeseq.accept import certain_law, check_lookup, predicted_cases
from kaggle_utils.codeseq.benchmarks import BenchmarkItem, Benchmarks
from kaggle_utils.codeseq.build import load_benchmarks
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.read import read_json_lines, read_sequences
from kaggle_utils.codeseq.reasons import RefusedError
from kaggle_utils.codeseq.run_cases import run_cases
from kaggle_utils.codeseq.sample import Case
from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence
from kaggle_utils.codeseq.sequence import cut
from kaggle_utils.codeseq.write import MESSAGES, PAPER, SAMPLES
from kaggle_utils.errors import InputError
from kaggle_utils.sandbox import Sandbox


@dataclass(frozen=True)
class Verified:
    """How many samples were checked, and what is wrong with those that fail, by their ids."""

    checked: int
    failed: Mapping[str, str]


def verify(config: CodeSeqConfig, known: Sequence[BenchmarkItem] = ()) -> Verified:
    """Check every row of ``samples.jsonl``, and that the two other files hold the same programs. Raises InputError for missing files."""
    rows = {str(row["id"]): row for _, row in _rows(config.out / SAMPLES)}
    sequences = {sequence.name: cut(sequence, config.longest_term) for sequence in read_sequences(config.sequences)}
    benchmarks = load_benchmarks(config, known)
    failed: dict[str, str] = {}
    for id_, row in rows.items():
        try:
            _check_text(row, sequences, benchmarks)
        except (RefusedError, _WrongError) as error:
            failed[id_] = str(error)
    for name, read in ((PAPER, _code_of_paper_row), (MESSAGES, _code_of_chat_row)):
        failed |= {id_: f"{name}: {trouble}" for id_, trouble in _compare(config.out / name, rows, read).items()}
    sound = {id_: row for id_, row in rows.items() if id_ not in failed}
    failed |= asyncio.run(_run_all(sound, sequences, config))
    return Verified(len(rows), failed)


class _WrongError(ValueError):
    """What is wrong with a sample."""


def _rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    if not path.is_file():
        raise InputError(f"{path} is missing: run codeseq build with this configuration first")
    return list(read_json_lines(path))


def _check_text(row: Mapping[str, Any], sequences: Mapping[str, IntegerSequence], benchmarks: Benchmarks) -> None:
    """What can be checked without running: the terms, the overlap, and where the program has its numbers from."""
    sequence = sequences.get(row["sequence"])
    if sequence is None:
        raise _WrongError(f"{row['sequence']} is not in the file of sequences")
    for case in (*row["examples"], *row["test_cases"]):
        if str(sequence.at(int(case["input"]))) != case["output"]:
            raise _WrongError(f"the file has a({case['input']}) = {sequence.at(int(case['input']))}, and the sample {case['output'][:50]}")
    if name := benchmarks.find_sequence(sequence.name, sequence.terms):
        raise _WrongError(f"the sequence is a benchmark's, {name}")
    texts = (row["description"], row["input_format"], row["output_format"], *(case["explanation"] for case in row["examples"]))
    if overlap := benchmarks.find_text(texts):
        raise _WrongError(f"the text overlaps with {overlap[0]}: {overlap[1]}")
    check_lookup(row["code"], sequence)


def _compare(path: Path, rows: Mapping[str, Mapping[str, Any]], read: Callable[[Mapping[str, Any]], str]) -> dict[str, str]:
    """The samples whose program differs in another file, or is missing there, or is not among the samples."""
    others = {str(row["id"]): read(row) for _, row in _rows(path)}
    wrong = {id_: "the program is another one" for id_, row in rows.items() if id_ in others and row["code"] not in others[id_]}
    return wrong | dict.fromkeys(others.keys() ^ rows.keys(), "it is in one of the files only")


def _code_of_paper_row(row: Mapping[str, Any]) -> str:
    return str(json.loads(row["output"])["code"])


def _code_of_chat_row(row: Mapping[str, Any]) -> str:
    return str(row["messages"][-1]["content"])


async def _run_all(
    rows: Mapping[str, Mapping[str, Any]], sequences: Mapping[str, IntegerSequence], config: CodeSeqConfig
) -> dict[str, str]:
    async with Sandbox(config.sandbox_workers) as sandbox:
        troubles = await asyncio.gather(*[_run(row, sequences[row["sequence"]], sandbox, config) for row in rows.values()])
    return {id_: trouble for id_, trouble in zip(rows, troubles, strict=True) if trouble}


async def _run(row: Mapping[str, Any], sequence: IntegerSequence, sandbox: Sandbox, config: CodeSeqConfig) -> str | None:
    """What is wrong with a program: on its cases, on other known terms, and past them by a law.

    The cases run from the last to the first, so that a program that needs the order of the build's shows.
    """
    cases = [Case(case["input"], case["output"]) for case in (*row["examples"], *row["test_cases"])]
    for result in await run_cases(sandbox, row["code"], cases[::-1], config.execution_timeout, config.execution_memory):
        if result.outcome != "right":
            return f"a({result.input}): {result.outcome} {result.error}".strip()
    taken = {case.input for case in cases}
    others = [Case(str(index), str(sequence.at(index))) for index in range(sequence.start, sequence.end) if str(index) not in taken]
    law = await asyncio.to_thread(certain_law, sequence)
    further = [*others, *predicted_cases(sequence, law)]
    for result in await run_cases(sandbox, row["code"], further, config.execution_timeout, config.execution_memory):
        if result.outcome not in ("right", "timeout"):
            return f"a({result.input}), a further term: {result.outcome} {result.error}".strip()
    return None
