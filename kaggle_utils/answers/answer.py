"""Extraction of answers: the last box decides, then the last statement, then the end of the text, then the output that it ends on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaggle_utils.answers.boxes import last_box
from kaggle_utils.answers.ending import read_ending
from kaggle_utils.answers.expression import read_expression
from kaggle_utils.answers.fences import Block, read_blocks
from kaggle_utils.answers.stated_answer import last_statement

_CONCLUSION = re.compile(r"\s*+(?:[^\n]{1,300}[.!])?\s*+")  # one line that ends: what the output means, and no second thoughts


def extract_answer(text: str) -> int | None:
    r"""Return the integer that a text gives as its answer, or None.

    The last balanced ``\boxed{...}`` decides; if what is in it is no integer, a later "answer is N" may. Without a box it is the last
    "answer is N", without that an integer that ends the last line, without that the end of a closing output block. LaTeX is worked out
    exactly: ``\frac{84}{2}`` is 42. Fractions, decimals, intervals and several values are no integer. Neither range nor modulus is
    applied. Never raises, and never takes long, whatever the text (docs/answers.md).
    """
    box = last_box(text)
    if box is not None:
        value = read_expression(box.content)
        later = last_statement(text[box.end :]) if value is None else None
        return later.value if later is not None else value
    blocks = read_blocks(text)
    prose = _without_programs(text, blocks)
    statement = last_statement(prose)
    if statement is not None:
        return statement.value
    value = read_ending(prose)
    if value is None and blocks and blocks[-1].language.startswith("output") and _CONCLUSION.fullmatch(text, blocks[-1].end):
        return read_ending(blocks[-1].body)
    return value


def _without_programs(text: str, blocks: Sequence[Block]) -> str:
    """The text around its programs: ``answer = 0`` in one of them states nothing."""
    parts, end = [], 0
    for block in blocks:
        if block.is_python:
            parts.append(text[end : block.start])
            end = block.end
    return "\n".join([*parts, text[end:]])


class AnswerError(ValueError):
    """A program's output holds no answer."""


def read_printed_answer(output: str) -> int:
    """The integer that a program printed as its answer. Raises AnswerError when there is none."""
    answer = extract_answer(output)
    if answer is None:
        raise AnswerError("no integer")
    return answer
