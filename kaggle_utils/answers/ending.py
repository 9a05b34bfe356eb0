"""The integer that ends a text: what a program printed, or the end of a sentence or an equation that concludes something."""

from __future__ import annotations

import re
import unicodedata

from kaggle_utils.answers.concluding import concludes, introduces, split_formula
from kaggle_utils.answers.dress import undress
from kaggle_utils.answers.expression import RELATION, is_approximate, is_equation_of_variables
from kaggle_utils.answers.following import may_follow
from kaggle_utils.answers.integers import CURRENCY, NUMBER, SIGN, read_integer, to_integer

MAX_LENGTH = 300  # characters of the last line, from its end, that are looked at; 4,000 where it is one integer

_DECORATION = re.compile(r"\s*+(?:\\\]|\\\)|\$\$?|`{3,}|~{3,}|\*\*|\\end\{[a-z*]+\}|</?\w+>)?+\s*+")
_LONG = re.compile(r"[-+]?[0-9]{1,4000}")
_BOLD = re.compile(r"(?<![\w)\]}])\*\*|\*\*(?![\w(\[{])")  # 10**5 is a power
# What Python and sympy print of one value: [42], {42}, {x: 42}, (42,). In round brackets alone it is a reference.
_SINGLE = re.compile(rf"[\[{{]\s*(?:\w+\s*:\s*)?(?P<number>{SIGN}{NUMBER})\s*,?\s*[\]}}]|\((?P<tuple>{SIGN}{NUMBER}),\s*\)")
_ASSIGNED = re.compile(rf"(?:\w++(?:\([^()]*\))?\s*+[=:]\s*+{SIGN}{NUMBER}\s*+[,;]?\s*+){{2,}}[.$]?")  # x = 1, y = 2
_TWO_VARIABLES = re.compile(rf"(?:\A|\n)\s*(?P<one>[a-zA-Z])\s*=\s*{SIGN}{NUMBER}\s*\n\s*(?!(?P=one))[a-zA-Z]\s*=\s*{SIGN}{NUMBER}\s*\Z")
_ITEM = re.compile(r"(?P<number>[0-9]{1,2})(?P<mark>[.)]?)")
_AFTER = r"[\s.!\"'`*]*\Z"
_MATHS = re.compile(rf"(?:\$\$?(?P<dollars>[^$]+)\$\$?|\\\((?P<round>(?:(?!\\\().)+)\\\)|\\\[(?P<square>(?:(?!\\\[).)+)\\\]){_AFTER}")
_EQUATION = re.compile(r"(?<![<>!~:=])=(?P<side>[^=]+)\Z")
_NUMBER = re.compile(rf"\s*\$?(?:{SIGN}{NUMBER})")
_TIMES = re.compile(r"(?<=[0-9)%])\s*x\s*(?=[$0-9(])")
_BECAUSE = re.compile(r"(?P<claim>[^.]*(?:\.[0-9][^.]*)*)\bbecause\b[^,.;:]*\Z", re.IGNORECASE)
_FINAL = re.compile(rf"(?<![\w.,/^({{\[+*-])(?P<number>[-+]?{CURRENCY}?{NUMBER}){_AFTER}")


def read_ending(text: str) -> int | None:
    """The integer that ends the last line that is more than a closing bracket or fence.

    It has to stand alone, or after words or an equation that conclude; None where it is one of several, a bound, a reference, a size.
    """
    line = _last_line(text)
    if _is_item(line, text) or _TWO_VARIABLES.search(text[-MAX_LENGTH:]):
        return None
    if _LONG.fullmatch(line):
        return int(line)
    line = _without_ticks(_BOLD.sub("", line[-MAX_LENGTH:])).strip().strip("`").strip()
    single = _SINGLE.fullmatch(line)
    if single:
        return to_integer(single["number"] or single["tuple"])
    if _ASSIGNED.fullmatch(line) or line.replace("\\$", "").count("$") % 2 == 1:
        return None
    return _read_line(line)


def _read_line(line: str) -> int | None:
    if (maths := _MATHS.search(line)) and re.search(r"[0-9]", maths[0]):
        return _read_maths(line[: maths.start()], maths["dollars"] or maths["round"] or maths["square"])
    if equation := _EQUATION.search(line):
        value = _read_side(equation["side"])
        if value is not None:
            return _read_equation(line[: equation.start()], value)
    if final := _FINAL.search(line):
        return read_integer(undress(final["number"])) if introduces(line[: final.start()]) else None
    return read_integer(undress(line)) if line.startswith("\\") else None


def _read_side(side: str) -> int | None:
    """The integer at the right of an equation, with a unit or the case that it is for after it."""
    value = read_integer(undress(side))
    number = _NUMBER.match(side)
    if value is not None or number is None or re.search("[,;:()]", side[number.end() :]) or not may_follow(side[number.end() :]):
        return value
    return read_integer(undress(number[0]))


def _read_maths(before: str, maths: str) -> int | None:
    """The integer that LaTeX at the end of a line is, or the last side of its equation."""
    expression = undress(maths)
    *left, side = RELATION.split(expression)
    value = read_integer(side)
    if value is None or is_approximate(expression):
        return None
    if not left:
        return value if introduces(before) else None
    if is_equation_of_variables(left[0], value) or (re.search("[,;]", expression) and len(left) > 1):
        return None
    *_, last = RELATION.finditer(expression)
    return value if concludes(before, expression[: last.start()]) else None


def _read_equation(left: str, value: int) -> int | None:
    before, formula = split_formula(_TIMES.sub("*", left))
    first = re.split(r"(?<![<>!~:=])=", formula)[0]
    if (claim := _BECAUSE.search(before)) and str(value) not in re.findall(r"[0-9.]*[0-9]", claim["claim"].replace(",", "")):
        return None  # that is a part of the reason: the price is 20 because 4 + 1 = 5
    return value if concludes(before, formula) and not is_equation_of_variables(first, value) else None


def _is_item(line: str, text: str) -> bool:
    """Whether the last line is the number of an item that was cut off: a list has one less before it."""
    item = _ITEM.fullmatch(line)
    if item is None or text.strip() == line:
        return False
    number = int(item["number"])
    first = number == 1 and bool(item["mark"])
    return first or re.search(rf"^\s*\**{number - 1}[.)]\s", text, re.MULTILINE) is not None


def _without_ticks(line: str) -> str:
    """The line without the signs at its end that only say that it is done."""
    line = line.rstrip()
    while line and ((unicodedata.category(line[-1]) == "So" and line[-1] != "\u00b0") or line[-1] in "\u220e\ufe0f"):
        line = line[:-1].rstrip()
    return line


def _last_line(text: str) -> str:
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        line = text[max(start, end - 2 * MAX_LENGTH - 4000) : end]
        if not _DECORATION.fullmatch(line):
            return line.strip().removesuffix("```").strip()
        end = start - 1
    return ""
