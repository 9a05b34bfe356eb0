"""Whether two texts are one program. Pure."""

from __future__ import annotations

import ast
import re

from kaggle_utils.programs.parsing import ProgramError, parse_program


def same_program(one: str, other: str) -> bool:
    """Whether two programs differ at most in white space and comments.

    Names and constants count, as they do not in a fingerprint. Of texts that do not parse, indentation counts and comments at the end of a
    line do too: where a string ends is not known there.
    """
    return _normal(one) == _normal(other)


def _normal(code: str) -> str:
    try:
        return ast.dump(parse_program(code))
    except (ProgramError, RecursionError):
        lines = [line.rstrip() for line in code.splitlines()]
        return "\n".join(line for line in lines if not re.fullmatch(r"\s*(?:#.*)?", line))
