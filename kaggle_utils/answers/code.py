"""Extraction of programs: the last fenced block of Python, and the earlier ones that it builds on."""

from __future__ import annotations

import ast
import re
import textwrap

from kaggle_utils.answers.fences import read_blocks
from kaggle_utils.programs.names import names_of

_THOUGHT = re.compile(r"(</?think(?:ing)?>)")
MAX_LENGTH = 100_000  # characters of a text that is tried as a program without a fence, and of blocks that are looked at for joining


def extract_code(text: str) -> str | None:
    """Return the program in a reply, or None: its last fenced block of Python, closed or cut off, or all of it if that is Python.

    Earlier blocks are put before it when it uses names that it does not define and they do, or when only with them it parses. What a model
    thinks aloud (``<think>``) is no part of its reply. Never raises.
    """
    text = _without_thoughts(text)
    blocks = read_blocks(text)
    programs = [block.body for block in blocks if block.is_python and block.body.strip()]
    if not programs:
        programs = [block.body for block in blocks if not block.language and block.body.strip()]
    if programs:
        return _join(programs)
    return text if not blocks and _is_program(text) else None


def _without_thoughts(text: str) -> str:
    """The text outside of its thoughts; a chat template may have opened the first, and a limit may have cut the last off."""
    reply: list[str] = []
    thinking = False
    for part in _THOUGHT.split(text):
        if part.startswith("<think"):
            thinking = True
        elif part.startswith("</think"):
            if not thinking:
                reply.clear()
            thinking = False
        elif not thinking:
            reply.append(part)
    return "".join(reply)


def _join(programs: list[str]) -> str:
    """The last program, after those before it that define what it lacks."""
    last = programs[-1]
    if len(last) > MAX_LENGTH:
        return last
    names = names_of(last)
    if names is None:
        return _continued(programs)
    chosen: list[str] = []
    missing = set(names.missing)
    for earlier in reversed(programs[:-1]):
        found = names_of(earlier) if missing and len(earlier) <= MAX_LENGTH else None
        if found is not None and missing & found.defined:
            chosen.insert(0, earlier)
            missing = (missing - found.defined) | found.missing
    return "\n".join([*(program.rstrip("\n") for program in chosen), last])


def _continued(programs: list[str]) -> str:
    """The last program where it does not parse: with the one before it or without its margin, if it parses then; else as it is."""
    readings = [textwrap.dedent(programs[-1])]
    if len(programs) > 1 and names_of(programs[-2]) is None:
        readings.insert(0, programs[-2].rstrip("\n") + "\n" + programs[-1])
    return next((reading for reading in readings if names_of(reading) is not None), programs[-1])


def _is_program(text: str) -> bool:
    """Whether a text without fences is Python that does something: prose of one word parses too."""
    if not text.strip() or len(text) > MAX_LENGTH:
        return False
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call) for node in module.body)
