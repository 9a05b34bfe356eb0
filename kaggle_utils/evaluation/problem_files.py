"""Files of problems with answers: CSV as the gateways read it, and JSONL as GSM8K, MATH and AMC are published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaggle_utils.answers import extract_answer
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.json_lines import read_json_lines
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings

STATEMENTS = ("problem", "question", "statement")  # AMC 2023 as published has the first two, with the same text
GOLD = "####"  # what stands before GSM8K's answers, after the worked solution


def read_problem_file(path: Path) -> tuple[list[Problem], int]:
    """The problems of a file whose answers are integers, and the number of the others. Raises InputError."""
    if path.suffix == ".jsonl":
        problems, left_out = _read_jsonl(path)
    else:
        problems, left_out = _read_csv(path), 0
    if not problems:
        raise InputError(f"{path} holds {left_out} problems and not one with an integer as its answer: choose another file")
    return problems, left_out


def _read_csv(path: Path) -> list[Problem]:
    from kaggle_utils.gateways.csv_file import read_problems  # it imports pandas

    problems = read_problems(path, Settings.longest_statement)
    unanswered = [problem.id for problem in problems if problem.answer is None]
    if unanswered:
        raise InputError(f"{path}: the problem {unanswered[0]!r} has no answer: fill the column answer, or remove the row")
    return problems


def _read_jsonl(path: Path) -> tuple[list[Problem], int]:
    problems: dict[str, Problem] = {}
    left_out = 0
    for number, row in read_json_lines(path, "give the path of a CSV or JSONL file"):
        where = f"{path}, line {number}"
        answer = _read_answer(row, where)
        if answer is None:
            left_out += 1
            continue
        problem = Problem(_read_id(row, path, number), _read_statement(row, where), answer)
        if problem.id in problems:
            raise InputError(f"{where}: a line above has the id {problem.id!r} too, and each problem needs its own")
        problems[problem.id] = problem
    return list(problems.values()), left_out


def _read_id(row: Mapping[str, Any], path: Path, number: int) -> str:
    """The id of a row. Numbers get the file's name before them: several files count from 0."""
    given = next((row[name] for name in ("id", "idx") if name in row), number - 1)
    return given if isinstance(given, str) else f"{path.stem}-{given}"


def _read_statement(row: Mapping[str, Any], where: str) -> str:
    statement = next((row[name] for name in STATEMENTS if name in row), None)
    if not isinstance(statement, str) or not statement.strip():
        raise InputError(f"{where} has no statement: it needs the key {', '.join(STATEMENTS[:-1])} or {STATEMENTS[-1]} with a text")
    return statement


def _read_answer(row: Mapping[str, Any], where: str) -> int | None:
    r"""The answer if it is an integer, also one in LaTeX's dress such as ``10,\!080``. Raises InputError if there is none at all."""
    answer = row.get("answer")
    if isinstance(answer, float):
        return int(answer) if answer.is_integer() else None
    if isinstance(answer, int) and not isinstance(answer, bool):
        return answer
    if not isinstance(answer, str) or not answer.strip():
        raise InputError(f"{where} has no answer: it needs the key answer with a number or a text, and has {answer!r:.40}")
    return extract_answer(rf"\boxed{{{answer.rpartition(GOLD)[2].strip()}}}")
