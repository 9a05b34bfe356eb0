"""Whether a fence stands inside of a triple-quoted string of the program that it seems to close."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kaggle_utils.programs.names import names_of

MAX_LENGTH = 20_000  # characters of a program whose strings are looked at; with it, how much work one fence may cause is bounded
MAX_FENCES = 20  # that may stand in one string
_STRINGS = re.compile(
    r"""#[^\n]*|(?s:(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}))|(?P<open>\"{3}|'{3})|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""",
)


def lines_to_real_end(code: str, later: Iterable[str], fence: str) -> int:
    """How many lines on the fence is that really closes a block with this code: 0 if the first of ``later`` does.

    A fence in a string is passed over only if with the lines up to another fence the block is a program; else the string was never closed.
    """
    if not ('"""' in code or "'''" in code) or len(code) > MAX_LENGTH or not _is_open(code):
        return 0
    fences = 0
    for count, line in enumerate(later):
        fences += line.strip().startswith(fence)
        if line.strip() == fence and count and not _is_open(code):
            return count if names_of(code) is not None else 0
        code += line
        if len(code) > MAX_LENGTH or fences > MAX_FENCES:
            break
    return 0


def _is_open(code: str) -> bool:
    """Whether a program ends within a triple-quoted string."""
    return any(found["open"] for found in _STRINGS.finditer(code))
