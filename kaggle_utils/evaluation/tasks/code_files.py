"""HumanEval and MBPP as they are published: JSON Lines, compressed or not."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.json_lines import read_json_lines
from kaggle_utils.evaluation.tasks.code_tests import CodeTests
from kaggle_utils.problem import Problem

WANTED = "give the task's JSON Lines file"
CodeProblem = tuple[Problem, CodeTests]
"""What the model is asked, and the tests that decide on its program."""


def read_humaneval(path: Path) -> list[CodeProblem]:
    """The problems of HumanEval (Chen et al., arXiv 2107.03374): a function's head and docstring are given. Raises InputError."""
    return [_humaneval(row, f"{path}, line {number}") for number, row in read_json_lines(path, WANTED)]


def read_mbpp(path: Path) -> list[CodeProblem]:
    """The problems of MBPP (Austin et al., arXiv 2108.07732): a sentence and the tests, which are shown, as the paper does.

    Raises InputError.
    """
    return [_mbpp(row, f"{path}, line {number}") for number, row in read_json_lines(path, WANTED)]


def _humaneval(row: Mapping[str, Any], where: str) -> CodeProblem:
    id_, prompt, entry, solution, test = _texts(row, where, "task_id", "prompt", "entry_point", "canonical_solution", "test")
    statement = f"Complete this Python function:\n\n```python\n{prompt.strip()}\n```"
    given = "\n\n".join(ast.unparse(node) for node in _parse(prompt, where).body if not _defines(node, entry))
    return Problem(id_, statement), CodeTests(id_, entry, given, prompt + solution, f"{test}\n\ncheck({entry})\n")


def _mbpp(row: Mapping[str, Any], where: str) -> CodeProblem:
    text = "text" if "text" in row else "prompt"  # the full set and the sanitized one name it differently
    sentence, solution = _texts(row, where, text, "code")
    asserts = row.get("test_list")
    if not isinstance(asserts, list) or not asserts or not all(isinstance(each, str) for each in asserts):
        raise InputError(f"{where} has no test_list with texts: give MBPP's file")
    setup = row.get("test_setup_code") or "\n".join(row.get("test_imports", ()))
    shown = "\n".join([setup, *asserts]).strip()
    id_ = f"MBPP/{row.get('task_id')}"
    statement = f"{sentence.strip()}\n\nThe function must pass these tests:\n\n```python\n{shown}\n```"
    tests = f"{_imports(shown, where)}\n{shown}\n"
    return Problem(id_, statement), CodeTests(id_, _entry(solution, shown, where), "", solution, tests)


def _imports(tests: str, where: str) -> str:
    """Imports of the standard modules that tests use, as ``math.isclose``: the file at hand may have lost MBPP's ``test_imports``."""
    values = [node.value for node in ast.walk(_parse(tests, where)) if isinstance(node, ast.Attribute)]
    used = {value.id for value in values if isinstance(value, ast.Name)} & sys.stdlib_module_names
    return "\n".join(f"import {name}" for name in sorted(used))


def _entry(solution: str, tests: str, where: str) -> str:
    """The function of the reference solution that the tests call first."""
    defined = {node.name for node in _parse(solution, where).body if isinstance(node, ast.FunctionDef)}
    called = [node.id for node in ast.walk(_parse(tests, where)) if isinstance(node, ast.Name) and node.id in defined]
    if not called:
        raise InputError(f"{where}: the tests call none of the functions that its code defines ({', '.join(sorted(defined))})")
    return called[0]


def _parse(source: str, where: str) -> ast.Module:
    try:
        with warnings.catch_warnings(action="ignore"):  # of MBPP's programs two have an escape that Python warns of
            return ast.parse(source)
    except SyntaxError as error:
        raise InputError(f"{where} holds a program that does not compile ({error.msg}): the file is damaged") from None


def _defines(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


def _texts(row: Mapping[str, Any], where: str, *names: str) -> list[str]:
    values = [row.get(name) for name in names]
    for name, value in zip(names, values, strict=True):
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{where} has no text {name!r}, but {value!r:.40}: is it the file of another task?")
    return [str(value) for value in values]
