"""Extraction of answers and programs from text. Pure: no I/O."""

from __future__ import annotations

import ast
import re

_INTEGER = r"[-+]?\d{1,3}(?:(?:,|\\,|\{,\}|\\!)\d{3})+(?!\d)|[-+]?\d+"
_STATED = re.compile(rf"answer\s*(?:is|:|=)\s*:?\s*\**\$?\s*({_INTEGER})(?!\.\d*[1-9])", re.IGNORECASE)
_AT_END = re.compile(rf"(?<![\w.,/^])({_INTEGER})(?:\.0+)?\s*(?:\\\)|\\\]|[$*.!])*\s*$")
_FENCE = re.compile(r"```[ \t]*(\w*)[^\n]*\n(.*?)(?:```|\Z)", re.DOTALL)
_PYTHON = {"python", "py", "python3", ""}


def extract_answer(text: str) -> int | None:
    r"""Return the integer that a text gives as its answer, or None.

    The last balanced ``\boxed{...}`` decides; without one, the last "answer is N"; without that, an integer that ends the last line.
    """
    box = _last_boxed(text)
    if box is not None:
        return _parse_integer(box)
    stated = _STATED.findall(text)
    if stated:
        return _parse_integer(stated[-1])
    lines = text.strip().splitlines()
    match = _AT_END.search(lines[-1]) if lines else None
    return _parse_integer(match[1]) if match else None


def extract_code(text: str) -> str | None:
    """Return the program in a reply, or None: its last fenced block of Python, closed or cut off, or all of it if that is Python."""
    blocks = [body for language, body in _FENCE.findall(text) if language.lower() in _PYTHON and body.strip()]
    if blocks:
        return str(blocks[-1])
    if "```" in text or not text.strip():
        return None
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    is_program = any(not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call) for node in module.body)
    return text if is_program else None


def _last_boxed(text: str) -> str | None:
    r"""The content of the last ``\boxed{...}`` whose braces balance."""
    for start in reversed([match.end() for match in re.finditer(r"\\f?boxed\s*\{", text)]):
        depth = 1
        for position in range(start, len(text)):
            character = text[position]
            depth += (character == "{") - (character == "}")
            if depth == 0:
                return text[start:position]
    return None


def _parse_integer(text: str) -> int | None:
    r"""An integer in LaTeX clothes: ``12{,}345``, ``\text{42}``, ``$42$``, ``42.0``; None for anything else."""
    text = re.sub(r"\\(?:text|mathrm|mathbf|textbf)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\[,!;: ]|\{,\}|[$*\s]", "", text).rstrip(".")
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    match = re.fullmatch(r"([-+]?\d+)(?:\.0+)?", text)
    return int(match[1]) if match and len(match[1]) <= 4000 else None


class AnswerError(ValueError):
    """A program's output holds no answer."""


def read_printed_answer(output: str) -> int:
    """The integer that a program printed as its answer. Raises AnswerError when there is none."""
    answer = extract_answer(output)
    if answer is None:
        raise AnswerError("no integer")
    return answer
