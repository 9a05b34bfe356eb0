"""The tasks by name: standard ones from files that the user gives, none of which is part of this repository, and our instructions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation import instructions
from kaggle_utils.evaluation.draw import draw
from kaggle_utils.evaluation.problems import load_problem_set
from kaggle_utils.evaluation.tasks import function
from kaggle_utils.evaluation.tasks.code_files import CodeProblem, read_humaneval, read_mbpp
from kaggle_utils.evaluation.tasks.code_tests import CodeTests
from kaggle_utils.problem import Problem
from kaggle_utils.strategies import Strategy, program_of_thoughts

CODE_FILES: Mapping[str, Callable[[Path], list[CodeProblem]]] = {"humaneval": read_humaneval, "mbpp": read_mbpp}
MATHEMATICS = ("gsm8k", "math", "amc")  # as read_problem_file reads them; integers only
TASKS = (*CODE_FILES, *MATHEMATICS, instructions.NAME)


@dataclass(frozen=True)
class Task:
    """Problems of one kind and the name of the strategy that suits them; ``attempt`` is that strategy where the task has one of its own.

    ``tests``, by the problem's id, decide on a program; where a task has none, the answer decides.
    """

    name: str
    problems: tuple[Problem, ...]
    strategy: str
    tests: Mapping[str, CodeTests] = field(default_factory=dict)
    attempt: Strategy | None = None


def load_task(name: str, path: Path | None, sample: int | None = None) -> Task:
    """The task of this name from its file; a ``sample`` is drawn by a hash, the same on every machine.

    Without a file the instructions are our own. Raises InputError for an unknown name, for another task without a file, and for a file
    that is not of that task: it names the line or the prompt.
    """
    if name not in TASKS:
        raise InputError(f"no task is called {name!r}; there are: {', '.join(TASKS)}")
    if name == instructions.NAME:
        return _load_instructions(path, sample)
    if path is None:
        raise InputError(f"{name} needs its file, as it is published: give --file FILE")
    if name in MATHEMATICS:
        return Task(name, tuple(each.problem for each in load_problem_set(path, sample)), program_of_thoughts.NAME)
    _check_sample(sample, path)
    read = CODE_FILES[name](path)
    problems = [problem for problem, _ in read]
    if not problems:
        raise InputError(f"{path} holds no problem: give the file of {name}")
    chosen = problems if sample is None else draw(problems, sample, lambda problem: problem.id)
    return Task(name, tuple(chosen), function.NAME, {tests.id: tests for _, tests in read}, function.attempt)


def _load_instructions(path: Path | None, sample: int | None) -> Task:
    _check_sample(sample, path or "our prompts")
    prompts = instructions.read_prompts(path)
    chosen = prompts if sample is None else draw(prompts, sample, lambda prompt: prompt.id)
    problems = tuple(map(instructions.as_problem, chosen))
    return Task(instructions.NAME, problems, instructions.NAME, attempt=instructions.strategy_for(chosen))


def _check_sample(sample: int | None, path: Path | str) -> None:
    if sample is not None and sample < 1:
        raise InputError(f"a sample of {sample} problems of {path} was asked for: ask for at least 1")
