"""The actions of ReAct's text protocol: found in a reply, and MATH made into a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from kaggle_utils.answers import extract_answer

Kind = Literal["PYTHON", "MATH", "LOOKUP"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_ACTION = re.compile(rf"^[ \t*_>#-]*Action(?:[ \t]*\d+)?[*_]*[ \t]*:[ \t*_`]*({'|'.join(KINDS)})\b(.*)", re.IGNORECASE | re.MULTILINE)
_BLOCK = re.compile(r"\s*```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_STATED = re.compile(r"^[ \t*_>#-]*(?:final[ \t]+)?answer[*_]*[ \t]*:(.*)", re.IGNORECASE | re.MULTILINE)
_QUOTES = "`\"'* \t:"
# Names that the session holds may stand in an expression; sympify reads 10! and ^ as they are written in mathematics.
_CELL = """
import sympy as _sympy
_known = {{_name: _value for _name, _value in globals().items() if isinstance(_value, (int, _sympy.Basic)) and not _name.startswith("_")}}
_value = _sympy.sympify({expression!r}, locals=_known)
print(_value.doit() if hasattr(_value, "doit") else _value)
"""


@dataclass(frozen=True)
class Action:
    """What a reply asks for: its kind, and the expression or the terms; of PYTHON, whose block is read as usual, what stands beside it."""

    kind: Kind
    argument: str


def find_action(text: str) -> Action | None:
    """The last line of a reply that begins an action, with the block below it where the line itself holds no argument."""
    found = list(_ACTION.finditer(text))
    if not found:
        return None
    last = found[-1]
    argument = last[2].strip(_QUOTES)
    if not argument and (block := _BLOCK.match(text, last.end())):
        argument = block[1].strip()
    if not argument:
        argument = text[last.end() :].strip().split("\n")[0].strip(_QUOTES)
    return Action(next(kind for kind in KINDS if kind == last[1].upper()), argument)


def evaluate_cell(expression: str) -> str:
    """The cell that prints the value of an expression in sympy's notation."""
    return _CELL.format(expression=expression.strip()).strip()


def read_terms(text: str) -> tuple[int, ...]:
    """The integers of a look-up, in their order."""
    return tuple(int(number) for number in re.findall(r"-?\d+", text))


def read_stated(text: str) -> int | None:
    """The integer of the last line "Answer: ...", None without one."""
    lines = _STATED.findall(text)
    return extract_answer(lines[-1]) if lines else None
