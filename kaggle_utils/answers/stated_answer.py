"""Answers in words: "the answer is N" in its common wordings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaggle_utils.answers.expression import read_expression
from kaggle_utils.answers.integers import MULTIPLIERS, NUMBER, SIGN, to_integer

MAX_LENGTH = 200  # characters after "answer is" that are looked at

_FILLERS = r"(?:therefore|thus|then|hence|so|now|simply|just|indeed|exactly|clearly|equal\s+to|given\s+by|the\s+(?:integer|number))"
_ANNOUNCED = re.compile(
    rf"""
    (?: \b(?:answers?|final\ (?:result|value))\b
        (?:[*_`"]*\s++(?:to|for|of|here|in)\b[^.\n:=]{{0,80}}?)?
        [*_`"]*+\s*+
        (?:is|are|equals?|becomes|(?:would|should|must|will)\s+be|(?:comes|turns)\s+out\s+(?:to\s+be|as)|=|:|\uff1a|(?=\s?(?:\$|\\[(\[])))
      | \#\#\#\#
      | \u7b54\u6848(?:\u662f|\u4e3a|:|\uff1a)  # "the answer is" in Chinese, which Qwen and DeepSeek fall into
    )
    [*_`"\s:\uff1a]*+ (?:{_FILLERS}\b[,\s]*+){{0,3}} [*_`"\s:]*+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MATHS = re.compile(r"(?:\$\$?|\\\(|\\\[)\s*+(?P<maths>[^$]*?)\s*(?:\$\$?|\\\)|\\\])(?P<after>.{0,16})", re.DOTALL)
_MONEY = re.compile(rf"\\?\$(?P<number>{NUMBER})(?=\s+[a-z]{{2}}|[.!,]?\s*$|[.!,]\s)")
_NAMED = re.compile(r"[a-zA-Z]\w{0,11}(?:\([^()=]{1,12}\))?\s*=\s*")
_LEADING = re.compile(rf"[$\u20ac\u00a3]?(?P<number>{SIGN}{NUMBER})(?P<after>.*)", re.DOTALL)
_ANOTHER = re.compile(r"\s*(?:,|;|,?\s*(?:and|or)\b)\s*(?:[a-zA-Z]\w*\s*=\s*)?(?:\$|\\\(|-?[0-9])")
_MULTIPLIED = re.compile(rf"\s+{MULTIPLIERS}\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:[-+*/^=<>]|!\s*[-+*/=])\s*[-0-9\\({]|\s*\\[a-zA-Z]|[.,/:][0-9]|\s+[0-9]|[a-zA-Z_(]|\s*\(?mod\b")
_SENTENCE = re.compile(r"[^\n]*\b(?:is|are|equals?)\s+(?P<rest>[$\\(]*[-+]?[0-9].*)", re.DOTALL)  # Final answer: The largest n is 34.
_SENTENCE_END = re.compile(r"[.?;](?=\s|$)|!(?=\s*$|\s+[A-Z])|\n")
_MATHEMATICAL = re.compile(r"[-+(]?\s*[0-9\\]")


@dataclass(frozen=True)
class Statement:
    """A statement of an answer; ``value`` is None if what is stated is not one integer."""

    value: int | None


def last_statement(text: str) -> Statement | None:
    """The last "answer is" that a number or a formula follows."""
    for match in reversed([*_ANNOUNCED.finditer(text)]):
        tail = text[match.end() : match.end() + MAX_LENGTH]
        statement = _read(tail)
        if statement is None and ":" in match[0]:
            sentence = _SENTENCE.match(tail)
            statement = _read(sentence["rest"]) if sentence else None
        if statement is not None:
            return statement
    return None


def _read(tail: str) -> Statement | None:
    """What follows "answer is"; None where that is words."""
    money = _MONEY.match(tail)
    if money:
        return Statement(to_integer(money["number"]))
    maths = _MATHS.match(tail)
    if maths is None:
        end = _SENTENCE_END.search(tail)
        return _read_phrase(tail[: end.start()] if end else tail)
    if not re.search(r"[0-9]", maths["maths"]):
        return None
    return Statement(None if _ANOTHER.match(maths["after"]) else read_expression(maths["maths"]))


def _read_phrase(phrase: str) -> Statement | None:
    """A number in prose, up to where it goes on as a formula."""
    phrase = phrase.replace("\u2212", "-").replace("**", "").strip()
    phrase = phrase[named.end() :] if (named := _NAMED.match(phrase)) else phrase
    leading = _LEADING.match(phrase)
    if leading is None:
        return Statement(read_expression(phrase)) if _MATHEMATICAL.match(phrase) else None
    if _ANOTHER.match(leading["after"]) or _MULTIPLIED.match(leading["after"]):
        return Statement(None)
    if _GOES_ON.match(leading["after"]):
        return Statement(read_expression(phrase))
    return Statement(to_integer(leading["number"]))
