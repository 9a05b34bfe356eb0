"""Sequences, a model that writes known programs for them, and settings of the benchmark."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines import Sampling
from kaggle_utils.evaluation.oeis.benchmark import benchmark_settings
from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import SEEDS_APART
from tests.scripted import Script, program

TERMS, FURTHER = 12, 4
FIBONACCI = OeisSequence(
    "A000045",
    "Fibonacci numbers: F(n) = F(n-1) + F(n-2) with F(0) = 0 and F(1) = 1.",
    0,
    (0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610),
    "classic_easy",
    ("nonn", "easy"),
)
SQUARES = OeisSequence("A000290", "The squares: a(n) = n^2.", 1, tuple(n * n for n in range(1, 17)), "classic_easy", ("nonn",))
PRIMES = OeisSequence(
    "A000040", "The prime numbers.", 1, (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53), "classic_hard", ("nonn", "hard")
)
SEQUENCES = (FIBONACCI, SQUARES, PRIMES)
FOR = "for n in range({first}, {last} + 1): print(n, f(n))"
RIGHT = {
    FIBONACCI.id: "def f(n):\n    a, b = 0, 1\n    for _ in range(n): a, b = b, a + b\n    return a\n" + FOR,
    SQUARES.id: "def f(n): return n * n\n" + FOR,
    PRIMES.id: "def f(n):\n    k = 1\n    while n:\n        k += 1\n        n -= all(k % d for d in range(2, k))\n    return k\n" + FOR,
}
TABLE = "terms = {terms}\nfor n in range({first}, {last} + 1): print(n, terms[n - {first}])"
CUBES = "def f(n): return n ** 3\n" + FOR


def code_for(sequence: OeisSequence, template: str, terms: int = TERMS) -> str:
    """A program for a sequence, with the terms asked for filled in."""
    asked = sequence.asked(terms)
    values = {"first": asked[0], "last": asked[-1], "terms": list(sequence.first(terms))}
    return re.sub(r"\{(first|last|terms)\}", lambda found: str(values[found[1]]), template)


def asked_for(messages: Sequence[Message]) -> OeisSequence:
    """The sequence that a prompt is about."""
    return next(sequence for sequence in SEQUENCES if sequence.name in messages[-1].content)


def rank_of(sampling: Sampling) -> int:
    """Which sample of a sequence is asked for."""
    return sampling.seed // SEEDS_APART


def writes(choose: Callable[[OeisSequence, int], str]) -> Script:
    """A model that writes the program that ``choose`` gives for a sequence and the number of the sample."""
    return lambda messages, sampling: program(code_for(sequence := asked_for(messages), choose(sequence, rank_of(sampling))))


def right_then_wrong(sequence: OeisSequence, rank: int) -> str:
    """Of three samples one computes, one looks up, and one is wrong."""
    return (RIGHT[sequence.id], TABLE, CUBES)[rank % 3]


def settings_into(out: Path, samples: int = 1, terms: int = TERMS, **changes: Any) -> Settings:
    """Settings of the benchmark, with limits that no machine meets by being slow."""
    return benchmark_settings("cpu-demo", {"execution_timeout": 60.0, "problem_limit": 600.0} | changes, samples, terms, out)


@pytest.fixture
def make_benchmark(tmp_path: Path) -> Callable[..., Settings]:
    """The same, of runs in the test's own folder."""
    return partial(settings_into, tmp_path / "run")


@pytest.fixture
def sequence_file(tmp_path: Path) -> Path:
    """The sequences as a file."""
    path = tmp_path / "sequences.jsonl"
    rows = [
        {"a": each.id, "name": each.name, "offset": f"{each.offset},2", "keyword": ",".join(each.keywords), "group": each.group}
        | {"terms": each.terms}
        for each in SEQUENCES
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
