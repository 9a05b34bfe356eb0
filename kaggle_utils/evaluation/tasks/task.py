"""The standard tasks by name, read from the files that the user gives: none is part of this repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.draw import draw
from kaggle_utils.evaluation.problems import load_problem_set
from kaggle_utils.evaluation.tasks import function
from kaggle_utils.evaluation.tasks.code_files import CodeProblem, read_humaneval, read_mbpp
from kaggle_utils.evaluation.tasks.code_tests import CodeTests
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import program_of_thoughts

CODE_FILES: Mapping[str, Callable[[Path], list[CodeProblem]]] = {"humaneval": read_humaneval, "mbpp": read_mbpp}
MATHEMATICS = ("gsm8k", "math", "amc")  # as read_problem_file reads them; integers only
TASKS = (*CODE_FILES, *MATHEMATICS)


@dataclass(frozen=True)
class Task:
    """Problems of one kind and the name of the strategy that suits them.

    ``tests``, by the problem's id, decide on a program; where a task has none, the answer decides.
    """

    name: str
    problems: tuple[Problem, ...]
    strategy: str
    tests: Mapping[str, CodeTests] = field(default_factory=dict)


def load_task(name: str, path: Path, sample: int | None = None) -> Task:
    """The task of this name from its file; a ``sample`` is drawn by a hash, the same on every machine.

    Raises InputError for an unknown name, and for a file that is not of that task: it names the line.
    """
    if name not in TASKS:
        raise InputError(f"no task is called {name!r}; there are: {', '.join(TASKS)}")
    if name in MATHEMATICS:
        return Task(name, tuple(each.problem for each in load_problem_set(path, sample)), program_of_thoughts.NAME)
    if sample is not None and sample < 1:
        raise InputError(f"a sample of {sample} problems of {path} was asked for: ask for at least 1")
    read = CODE_FILES[name](path)
    problems = [problem for problem, _ in read]
    if not problems:
        raise InputError(f"{path} holds no problem: give the file of {name}")
    chosen = problems if sample is None else draw(problems, sample, lambda problem: problem.id)
    return Task(name, tuple(chosen), function.NAME, {tests.id: tests for _, tests in read})
