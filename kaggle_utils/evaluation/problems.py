"""The problems that settings are tried on: our own counting and competition problems, and sets from files that the user gives."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.families import SEEN, Construct, Difficulty, Family, Law, read_competition, read_families
from kaggle_utils.evaluation.problem_files import read_problem_file
from kaggle_utils.problem import Problem

logger = logging.getLogger(__name__)

Half = Literal["seen", "unseen", "all"]


@dataclass(frozen=True)
class EvaluationProblem:
    """A problem with its answer, and what is known about it.

    ``family`` is the cluster of statistics: problems of one family ask for the same function; elsewhere it is the problem's own id. The
    function's first values are ``trace``, from ``start`` on and without the ``modulus`` that the problem may ask for; ``size`` is where it
    is asked for. None where a set does not say.
    """

    problem: Problem
    family: str
    construct: Construct | None = None
    difficulty: Difficulty | None = None
    law: Law | None = None
    size: int | None = None
    modulus: int | None = None
    trace: tuple[int, ...] | None = None
    start: int | None = None


def load_families(half: Half = "seen") -> list[EvaluationProblem]:
    """The counting problems of a half of the families: the first wording of each, then the second of each, and so on.

    So a part of the list has as many different families as possible. Ids are the family's name and the number of the wording.
    """
    families = read_families()
    chosen = {"seen": families[:SEEN], "unseen": families[SEEN:], "all": families}[half]
    last = max(len(family.wordings) for family in chosen)
    return [_of_family(family, number) for number in range(last) for family in chosen if number < len(family.wordings)]


def load_competition() -> list[EvaluationProblem]:
    """The competition problems, each a family of its own. Ids are the family's name and 1."""
    return [_of_family(family, 0) for family in read_competition()]


def load_problem_set(path: Path, sample: int | None = None, seed: int = 0) -> list[EvaluationProblem]:
    """The problems of a CSV or JSONL file whose answers are integers; how many others were left out is logged.

    A ``sample`` is drawn by a hash of the seed and the ids, so it is the same on every machine, and a smaller one is the beginning of a
    larger one. Raises InputError that names the file, the value and the way out.
    """
    if sample is not None and sample < 1:
        raise InputError(f"a sample of {sample} problems of {path} was asked for: ask for at least 1")
    problems, left_out = read_problem_file(path)
    if left_out:
        logger.warning("%s: %d of %d problems left out: their answers are not integers", path, left_out, left_out + len(problems))
    chosen = problems if sample is None else _draw(problems, sample, seed)
    return [EvaluationProblem(problem, family=problem.id) for problem in chosen]


def _of_family(family: Family, number: int) -> EvaluationProblem:
    wording = family.wordings[number]
    return EvaluationProblem(
        Problem(f"{family.name}-{number + 1}", wording.statement, wording.answer),
        family=family.name,
        construct=family.construct,
        difficulty=family.difficulty,
        law=family.law,
        size=wording.size,
        modulus=wording.modulus,
        trace=family.trace,
        start=family.start,
    )


def _draw(problems: Sequence[Problem], count: int, seed: int) -> Sequence[Problem]:
    return sorted(problems, key=lambda problem: hashlib.sha256(f"{seed}\0{problem.id}".encode(errors="surrogatepass")).digest())[:count]
