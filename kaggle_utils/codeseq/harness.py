"""A program that runs a solution on many inputs in one process: pure text in, pure text out.

Each input has a fresh namespace, its own standard input and output, and one line of results. Lines are told from what a solution writes
past its captured output by a mark that depends on the solution's text, so it cannot contain it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_PRINTED = 2000  # characters of a case's output that are kept; the longest term of a case has fewer digits
_PROGRAM = """
import contextlib, io, json, sys, time, traceback

def main(source, inputs, mark, longest):
    out, stdin = sys.stdout, sys.stdin

    def error_of(error):
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "solution.py"]
        text = f"{type(error).__name__}: {error}"[:300]
        return text + (f" (line {lines[-1]})" if lines else "")

    try:
        code, refusal = compile(source, "solution.py", "exec"), None
    except (SyntaxError, ValueError) as error:
        code, refusal = None, f"{type(error).__name__}: {error}"[:300]
    for text in inputs:
        printed, outcome, error, started = io.StringIO(), "ok", "", time.perf_counter()
        if code is None:
            outcome, error = "syntax", refusal
        else:
            sys.stdin = io.StringIO(text + "\\n")
            try:
                with contextlib.redirect_stdout(printed):
                    exec(code, {"__name__": "__main__"})
            except SystemExit as end:
                if end.code not in (None, 0):
                    outcome, error = "error", f"SystemExit: {end.code}"[:300]
            except MemoryError as end:
                outcome, error = "memory", error_of(end)
            except BaseException as end:
                outcome, error = "error", error_of(end)
            finally:
                sys.stdin = stdin
        row = {"outcome": outcome, "printed": printed.getvalue()[: longest + 1], "error": error, "seconds": time.perf_counter() - started}
        out.write("\\n" + mark + json.dumps(row) + "\\n")
        out.flush()

main(
"""


def write_harness(solution: str, inputs: Sequence[str]) -> str:
    """The program that runs a solution on these inputs, in their order."""
    return f"{_PROGRAM}{solution!r}, {list(inputs)!r}, {_mark(solution)!r}, {LONGEST_PRINTED})\n"


def read_results(solution: str, stdout: str) -> list[Mapping[str, Any]]:
    """The results in what the harness printed, in the order of the inputs; fewer than inputs if it was stopped."""
    mark = _mark(solution)
    found = []
    for line in stdout.split("\n"):
        if line.startswith(mark):
            try:
                found.append(json.loads(line.removeprefix(mark)))
            except ValueError:  # it was stopped in the middle of its last line
                break
    return found


def _mark(solution: str) -> str:
    return hashlib.sha256(solution.encode(errors="surrogatepass")).hexdigest()
