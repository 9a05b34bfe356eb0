"""A program that reads n and prints a(n), rewritten as one that prints a trace: the form that ``prompts/trace.toml`` asks for.

It goes by lines, so that a program which Python refuses keeps its mistake: rows of programs that nobody ran need it (docs/training.md).
"""

from __future__ import annotations

import re

READ = "int(input())"
TARGET_LINE = 'print("target", '
SMALL_CASES = 40  # terms, as prompts/trace.toml asks for
_PRINT = re.compile(r"print\((.*)\)", re.DOTALL)
_IMPORT = re.compile(r"(?:import|from) ")


def as_trace_program(code: str, start: int, target: int) -> str | None:
    """The program with ``f(n)`` in place of reading and printing, which prints the target and the terms from ``start`` on.

    None for a program of another form than one ``int(input())``, and a ``print`` in no place but its last line, which is not indented.
    """
    lines = code.strip("\n").splitlines()
    if code.count(READ) != 1 or any("print(" in line for line in lines[:-1]) or lines[-1] != lines[-1].lstrip():
        return None
    imports = [line for line in lines if _IMPORT.match(line)]
    body = [line.replace(READ, "n") for line in lines if not _IMPORT.match(line)]
    body = [line for line in body if line != "n = n"]
    if found := _PRINT.fullmatch(body[-1]):
        body[-1] = f"return {found[1]}"
    function = "\n".join(["def f(n):", *[f"    {line}" if line else "" for line in body]])
    head = ["\n".join(imports) + "\n"] if imports else []
    loop = f"for n in range({start}, min({target}, {SMALL_CASES}) + 1):\n    print(n, f(n))"
    return "\n".join(["# trace of a(n): n=" + str(target), *head, function, f"{TARGET_LINE}{target})", loop]) + "\n"


def function_alone(program: str) -> str:
    """Of a trace program the imports and ``f(n)``, without the lines that call it: the form that we call ourselves."""
    return program.partition(f"\n{TARGET_LINE}")[0].partition("\n")[2] + "\n"
