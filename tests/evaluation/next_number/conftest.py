"""Sequences, a model that answers them in a known way under each arm, and settings of the arms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.codeseq.sequence import Sequence as IntegerSequence
from kaggle_utils.engines import Engine, Sampling
from kaggle_utils.evaluation.next_number.arms import ARMS, BY_GUESS, BY_PROGRAM
from kaggle_utils.evaluation.next_number.benchmark import Made, arm_settings, make_attempts
from kaggle_utils.evaluation.next_number.questions import choose_questions, write_terms
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from tests.scripted import program

TERMS = 9
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
TERMS_OF = {
    "A000045": (0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89),
    "A000290": tuple(n * n for n in range(12)),
    "A000079": tuple(2**n for n in range(12)),
    "A007504": tuple(accumulate(PRIMES)),
    "A000040": PRIMES,
    "A000142": (1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800),
}
SEQUENCES = [IntegerSequence(name, f"{name}: a title", 0, terms) for name, terms in TERMS_OF.items()]
QUESTIONS = choose_questions(SEQUENCES, TERMS)
NEXT = {name: terms[TERMS] for name, terms in TERMS_OF.items()}
WRONG = {name: f'{{"thought": "a guess", "answer": {term + 1}}}' for name, term in NEXT.items()}
RIGHT = {name: f'{{"thought": "the rule", "answer": {term}}}' for name, term in NEXT.items()}
NO_JSON = "The next term follows from the rule."
COMPUTES = {
    "A000045": "a, b = 0, 1\nfor n in range(1, {last} + 1):\n    print(n, a)\n    a, b = b, a + b",
    "A000290": "for n in range(1, {last} + 1): print(n, (n - 1) ** 2)",
    "A000079": "for n in range(1, {last} + 1): print(n, 2 ** (n - 1) + (n == {last}))",  # wrong, at the one that is asked for
    "A007504": "for n in range(1, {last} + 1): print(n, n * n + 1)",
}
TABLE = "terms = {terms}\nfor n in range(1, {last} + 1): print(n, terms[n - 1])"
# What the model says of each sequence: without examples, with five, and as a program.
SAYS: dict[str, tuple[str, str, str]] = {
    name: (zero[name] if isinstance(zero, dict) else zero, five[name] if isinstance(five, dict) else five, COMPUTES.get(name, TABLE))
    for name, zero, five in (
        ("A000045", RIGHT, RIGHT),
        ("A000290", RIGHT, WRONG),
        ("A000079", WRONG, RIGHT),
        ("A007504", NO_JSON, RIGHT),
        ("A000040", NO_JSON, NO_JSON),
        ("A000142", WRONG, RIGHT),
    )
}


def id_of(messages: Sequence[Message]) -> str:
    """The sequence that a question is about."""
    return next(name for name, terms in TERMS_OF.items() if write_terms(terms[:TERMS]) in messages[-1].content)


def arm_of(messages: Sequence[Message]) -> str:
    """The arm that a question is of."""
    return BY_PROGRAM if "Python" in messages[-1].content else "5-shot" if len(messages) > 2 else "0-shot"


def script(messages: Sequence[Message], sampling: Sampling) -> str:
    """What the model says follows from the sequence and the arm alone."""
    name, arm = id_of(messages), arm_of(messages)
    said = SAYS[name][ARMS.index(arm)]
    filled = said.replace("{last}", str(TERMS + 1)).replace("{terms}", str(list(TERMS_OF[name])))
    return program(filled) if arm == BY_PROGRAM else said


def settings_into(out: Path, arm: str, **changes: Any) -> Settings:
    """Settings of an arm, with limits that no machine meets by being slow."""
    return arm_settings(arm, "cpu-demo", {"execution_timeout": 60.0, "problem_limit": 600.0} | changes, TERMS, out)


def measure_all(out: Path, engine: Engine, width: int | None = None) -> dict[str, Made]:
    """The attempts of all arms."""
    settings = {arm: None if arm == BY_GUESS else settings_into(out, arm) for arm in ARMS}
    return {arm: make_attempts(arm, QUESTIONS.asked, settings[arm], width=width, engine=engine) for arm in ARMS}


@pytest.fixture
def sequence_file(tmp_path: Path) -> Path:
    """The sequences as a table."""
    path = tmp_path / "sequences.tsv"
    rows = [f"{each.name}\t{each.title}\t0\t{','.join(map(str, each.terms))}\n" for each in SEQUENCES]
    path.write_text("".join(rows), encoding="utf-8")
    return path
