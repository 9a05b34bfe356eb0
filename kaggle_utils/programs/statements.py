"""The statements of a program, and the names that it uses and does not define, without running it. Pure.

All functions raise ProgramError for a text that cannot be parsed.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from kaggle_utils.programs.names import read_names
from kaggle_utils.programs.parsing import parse_program


@dataclass(frozen=True)
class UndefinedNames:
    """Names that a program does not bind: those that it calls as functions, and the others."""

    called: tuple[str, ...]
    other: tuple[str, ...]


def undefined_names(code: str) -> UndefinedNames:
    """The global names that a program uses and never binds, without Python's built-in names."""
    calls = {node.func.id for node in ast.walk(parse_program(code)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    undefined = sorted(read_names(code).missing)
    return UndefinedNames(tuple(name for name in undefined if name in calls), tuple(name for name in undefined if name not in calls))


def split_statements(code: str) -> list[str]:
    """The top-level statements of a program as cells; each keeps its line numbers, so that errors name the right line.

    Statements on one line form one cell. Only the last cell shows its last expression.
    """
    text = code.replace("\r\n", "\n").replace("\r", "\n")
    starts: list[int] = []
    end = 0
    for statement in parse_program(text).body:
        start = min([statement.lineno, *[decorator.lineno for decorator in getattr(statement, "decorator_list", [])]])
        if start > end:
            starts.append(start)
        end = statement.end_lineno or start
    lines = text.split("\n")
    stops = [*[start - 1 for start in starts], len(lines)][1:]
    cells = ["\n" * (start - 1) + "\n".join(lines[start - 1 : stop]) for start, stop in zip(starts, stops, strict=True)]
    return [f"{cell}\npass" for cell in cells[:-1]] + cells[-1:]
