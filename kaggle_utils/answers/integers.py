r"""Integers in clothes: ``12{,}345``, ``\text{42 ways}``, ``$42$``, ``42^\circ``, ``42.0``. No arithmetic here."""

from __future__ import annotations

import re

MAX_LENGTH = 6_000  # characters of an expression; an integer has at most MAX_DIGITS, and as many characters again for its clothes
MAX_DIGITS = 4_000  # Python converts 4,300 unless told otherwise (sys.int_info)

# Commas group thousands, but not after a leading zero: 0,111 is a decimal in some countries. Single spaces group them too, where nothing
# else can be meant.
NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.0++)?(?![0-9])"
_SPACED = rf"(?:[1-9][0-9]{{0,2}}(?: [0-9]{{3}})++(?![0-9])|{NUMBER})"
SIGN = r"[-+]?\s*"
# Words that make another number of the one before them, and words that join it to something else.
MULTIPLIERS = (
    r"(?:hundred|thousand|million|billion|trillion|dozen|factorial|squared|cubed|plus|minus|times|modulo|mod|choose|over|divided|pi|half|halves"
    r"|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)"
)
_NOT_UNITS = rf"(?:{MULTIPLIERS}|or|and|to)"
_DEGREES = r"°|\^\s*\{?\s*\\circ\s*\}?|\\?%|\\degree"
_UNIT = rf"(?:\s*+(?:{_DEGREES})|\s++(?!{_NOT_UNITS}\b)[a-zA-Z][a-zA-Z'.-]++(?:\s?\^\s?\{{?[23]\}}?)?){{0,6}}"
_INTEGER = re.compile(rf"(?P<sign>[-+]?)\s*+(?P<number>{_SPACED}){_UNIT}[\s.]*+", re.IGNORECASE)

_SIGNS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u00d7": r"\times ", "\u00b7": r"\cdot ", "\u00f7": r"\div ", "\u221a": r"\sqrt "}
    | dict.fromkeys("\u00a0\u2009\u202f\u2007\u200a", " ")
    | dict.fromkeys("\u200b\u2060\ufeff")
)
_FONT = re.compile(r"\\(?:(?:math|text)(?:rm|bf|it|sf|tt|normal)?|boldsymbol|bm|mbox|hbox|underline|emph|ensuremath)\s*\{([^{}]*)\}")
_SWITCH = re.compile(r"\\(?:displaystyle|textstyle|left|right|[bB]igg?[lr]?|bf|it|rm|limits)(?![a-zA-Z])")
_THIN_SPACE = re.compile(r"\\[,;:> ]|~|\\(?:quad|qquad|enspace|thinspace|hspace\{[^{}]*\})(?![a-zA-Z])")
_DELIMITER = re.compile(r"\\[()\[\]!]|\\?\$|`")
_CHOICE = re.compile(r"\A\s*\(\s*[A-E]\s*\)\s*(?=\S)")
_ENCLOSED = re.compile(r"\s*(?:\((?P<round>.*)\)|\{(?P<curly>.*)\}|\[(?P<square>.*)\]|\\\{(?P<set>.*)\\\})\s*", re.DOTALL)


def undress(text: str) -> str:
    """The expression without fonts, delimiters, thin spaces and the letter of a multiple choice."""
    text = text.translate(_SIGNS).replace("{,}", ",")
    text = _DELIMITER.sub("", _THIN_SPACE.sub(" ", _SWITCH.sub("", text)))
    for _ in range(3):  # fonts inside fonts
        text = _FONT.sub(r" \1 ", text)
    return _CHOICE.sub("", text.strip(" \n\t*"), count=1).strip()


def read_integer(text: str) -> int | None:
    """The integer that an undressed expression is, with brackets around it or a unit after it; None for anything else."""
    text = text.strip()
    for _ in range(4):  # ({42})
        enclosed = _ENCLOSED.fullmatch(text)
        if not enclosed:
            break
        text = next(part for part in enclosed.groups() if part is not None).strip()
    match = _INTEGER.fullmatch(re.sub(r"\s+", " ", text))
    return to_integer(match["sign"] + match["number"]) if match else None


def to_integer(number: str) -> int | None:
    """What a match of NUMBER is; None for one of too many digits."""
    digits = re.sub(r"[\s,]", "", number.partition(".")[0])
    return int(digits) if len(digits) <= MAX_DIGITS else None
