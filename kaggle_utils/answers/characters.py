"""What typeset text writes for ASCII: minus signs, operators, full-width digits, exponents. Applied once, at the door."""

from __future__ import annotations

import re

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width forms of printable ASCII
_STYLED = {code: str((code - 0x1D7CE) % 10) for code in range(0x1D7CE, 0x1D800)}  # mathematical bold, double-struck, ... digits
_MINUS = dict.fromkeys("\u2212\u2010\u2011\ufe63\uff0d", "-")
_OPERATORS = {"\u00d7": r"\times ", "\u00b7": r"\cdot ", "\u22c5": r"\cdot ", "\u2219": r"\cdot ", "\u00f7": r"\div "}
_SPACES = dict.fromkeys("\u00a0\u2009\u202f\u2007\u200a\u3000", " ") | dict.fromkeys("\u200b\u2060\ufeff", "")
# Punctuation of Chinese ends clauses: a space follows it, so that its comma never groups thousands.
_PUNCTUATION = {"\uff0c": ", ", "\u3001": ", ", "\u3002": ". ", "\uff1a": ": ", "\uff1b": "; ", "\uff01": "! ", "\uff1f": "? "}
_PLAIN = str.maketrans(
    {chr(code): plain for code, plain in (_WIDE | _STYLED).items()}
    | _MINUS
    | _OPERATORS
    | _SPACES
    | _PUNCTUATION
    | {"\u2019": "'", "\uffe1": "\u00a3", "\uffe5": "\u00a5"}
)
_SUPERSCRIPTS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")
_SUPERSCRIPT = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b]+")
_ROOT = re.compile("\u221a\\s*([0-9]+)")
_DASH = re.compile("(?<![0-9] )(?<![0-9])\u2013(?=\\s?[0-9$\\\\])")  # an en dash before a number; between two it is a range


def plain_characters(text: str) -> str:
    """The text with ASCII and LaTeX for what only looks otherwise. A dash between numbers stays: it is a range, and no minus."""
    if text.isascii():
        return text
    text = _SUPERSCRIPT.sub(lambda found: f"^{{{found[0].translate(_SUPERSCRIPTS)}}}", text)
    return _ROOT.sub(r"\\sqrt{\1}", _DASH.sub("-", text.translate(_PLAIN)))
