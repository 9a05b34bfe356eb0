r"""Integers in plain clothes: ``12,345``, ``42 ways``, ``42^\circ``, ``42.0``, ``3e4``, a currency before or after. No arithmetic here."""

from __future__ import annotations

import re

from kaggle_utils.answers.words import CIRCUMSTANCES, NO_UNITS, NUMBER_WORDS, any_of

MAX_LENGTH = 6_000  # characters of an expression; an integer has at most MAX_DIGITS, and as many characters again for its clothes
MAX_DIGITS = 4_000  # Python converts 4,300 unless told otherwise (sys.int_info)

# Commas group thousands, but not after a leading zero: 0,111 is a decimal in some countries. So do apostrophes, and single spaces where
# nothing else can be meant.
NUMBER = r"(?:[1-9][0-9]{0,2}(?:(?:,[0-9]{3})++|(?:'[0-9]{3})++)(?![0-9])|[0-9]++)(?:\.0++)?(?![0-9])"
_SPACED = rf"(?:[1-9][0-9]{{0,2}}(?: [0-9]{{3}})++(?![0-9])|{NUMBER})"
SIGN = r"[-+]?\s*"
CURRENCY = r"(?:[\u00a2\u20a9\u20ac\u00a3\u00a5\u20b9\u5143]|\\(?:pounds|euro)(?![a-zA-Z]))"
_CURRENCY_NAME = r"(?:USD?|EUR|GBP|Rs\.?)"
_DEGREES = r"\u00b0|\^\s*\{?\s*\\circ\s*\}?|\\?%|\\degree"
# Measure words of Chinese; \u4e07 (ten thousand), \u591a (more than) and \u5de6\u53f3 (about) are not among them.
_MEASURE = (
    "(?:[\u4e2a\u79cd\u4eba\u6b21\u5929\u5e74\u5c81\u53ea\u6761\u672c\u7c73\u5ea6\u9875\u5f20\u5757\u540d\u4f4d\u79d2\u514b\u5428\u5206]"
    "|(?:\u5e73\u65b9|\u7acb\u65b9)?[\u5398\u5343\u6beb]?[\u7c73\u514b]|\u5c0f\u65f6|\u5206\u949f)(?![\u4e00-\u9fff])"
)
_POWER = r"(?:\s?\^\s?\{?[23]\}?)?"
_CIRCUMSTANCE = rf"\s++{any_of(CIRCUMSTANCES)}\s++{any_of(NUMBER_WORDS)}\b"
_WORD = rf"\s++(?!{any_of(NO_UNITS)}\b)(?:[a-zA-Z][a-zA-Z'.-]++(?:/[a-zA-Z]++)?|m/s){_POWER}"
_GLUED = rf"(?<=[0-9])(?:[kcm]m(?:/h)?|kg|mph)(?![a-zA-Z]){_POWER}"
_UNIT = rf"(?:\s*+(?:{_DEGREES}|{CURRENCY}|{_MEASURE})|{_CIRCUMSTANCE}|{_WORD}|{_GLUED}){{0,6}}"
_INTEGER = re.compile(
    rf"(?P<sign>[-+]?)\s*+(?:(?:{CURRENCY}|{_CURRENCY_NAME})\s*+)?+(?P<inner>[-+]?)(?P<number>{_SPACED}){_UNIT}[\s.]*+", re.IGNORECASE
)
_EXPONENT = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]{1,20})(?:\.(?P<part>[0-9]{1,20}))?[eE](?P<power>[0-9]{1,4})[\s.]*+")
_ENCLOSED = re.compile(r"\s*(?:\((?P<round>.*)\)|\{(?P<curly>.*)\}|\[(?P<square>.*)\]|\\\{(?P<set>.*)\\\})\s*", re.DOTALL)


def read_integer(text: str) -> int | None:
    """The integer that an undressed expression is, with brackets around it or a unit after it; None for anything else."""
    text = text.strip()
    for _ in range(4):  # ({42})
        enclosed = _ENCLOSED.fullmatch(text)
        if not enclosed:
            break
        text = next(part for part in enclosed.groups() if part is not None).strip()
    text = re.sub(r"\s+", " ", text)
    exponent = _EXPONENT.fullmatch(text)
    if exponent:
        return _read_exponent(exponent)
    match = _INTEGER.fullmatch(text)
    if match is None or (match["sign"] and match["inner"]):
        return None
    return to_integer(match["sign"] + match["inner"] + match["number"])


def _read_exponent(match: re.Match[str]) -> int | None:
    """3e4 as it is written by hand. Python's own 1e+16 has a sign there: it is a float, and rounded."""
    part = (match["part"] or "").rstrip("0")
    power = int(match["power"]) - len(part)
    return to_integer(match["sign"] + match["whole"] + part + "0" * power) if 0 <= power <= MAX_DIGITS else None


def to_integer(number: str) -> int | None:
    """What a match of NUMBER is; None for one of too many digits."""
    digits = re.sub(r"[\s,']", "", number.partition(".")[0])
    return int(digits) if len(digits) <= MAX_DIGITS else None
