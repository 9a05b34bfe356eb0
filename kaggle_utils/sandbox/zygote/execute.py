"""Parse a program, run it, and describe how it ended: what a child does with the text it was given."""

from __future__ import annotations
import __future__

import ast
import builtins
import linecache
import resource
from contextlib import suppress
from types import CodeType, TracebackType
from typing import Any

from kaggle_utils.sandbox.zygote.refusals import find_remedy

BYTE_ORDER_MARK = "\ufeff"
MAX_ERROR = 500  # characters; an error travels in prompts
MEMORY_RESERVE = 64 * 2**20  # bytes kept back so that a MemoryError can still be reported

FUTURE_FLAGS = {getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}

Record = dict[str, str | None]

_future_flags: set[int] = set()  # of the __future__ imports so far
_own_names: set[str] = set()  # the filenames of the program, or of the cells of a session so far
_sources = linecache.cache  # by filename; this reference stays right when a program gives linecache another cache


def remember_source(source: str, filename: str) -> None:
    """Tell linecache the lines of a program that is in no file, so that tracebacks and ``inspect`` quote them."""
    with suppress(MemoryError):  # then they quote nothing
        text = source.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
        lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
        _sources[filename] = (len(source), None, lines, filename)  # without a time, linecache does not look for changes


def parse_program(source: str, filename: str) -> ast.Module:
    """Parse a program, and print its last expression as a notebook would unless that is a call (it may print by itself) or a constant."""
    module = ast.parse(source, filename)
    last = module.body[-1] if module.body else None
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Constant | ast.Await | ast.Yield):
        printed = ast.Expr(ast.Call(ast.Name("print", ast.Load()), [last.value], []))
        module.body[-1] = ast.copy_location(printed, last)
        ast.fix_missing_locations(module)
    return module


def last_line(traceback: TracebackType | None) -> int | None:
    """The line of the program that was running, from the innermost frame that belongs to it or to an earlier cell of its session."""
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in _own_names:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def describe(error: BaseException, line: int | None, remedy: str = "") -> str:
    """One line for an exception, with what to do about it. Never raises, even when the exception's own ``__str__`` does."""
    name = type.__dict__["__name__"].__get__(type(error))
    try:
        message = " ".join(str.split(str(error)))
    except BaseException:
        message = "(its message cannot be printed)"
    if len(message) > MAX_ERROR:
        message = message[: MAX_ERROR // 2] + " ... " + message[-MAX_ERROR // 2 :]
    text = f"{name}: {message}" if message else name
    text = f"{text}; {remedy}" if remedy else text
    return f"{text} (line {line})" if line else text


def compile_program(source: str, filename: str) -> CodeType | Record:
    """The code of a program, or the record that says why it has none."""
    try:
        # dont_inherit, because the __future__ imports of this file are not the program's; those of a cell hold for the cells after it
        code: CodeType = compile(parse_program(source, filename), filename, "exec", sum(_future_flags), dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return {"verdict": "syntax", "error": f"{type(error).__name__}: {text}" + (f" (line {line})" if line else "")}
    _future_flags.update(flag for flag in FUTURE_FLAGS if code.co_flags & flag)
    return code


def run(source: str, namespace: dict[str, Any], filename: str) -> Record:
    """Run a program in a namespace and return its status record. Tracebacks call it by its ``filename``.

    The built-in names are put back afterwards: a program may replace them, and we need them to report on it.
    """
    source = source.removeprefix(BYTE_ORDER_MARK)  # as Python does at the beginning of a file
    _own_names.add(filename)
    code = compile_program(source, filename)
    if isinstance(code, dict):
        return code
    table, original = builtins.__dict__, dict(builtins.__dict__)
    everything, caught = BaseException, None
    try:
        exec(code, namespace)
    except everything as error:
        caught = error
    table.clear()
    table.update(original)
    return record_of_end(caught)


def record_of_end(error: BaseException | None) -> Record:
    """The status record for the exception that ended a program, or for its regular end."""
    if error is None:
        return {"verdict": "ok", "error": None}
    traceback = BaseException.__dict__["__traceback__"].__get__(error)
    line = last_line(traceback)
    # issubclass and the descriptors of the built-in types, because an exception may lie about its class, its code and what it equals.
    if issubclass(type(error), MemoryError):
        error.__traceback__ = None  # lets go of what the program held
        raise_memory_limit()
        return {"verdict": "memory", "error": describe(error, line)}
    if issubclass(type(error), SystemExit):
        code = SystemExit.__dict__["code"].__get__(error)
        if code is None or (type(code) in (int, bool) and code == 0):
            return {"verdict": "ok", "error": None}
        return {"verdict": "exited", "error": describe(error, line)}
    return {"verdict": "error", "error": describe(error, line, find_remedy(error, traceback))}


def raise_memory_limit() -> None:
    """Use the memory that was kept back for reporting."""
    try:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    except (OSError, ValueError):
        return


def limit_memory(now: int, extra: int) -> None:
    """Allow this process ``extra`` bytes of address space beyond the ``now`` bytes it has. Raises OSError or ValueError."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = [now + extra, now + extra + MEMORY_RESERVE]
    if hard != resource.RLIM_INFINITY:
        wanted = [min(value, hard) for value in wanted]
    resource.setrlimit(resource.RLIMIT_AS, (wanted[0], wanted[1]))
