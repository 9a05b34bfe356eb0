"""Parse a program; every text that cannot be parsed raises the same error."""

from __future__ import annotations

import ast
import warnings


class ProgramError(ValueError):
    """A text cannot be parsed as a program; ``line`` is where the parser stopped, or None if that is unknown."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def parse_program(code: str) -> ast.Module:
    """The syntax tree of a program. Raises ProgramError.

    A model's text may contain null characters, brackets nested beyond the parser's stack, or LaTeX whose backslashes cause warnings.
    """
    try:
        return parse_tree(code)
    except SyntaxError as error:
        raise ProgramError(f"{type(error).__name__}: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ProgramError(f"it cannot be parsed here ({type(error).__name__})") from None


def parse_tree(code: str) -> ast.Module:
    """As ``ast.parse``, which it replaces for a model's text: without warnings, and whatever other threads parse at the same time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except SystemError:
            # CPython before 3.12 counts the depth of all threads' parsing in one place (gh-106905), so that a parse which is interrupted
            # by another one can fail although nothing is wrong with the text.
            return ast.parse(code)
