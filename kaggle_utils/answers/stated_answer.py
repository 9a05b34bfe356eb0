"""Answers in words: "the answer is N" in its common wordings."""

from __future__ import annotations

import re

from kaggle_utils.answers.phrase import Statement, read_phrase

MAX_LENGTH = 200  # characters after "answer is" that are looked at

_NOUN = r"\b(?P<noun>answers?|final\ (?:result|value)s?)\b"
_VERB = r"\b(?:is|are|equals?|becomes|(?:would|should|must|will)\s+be|(?:comes|turns)\s+out\s+(?:to\s+be|as))\b"
# What the answer is for stands between the noun and the verb, and "=" in it is not a verb: "Answer for n = 10: 42".
_CLAUSE = (
    r"[*_`\",]*\s*+(?:\b(?:to|for|of|here|in|with|when|where|if|at|on|mod|modulo|from|using|under|given)\b|[(\[])"
    r"(?:[^.\n:]|\.(?=[0-9])){0,100}?"
)
_ANNOUNCED = re.compile(
    rf"""
    {_NOUN} [*_`"]*+ \s*+ (?: {_VERB} | = | : | (?=\s?(?:\$|\\[(\[])) )
    | \banswer \s? [(\[] [^()\[\]\n]{{1,60}} [)\]] \s* =
    | {_NOUN.replace("noun", "other")} {_CLAUSE} [*_`",]* \s*+ (?: {_VERB} | : )
    | \#\#\#\#
    | \u7b54\u6848(?:\u662f|\u4e3a|:)  # "the answer is" in Chinese, which Qwen and DeepSeek fall into
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FILLERS = (
    r"(?:therefore|thus|then|hence|so|now|simply|just|indeed|exactly|precisely|actually|still|also|clearly|equal\s+to|given\s+by"
    r"|the\s+(?:integer|number))"
)
_BEFORE_VALUE = re.compile(rf"[*_`\"'\s:]*+(?:{_FILLERS}\b[,\s]*+){{0,3}}[*_`\"'\s:]*+", re.IGNORECASE)
_LIST = re.compile(r"[*_`\s:]*\n\s*(?:1[.)]|\(?[a1i]\)|[-*\u2022])[ \t]+\S")
_TWO_LINES = re.compile(r"\s*\n\s*(?:[a-z]\w*\s*=\s*)?[-+$\\(]*[0-9].*\n\s*(?:[a-z]\w*\s*=\s*)?[-+$\\(]*[0-9]")
_SENTENCE = re.compile(r"[^\n]*\b(?:is|are|equals?)\s+(?P<rest>[$\\(]*[-+]?[0-9].*)", re.DOTALL)  # Final answer: The largest n is 34.
_STATES = re.compile(r"\b(?:is|are|equals?)\s+[$\\(]*[-+]?[0-9]")


def last_statement(text: str) -> Statement | None:
    """The last "answer is" that a number or a formula follows."""
    for match in reversed([*_ANNOUNCED.finditer(text)]):
        statement = _read(
            text[match.end() : match.end() + MAX_LENGTH], (match["noun"] or match["other"] or "").endswith("s"), ":" in match[0]
        )
        if statement is not None:
            return statement
    return None


def _read(tail: str, plural: bool, colon: bool) -> Statement | None:
    """What follows "answer is"; None where that is words."""
    if _LIST.match(tail) or (plural and _TWO_LINES.match(tail)):
        return Statement(None)
    before = _BEFORE_VALUE.match(tail)
    phrase = tail[before.end() :] if before else tail
    statement = read_phrase(phrase)
    if statement is None and colon:
        sentence = _SENTENCE.match(phrase)
        if sentence:
            return read_phrase(sentence["rest"]) if len(_STATES.findall(phrase.partition("\n")[0])) == 1 else Statement(None)
    return statement
