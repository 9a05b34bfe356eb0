"""The integer that ends a text: what a program printed, or the end of an equation."""

from __future__ import annotations

import re

from kaggle_utils.answers.integers import NUMBER, SIGN, read_integer, to_integer, undress

MAX_LENGTH = 300  # characters of the last line, from its end, that are looked at; 4,000 where it is one integer

_DECORATION = re.compile(r"\s*+(?:\\\]|\\\)|\$\$?|`{3,}|~{3,}|\*\*|\\end\{[a-z*]+\}|</?\w+>)?+\s*+")
_LONG = re.compile(r"[-+]?[0-9]{1,4000}")
_SINGLE = re.compile(rf"[\[({{]\s*(?:\w+\s*:\s*)?(?P<number>{SIGN}{NUMBER})\s*,?\s*[\])}}]")  # sympy's [42] and {x: 42}
_ASSIGNED = re.compile(rf"(?:\w++\s*+[=:]\s*+{SIGN}{NUMBER}\s*+[,;]?\s*+){{2,}}[.$]?")  # x = 1, y = 2
_EQUATION = re.compile(r"(?<![<>!~=])=(?P<side>[^=]+)")
_FINAL = re.compile(rf"(?<![\w.,/^({{])(?<![0-9]:)(?P<number>[-+]?{NUMBER})\s*(?:\\\)|\\\]|[$.!\"'`])*\s*")
# What stands before an integer that is one of several, a part of a formula, or a bound.
_NOT_ALONE = re.compile(
    r"(?:[0-9]|[-+*/^,;<>\u2248]|\\(?:approx|sim|leq?|geq?|lt|gt|neq?|pm|mp|cdot|times)|[<>!~=]="
    r"|\b(?:or|and|to|than|least|most|between|about|approximately|over|mod))[\s$(]*\Z",
    re.IGNORECASE,
)


def read_ending(text: str) -> int | None:
    """The integer that ends the last line that is more than a closing bracket or fence; None where it is one of several."""
    line = _last_line(text)
    if _LONG.fullmatch(line):
        return int(line)
    line = line[-MAX_LENGTH:].replace("**", " ").strip()
    single = _SINGLE.fullmatch(line)
    if single:
        return to_integer(single["number"])
    if _ASSIGNED.fullmatch(line) or line.replace("\\$", "").count("$") % 2:  # a formula that is cut off
        return None
    equations = [*_EQUATION.finditer(line)]
    value = read_integer(undress(equations[-1]["side"])) if equations else None
    return value if value is not None else _final_integer(line)


def _final_integer(line: str) -> int | None:
    for final in _FINAL.finditer(line):
        if final.end() == len(line):
            return None if _NOT_ALONE.search(line[: final.start()]) else to_integer(final["number"])
    return None


def _last_line(text: str) -> str:
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        line = text[max(start, end - 2 * MAX_LENGTH - 4000) : end]
        if not _DECORATION.fullmatch(line):
            return line.strip().removesuffix("```").strip()
        end = start - 1
    return ""
