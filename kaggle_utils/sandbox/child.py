"""The process that runs one program: limits first, then the program, then a status record. Standard library only.

Called as ``python -I child.py STATUS_FD TIMEOUT_SECONDS MEMORY_BYTES`` with the program in ``program.py`` of the working directory.
The status record is a JSON line on a pipe of its own, so no text that the program prints can be taken for it.
"""

from __future__ import annotations

import ast
import faulthandler
import json
import os
import resource
import sys
from pathlib import Path
from types import TracebackType

NAME = "<program>"
LONGEST_ERROR = 500  # characters; an error travels in prompts
LARGEST_FILE = 16 * 2**20  # bytes
OPEN_FILES = 64
PROCESSES = 256  # counts every process of the user, so it stops a fork bomb and nothing smaller
RECURSION_LIMIT = 20_000  # memoised recursion over a few thousand states is honest code; the stack limit allows it


def limit_resources(seconds: float, memory: int) -> None:
    """Set the limits that the kernel enforces; one CPU second beyond the time-out is the last resort, the client's kill the first."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: int(seconds) + 2,
        resource.RLIMIT_FSIZE: LARGEST_FILE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: PROCESSES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in limits.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def parse_program(source: str) -> ast.Module:
    """Parse a program, and print its last expression as a notebook would unless that is a call (it may print by itself) or a constant."""
    module = ast.parse(source, NAME)
    last = module.body[-1] if module.body else None
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Constant | ast.Await | ast.Yield):
        printed = ast.Expr(ast.Call(ast.Name("print", ast.Load()), [last.value], []))
        module.body[-1] = ast.copy_location(printed, last)
        ast.fix_missing_locations(module)
    return module


def last_line(traceback: TracebackType | None) -> int | None:
    """The line of the program that was running, from the innermost frame that belongs to it."""
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == NAME:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def describe(error: BaseException, line: int | None) -> str:
    """One line for an exception, even when its own text cannot be made."""
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = "(its message cannot be printed)"
    if len(message) > LONGEST_ERROR:
        message = message[: LONGEST_ERROR // 2] + " ... " + message[-LONGEST_ERROR // 2 :]
    text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return f"{text} (line {line})" if line else text


def run(source: str) -> dict[str, str | None]:
    """Run a program as ``__main__`` and return its status record."""
    try:
        code = compile(parse_program(source), NAME, "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return {"verdict": "syntax", "error": f"{type(error).__name__}: {text}" + (f" (line {line})" if line else "")}
    try:
        exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
    except SystemExit as error:
        if error.code in (None, 0):
            return {"verdict": "ok", "error": None}
        return {"verdict": "exited", "error": describe(error, last_line(error.__traceback__))}
    except MemoryError as error:
        return {"verdict": "memory", "error": describe(error, last_line(error.__traceback__))}
    except BaseException as error:
        return {"verdict": "error", "error": describe(error, last_line(error.__traceback__))}
    return {"verdict": "ok", "error": None}


def main() -> None:
    """Run ``program.py`` under limits and write the status record."""
    status, seconds, memory = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    source = Path("program.py").read_text(encoding="utf-8", errors="surrogatepass")
    faulthandler.dump_traceback_later(max(0.05, seconds - 0.05), file=status)
    sys.argv = ["program.py"]
    sys.setrecursionlimit(RECURSION_LIMIT)
    sys.set_int_max_str_digits(0)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    limit_resources(seconds, memory)
    record = run(source)
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        record = {"verdict": "error", "error": describe(error, None)}
    os.write(status, ("\n" + json.dumps(record) + "\n").encode())


if __name__ == "__main__":
    main()
