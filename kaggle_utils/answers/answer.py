"""Extraction of answers: the last box or answer tag decides, then the last statement, then the end of the text, then the output there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaggle_utils.answers.boxes import Box, last_box
from kaggle_utils.answers.characters import plain_characters
from kaggle_utils.answers.ending import read_ending
from kaggle_utils.answers.expression import read_expression
from kaggle_utils.answers.fences import Block, read_blocks
from kaggle_utils.answers.reply import read_reply
from kaggle_utils.answers.stated_answer import last_statement
from kaggle_utils.answers.tags import last_tagged

_CONCLUSION = re.compile(r"\s*+(?:[^\n]{1,300}[.!])?\s*+")  # one line that ends: what the output means, and no second thoughts
_SET_AS_TEXT = re.compile(r"\\(?:text|mathrm|textrm|mbox)\s*\{([^{}]*)\}")
_LABEL = re.compile(r"\s*[a-zA-Z]{3}[a-zA-Z ]{0,40}:")


def extract_answer(text: str) -> int | None:
    r"""Return the integer that a text gives as its answer, or None.

    The last balanced ``\boxed{...}`` or ``<answer>`` decides; if a box holds no single integer, a later "answer is N" may. Without them it
    is the last "answer is N", without that an integer that ends the last line, without that the end of a closing output block. What is
    thought aloud and what stands in programs does not count. LaTeX is worked out exactly: ``\frac{84}{2}`` is 42. Fractions, decimals,
    ranges, approximations and several values are not an integer. Neither range nor modulus is applied. Never raises, and never takes long,
    whatever the text (docs/answers.md).
    """
    text = plain_characters(read_reply(text))
    blocks = read_blocks(text)
    prose = _without_programs(text, blocks)
    box = last_box(prose)
    if box is None and blocks and not blocks[-1].closed:
        box = last_box(blocks[-1].body)  # what follows a program whose closing fence was forgotten
        prose = blocks[-1].body if box is not None else prose
    tagged = last_tagged(prose)
    if tagged is not None and (box is None or tagged[1] > box.end):
        return _read_tagged(tagged[0])
    return _read_box(box, prose) if box is not None else _read_words(text, prose, blocks)


def _read_box(box: Box, text: str) -> int | None:
    value = read_expression(box.content)
    if value is None:
        words = _SET_AS_TEXT.sub(r"\1", box.content)
        if stated := last_statement(words):  # \text{The answer is } 42
            return stated.value
        if label := _LABEL.match(words):  # \text{Total}: 42
            value = read_expression(words[label.end() :])
    later = last_statement(text[box.end :]) if value is None else None
    return later.value if later is not None else value


def _read_tagged(content: str) -> int | None:
    box = last_box(content)
    value = read_expression(box.content if box is not None else content)
    return value if value is not None or box is not None else _read_words(content, content, ())


def _read_words(text: str, prose: str, blocks: Sequence[Block]) -> int | None:
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
        if block.is_program:
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
