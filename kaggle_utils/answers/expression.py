"""The integer that an expression is worth: plain ones are read here, the rest is LaTeX that has to be worked out."""

from __future__ import annotations

import re

from kaggle_utils.answers.dress import undress
from kaggle_utils.answers.integers import MAX_LENGTH
from kaggle_utils.answers.integers import read_integer as read_plain
from kaggle_utils.answers.latex import evaluate

RELATION = re.compile(r"\\equiv(?![a-zA-Z])|\u2261|(?<![<>!:~])=(?!=)")
_APPROXIMATE = re.compile(r"\\approx|\\sim(?:eq)?(?![a-zA-Z])|\\(?:le|ge|leq|geq|lt|gt|ne|neq|in)(?![a-zA-Z])|[<>\u2248\u2264\u2265\u2260]")
_MODULUS = re.compile(
    r"(?P<value>.+?)(?:\\[pb]?mod\s*+\{?(?P<modulus>[1-9][0-9]{0,8})\}?|\s\(?mod(?:ulo)?\s++(?P<plain>[1-9][0-9]{0,8})\)?)", re.DOTALL
)
_SEVERAL = re.compile(r"[,;]|\\(?:pm|mp)|\b(?:and|or)\b")
_VARIABLE = r"(?<![\\a-zA-Z])[a-zA-Z](?![a-zA-Z])"
_SUM_OF_VARIABLES = re.compile(rf"{_VARIABLE}[^a-zA-Z\\]*[-+]")
_BRACKETED = re.compile(r"\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\]")
_COEFFICIENT = re.compile(rf"(?<![0-9a-zA-Z_^.])[0-9]+\s*{_VARIABLE}")
_WORKED_OUT = re.compile(r"[-+*/^!(\\]")  # without one of these there is nothing to work out


def read_expression(text: str) -> int | None:
    r"""The integer in LaTeX clothes, at the right of an equation, or worked out; None for anything else.

    ``N \equiv 1042 \pmod{1000}`` is 42: the modulus is part of what is said. An approximation or an inequality is not a value.
    """
    if len(text) > MAX_LENGTH:
        return None
    text = undress(text)
    if is_approximate(text):
        return None
    modulus = _MODULUS.fullmatch(text)
    if modulus:
        value = _read_relation(modulus["value"])
        return None if value is None else value % int(modulus["modulus"] or modulus["plain"])
    return _read_relation(text)


def is_approximate(text: str) -> bool:
    """Whether an expression only bounds or approximates a value."""
    return _APPROXIMATE.search(text) is not None


def is_equation_of_variables(left: str, value: int) -> bool:
    """Whether an equation with this left side describes a line or an unknown, not a value: ``3x + 4y + 14 = 0``, ``2x = 84``."""
    outside = _BRACKETED.sub("", left)
    return _COEFFICIENT.search(outside) is not None or (value == 0 and _SUM_OF_VARIABLES.search(left) is not None)


def _read_relation(text: str) -> int | None:
    sides = RELATION.split(text)
    if len(sides) > 2 and _SEVERAL.search(text):
        return None  # x = 1, y = 2
    value = _read_side(sides[-1])
    if value is not None and len(sides) > 1 and is_equation_of_variables(sides[0], value):
        return None
    if value is None and len(sides) == 2 and re.fullmatch(r"\s*[a-zA-Z]\s*", sides[1]):
        return _read_side(sides[0])  # 42 = x
    return value


def _read_side(text: str) -> int | None:
    plain = read_plain(text)
    if plain is not None or not _WORKED_OUT.search(text) or _SEVERAL.search(text):
        return plain
    return evaluate(text)
