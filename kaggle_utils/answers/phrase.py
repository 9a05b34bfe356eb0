"""What a sentence states after "the answer is": one integer, something that is not one, or nothing that is a value at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaggle_utils.answers.expression import read_expression
from kaggle_utils.answers.following import may_follow
from kaggle_utils.answers.integers import CURRENCY, NUMBER, read_integer, to_integer


@dataclass(frozen=True)
class Statement:
    """A statement of an answer; ``value`` is None if what is stated is not one integer."""

    value: int | None


_MATHS = re.compile(r"(?:\$\$?|\\\(|\\\[)\s*+(?P<maths>[^$]*?)\s*(?:\$\$?|\\\)|\\\])")
_MONEY = re.compile(rf"\\?\$(?P<number>{NUMBER})(?=\s+[a-z]{{2}}|[.!,]?\s*$|[.!,]\s)")
_CHOICE = re.compile(r"(?:\([A-E]\)|[A-E][).:])\s+(?=[-+$\\0-9])")
_NAMED = re.compile(r"[a-zA-Z]\w{0,11}(?:\([^()=]{1,12}\))?\s*=\s*")
# A word or sign that makes of the number after it a bound, an estimate or a negation.
_HEDGE = re.compile(
    r"(?:about|approx(?:\.|imately)?|roughly|around|nearly|almost|close\s+to|at\s+(?:least|most)|(?:no\s+)?(?:more|less|fewer|greater|larger|"
    r"smaller)\s+than|over|under|above|below|between|up\s+to|either|just\s+(?:over|under)|minus|negative|estimated|some)\b[^\n]*[0-9]"
    r"|(?:\u2248|~|\u00b1|\+/-|[<>\u2264\u2265]|\\(?:approx|sim|pm|mp|[lg]eq?|[lg]t)\b)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"(?P<sign>[-+]?)(?:(?:\\?\$|{CURRENCY}|(?:US\$|USD|EUR|GBP|Rs\.?))\s?)?(?P<inner>[-+]?)(?P<number>[0-9]+(?:\.[0-9]+)?[eE][0-9]+|{NUMBER})"
)
_TIMES = re.compile(r"(?<=[0-9]) x (?=[0-9])")
_MOD = r"\s?\(?mod(?:ulo)?\s[0-9]+\)?"
_FORMULA = re.compile(rf"(?:\\[a-zA-Z]+|[-+*/^=(){{}}!0-9]|[.,](?=[0-9])|{_MOD}|\s(?=[-+*/^=({{!0-9\\]))+")
_RANGE_OR_SIZE = re.compile(r"\s*[0-9]+\s*(?:-|\\times)\s*[0-9]+\s*")  # 5-7 and 3 x 4 in a sentence
_SIGN_APART = re.compile(r"[-+]\s")  # a dash, a bullet or a sign


def read_phrase(phrase: str) -> Statement | None:
    """What a phrase that begins with a value says; None where it begins with words."""
    if choice := _CHOICE.match(phrase):
        phrase = phrase[choice.end() :]
    return _read_money(phrase) or _read_maths(phrase) or _read_prose(phrase)


def _read_money(phrase: str) -> Statement | None:
    money = _MONEY.match(phrase)
    return Statement(to_integer(money["number"])) if money and may_follow(phrase[money.end() :]) else None


def _read_maths(phrase: str) -> Statement | None:
    maths = _MATHS.match(phrase)
    if maths is None or not re.search(r"[0-9]", maths["maths"]):
        return None
    whole = may_follow(phrase[maths.end() :]) and not _RANGE_OR_SIZE.fullmatch(maths["maths"])
    return Statement(read_expression(maths["maths"]) if whole else None)


def _read_prose(phrase: str) -> Statement | None:
    if named := _NAMED.match(phrase):
        phrase = phrase[named.end() :]
    if _HEDGE.match(phrase) or _SIGN_APART.match(phrase):
        return Statement(None)
    amount = _AMOUNT.match(phrase)
    if amount and may_follow(phrase[amount.end() :]):
        if amount["sign"] and amount["inner"]:
            return Statement(None)
        return Statement(read_integer(amount["sign"] + amount["inner"] + amount["number"]))
    return _read_formula(phrase, starts_with_number=amount is not None)


def _read_formula(phrase: str, starts_with_number: bool) -> Statement | None:
    """The value of the arithmetic that a phrase begins with, if nothing but words that are harmless follow it."""
    phrase = re.sub(r"[ \t]+", " ", phrase)
    typed = _TIMES.sub(r" \\times ", phrase)
    formula = _FORMULA.match(typed)
    if formula is None or not re.search(r"[0-9]", formula[0]):
        return Statement(None) if starts_with_number else None
    if _RANGE_OR_SIZE.fullmatch(formula[0]) or not may_follow(typed[formula.end() :]):
        return Statement(None)
    return Statement(read_expression(formula[0]))
