"""Extraction of programs: the last block that is one, and the earlier ones that it builds on."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence

from kaggle_utils.answers.fences import read_blocks
from kaggle_utils.answers.program_text import MAX_LENGTH, does_something, looks_like_code
from kaggle_utils.answers.reply import read_reply
from kaggle_utils.programs.names import names_of

MAX_BLOCKS = 100  # of a text, from its end, that are looked at
_PROMPT = re.compile(r"[ \t]*(?:>>>[ \t]?|(?:\.\.\.:?|In \[\d+\]:)(?:[ \t]|$))")
_FIRST_PROMPT = re.compile(r"\s*(?:>>>|In \[\d+\]:[ \t])")


def extract_code(text: str) -> str | None:
    """Return the program in a reply, or None: its last fenced block of Python, closed or cut off, or all of it if that is Python.

    Output, constants, shell lines and prose in fences are passed over where a program stands before them. Earlier blocks are put before it
    when it uses names that it does not define and they do, or when only with them it parses. What a model thinks aloud (``<think>``) is
    not read. Never raises.
    """
    text = read_reply(text).removeprefix("\ufeff")
    blocks = read_blocks(text)
    labelled = [_without_prompts(block.body) for block in blocks if block.is_python and block.body.strip()]
    others = [_without_prompts(block.body) for block in blocks if not block.language and block.body.strip()]
    for programs, fits in ((labelled, _is_or_was_meant), (others, does_something), (others, _is_or_was_meant)):
        chosen = _last(programs, fits)
        if chosen is not None:
            return _join(programs[: chosen + 1])
    if labelled:
        return _join(labelled)
    return text if not blocks and does_something(text) else None


def is_unfinished(text: str) -> bool:
    """Whether a reply that was cut off ends inside its program: in an open block of Python, or in a program without a fence."""
    text = read_reply(text)
    blocks = read_blocks(text)
    if not blocks:
        return does_something(text)
    last = blocks[-1]
    is_program = last.is_python or (not last.language and (does_something(last.body) or looks_like_code(last.body)))
    return not last.closed and is_program and bool(last.body.strip())


def _last(programs: Sequence[str], fits: Callable[[str, frozenset[str]], bool]) -> int | None:
    """The index of the last program that fits, given the names that those before it define."""
    defined: list[frozenset[str]] = []
    for program in programs:
        names = names_of(program) if len(program) <= MAX_LENGTH and len(programs) <= MAX_BLOCKS else None
        defined.append((defined[-1] if defined else frozenset()) | (names.defined if names else frozenset()))
    for index in range(len(programs) - 1, -1, -1):
        if fits(programs[index], defined[index - 1] if index else frozenset()):
            return index
    return None


def _is_or_was_meant(text: str, available: frozenset[str]) -> bool:
    """Whether a text is a program, or would be one but for a mistake or a cut, which a repair may mend."""
    if len(text) > MAX_LENGTH:  # not parsed: that takes a second for a megabyte
        return looks_like_code(text)
    return does_something(text, available) or (names_of(text) is None and looks_like_code(text))


def _without_prompts(program: str) -> str:
    """What was typed at an interpreter, where a block shows a session."""
    if not _FIRST_PROMPT.match(program):
        return program
    return "".join(f"{line[prompt.end() :]}\n" for line in program.split("\n") if (prompt := _PROMPT.match(line)))


def _join(programs: Sequence[str]) -> str:
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


def _continued(programs: Sequence[str]) -> str:
    """The last program where it does not parse: with the one before it or without its margin, if it parses then; else as it is."""
    readings = [textwrap.dedent(programs[-1])]
    if len(programs) > 1 and names_of(programs[-2]) is None:
        readings.insert(0, programs[-2].rstrip("\n") + "\n" + programs[-1])
    return next((reading for reading in readings if names_of(reading) is not None), programs[-1])
