"""The size that a problem asks for: as a program of the model says it, checked with the statement, or as the statement alone says it."""

from __future__ import annotations

from kaggle_utils.programs.parsing import ProgramError, parse_program
from kaggle_utils.programs.size_function import find_size, find_size_function, print_trace
from kaggle_utils.traces import TraceError, sizes_named


def size_asked(statement: str, code: str) -> int:
    """The program's N where the statement names it or a number next to it; else the largest that the statement names, else the program's N.

    Raises TraceError where there is none of them.
    """
    try:
        said = find_size(parse_program(code))
    except ProgramError:
        said = None
    named = sizes_named(statement)
    if said is not None and (not named or {said - 1, said, said + 1} & set(named)):
        return said
    if named:
        return named[-1]
    raise TraceError("the size that the problem asks for is not set: begin the program with the line N = ..., that number")


def as_trace_program(code: str, statement: str, sizes: range) -> str:
    """A program that defines f(n), made into one that prints the size asked for and ``n f(n)`` for these sizes.

    Raises ValueError for a program without such a function, or one that does not say the size where the statement does not, either.
    """
    tree = parse_program(code)
    function = find_size_function(tree)
    if function is None:
        raise TraceError("the program defines no function f(n) of the size n: define f, and nothing needs to be printed")
    return print_trace(tree, function, size_asked(statement, code), sizes)
