"""Reads the integer that a program prints, and refuses one that was made by rounding a non-integer.

A volume of 41.569... that is printed through ``int`` is an integer, and wrong. docs/answers.md says what is refused, and by which figures.
"""

from __future__ import annotations

import re
from fractions import Fraction

from kaggle_utils.answers import AnswerError, read_printed_answer
from kaggle_utils.programs.rounding import Kind, Rounded, Watched, watch
from kaggle_utils.sandbox import Execution
from kaggle_utils.strategies.shared.context import AttemptContext

MIN_TIME_LEFT = 2.0  # times what the program took: less may not suffice to run it again, and its answer would be lost with it
# A statement that asks for rounding.
_ROUNDING = re.compile(
    r"\bnearest\b|\brounded\b|\bround (?:to|off|up|down|your|it|the answer)\b|\\[lr]?(?:floor|ceil)|[⌊⌈]"
    r"|\b(?:floor|ceiling) (?:function|of (?!the|an?\b))|\binteger part|\bwhole[- ]number part|\btruncat"
    r"|\b(?:greatest|largest|smallest|least) (?:positive |possible |whole |non-?negative )*(?:integers?|numbers?|\$?n\b)"
    r"|\bwhole number of\b",
    re.IGNORECASE,
)
# One that counts what lies below a bound: 999 / 7 multiples of 7, of which the whole ones count.
_COUNTING = re.compile(
    r"\bat (?:most|least)\b|\b(?:less|fewer|greater|more) than or equal\b|\b(?:not|n't) exceed|\bno more than\b|\bmultiples? of\b"
    r"|\bdivisible by\b|\bperfect (?:square|cube|power)|\bhow many (?:positive |whole )*(?:integers|numbers|digits)\b"
    r"|\bnumber of digits\b|\b(?:maximum|minimum|max|min) (?:possible )?number\b|\b(?:needed|required)\b",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow many\b|\bnumber of\b", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"-?\d+(?:\.\d+(?:e[-+]?\d{1,3})?|/[1-9]\d*)\s*\Z")
_CHOSEN = {"floor()", "ceil()", "ceiling()"}  # rounding by its name, as one does who counts buses


class AnswerReader:
    """Reads the answers of one attempt's programs; it remembers the numbers that were refused as non-integers."""

    def __init__(self, statement: str, context: AttemptContext) -> None:
        self._statement = statement
        self._context = context
        self._refused: list[Fraction] = []

    async def read(self, code: str, execution: Execution) -> int:
        """The integer that a program printed. Raises AnswerError where there is none, or where only rounding made it one.

        A program that rounds its answer is run again, with the value watched. Where the time does not suffice for that, or the second run
        shows nothing, the answer stands.
        """
        try:
            answer = read_printed_answer(execution.stdout)
        except AnswerError:
            self._remember(execution.stdout)
            raise
        watched = watch(code)
        if watched is None or self._context.time_left < MIN_TIME_LEFT * execution.seconds:
            return answer
        again = await self._context.run(watched.code, more=execution.seconds)
        for rounded in watched.read(again.stdout) if again is not None and again.ok else []:
            if _is_made_of(answer, rounded, watched) and not self._stands(answer, rounded, watched):
                self._refused.append(Fraction(rounded.text))
                raise AnswerError(f"made by {rounded.by} of {rounded.text}; the answer must be an exact integer, not a rounded one")
        return answer

    def _remember(self, output: str) -> None:
        if found := _LAST_NUMBER.search(output):
            self._refused.append(Fraction(found[0].strip()))

    def _stands(self, answer: int, rounded: Rounded, watched: Watched) -> bool:
        asked = bool(_ROUNDING.search(self._statement))
        match rounded.kind:
            case Kind.EXACT:
                return True
            case Kind.NOISE:  # int(41.99999999999999) is 41, and 42 was meant
                return watched.is_residue(answer, rounded.whole)
            case Kind.NEAR:
                return asked or watched.is_residue(answer, rounded.whole)
            case Kind.LARGE:
                return asked
        if asked or _COUNTING.search(self._statement):
            return True
        if any(0 <= refused - rounded.whole < 1 for refused in self._refused):
            return False
        return rounded.by == "//" or (rounded.by in _CHOSEN and bool(_HOW_MANY.search(self._statement)))


def _is_made_of(answer: int, rounded: Rounded, watched: Watched) -> bool:
    """Whether an answer can be a value rounded down, up, or to the nearest integer, with a remainder taken or the sign lost after it."""
    return any(watched.is_residue(answer, rounded.whole + step) for step in (-1, 0, 1))
