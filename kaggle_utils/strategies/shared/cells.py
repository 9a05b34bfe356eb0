"""A cell and its output as a notebook shows them."""

from __future__ import annotations

import ast

from kaggle_utils.programs.parsing import ProgramError, parse_program
from kaggle_utils.repair import diagnose
from kaggle_utils.sandbox import Execution

MAX_OUTPUT = 1000  # characters of a cell's output that are sent to the model; NeMo-Skills' limit (ToRA's is 400, Numina's 200)
_SHOW = "(lambda shown: None if shown is None else print(shown))"


def show_last_call(code: str) -> str:
    """The cell changed so that the value of a call at its end is printed, unless that is None.

    The sandbox prints all other last expressions itself. The text keeps its lines, so that an error names the line that the model wrote.
    """
    try:
        body = parse_program(code).body
    except ProgramError:  # the sandbox will say what is wrong with it
        return code
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call) or _is_print(last.value):
        return code
    lines = code.encode().splitlines(keepends=True)  # as the parser counts them, in bytes
    start = sum(map(len, lines[: last.value.lineno - 1])) + last.value.col_offset
    end = sum(map(len, lines[: (last.value.end_lineno or 0) - 1])) + (last.value.end_col_offset or 0)
    source = code.encode()
    return b"".join((source[:start], _SHOW.encode(), b"(", source[start:end], b")", source[end:])).decode()


def _is_print(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "print"


def show_output(execution: Execution) -> str:
    """The head and the tail of a cell's output, and its error in one line."""
    printed = shorten(execution.stdout.strip())
    error = diagnose(execution)
    return "\n".join(part for part in (printed, error) if part) or "(nothing was printed)"


def shorten(text: str) -> str:
    """The head and the tail of a text, about ``MAX_OUTPUT`` characters at most."""
    if len(text) <= MAX_OUTPUT:
        return text
    half = MAX_OUTPUT // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters left out ...\n{text[-half:]}"
