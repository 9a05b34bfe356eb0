"""The text of a program's functions, by which a copy is recognised. Pure."""

from __future__ import annotations

import ast

from kaggle_utils.programs.parsing import ProgramError, parse_program


def own_functions(code: str) -> str:
    """A program's functions, without comments and spaces of its own; all of one without functions, and what is not Python as it stands.

    What stands around the functions calls them and prints, which a copy may do in another way.
    """
    try:
        tree = parse_program(code)
        definitions = [statement for statement in tree.body if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))]
        return "\n".join(map(ast.unparse, definitions or tree.body))
    except (ProgramError, RecursionError):
        return code
