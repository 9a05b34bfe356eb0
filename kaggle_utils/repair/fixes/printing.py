"""Results that are computed and not printed, or printed inside a container."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from kaggle_utils.programs.editing import ParsedProgram, add_at_end, called_name, parse
from kaggle_utils.repair.failure import Failure

# Names that programs give to their result. Any other name does not show that it holds the answer.
RESULTS = {
    "ans", "answer", "count", "final", "final_answer", "final_result", "final_value", "max_value", "maximum", "min_value", "minimum",
    "number", "output", "remainder", "res", "result", "ret", "solution", "sum", "total", "total_count", "total_sum", "value",
}  # fmt: skip
_Function = ast.FunctionDef


def print_result(failure: Failure) -> str | None:
    """Print the program's result: its last call, the value of a function that is never called, or a variable with a result's name."""
    source = parse(failure.code)
    if source is None or not source.tree.body:
        return None
    last = source.tree.body[-1]
    functions = {node.name: node for node in source.tree.body if isinstance(node, _Function)}
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        name = called_name(last.value)
        if name != "print" and not (name in functions and not _returns(functions[name])):
            return source.apply([source.insert(source.start(last), "print("), source.insert(source.end(last), ")")])
        return None
    uncalled = _uncalled(source, list(functions.values()))
    if uncalled is not None:
        return add_at_end(failure.code, f"print({uncalled.name}())" if _returns(uncalled) else f"{uncalled.name}()")
    named = [name for name in _assigned(source.tree.body) if name.lower() in RESULTS]
    return add_at_end(failure.code, f"print({named[-1]})") if named else None


def return_result(failure: Failure) -> str | None:
    """Return the last value of a function that is printed but returns nothing."""
    source = parse(failure.code)
    if source is None:
        return None
    functions = {node.name: node for node in ast.walk(source.tree) if isinstance(node, _Function) and not _returns(node)}
    for call in reversed(_single_prints(source)):
        function = functions.get(called_name(call.args[0]) or "")
        if function is None:
            continue
        last = function.body[-1]
        margin = source.indentation(last.lineno)
        if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant) and called_name(last.value) != "print":
            return source.apply([source.insert(source.start(last), "return ")])
        named = [name for name in _assigned(function.body) if name.lower() in RESULTS or _ends_in(last, name)]
        if named and function.lineno != last.lineno:
            return source.apply([source.insert(source.end(last), f"\n{margin}return {named[-1]}")])
    return None


def unwrap_printed(failure: Failure) -> str | None:
    """Print the single element of a printed list, tuple, set or dictionary."""
    is_dictionary = re.search(r"\{[^{}]*:[^{}]*\}\Z", failure.printed)
    return _around_printed(failure.code, "*(", ").values()") if is_dictionary else _around_printed(failure.code, "*", "")


def evaluate_printed(failure: Failure) -> str | None:
    """Print the value of a sum, product, integral, limit or derivative that sympy has not evaluated."""
    return _around_printed(failure.code, "(", ").doit()")


def _around_printed(code: str, before: str, after: str) -> str | None:
    """Put text around the argument of the last print call, or around a last expression, whose value is printed too."""
    source = parse(code)
    if source is None or not source.tree.body:
        return None
    last = source.tree.body[-1]
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call):
        start, end = source.start(last), source.end(last)
        return source.apply([source.insert(start, f"print({before}"), source.insert(end, f"{after})")])
    prints = _single_prints(source)
    if not prints:
        return None
    printed = prints[-1].args[0]
    return source.apply([source.insert(source.start(printed), before), source.insert(source.end(printed), after)])


def _single_prints(source: ParsedProgram) -> list[ast.Call]:
    """The calls that print one value; only those at the top level if there are any."""
    calls = [
        node
        for node in source.nodes()
        if isinstance(node, ast.Call) and called_name(node) == "print" and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred)
    ]
    return [call for call in calls if call.col_offset == 0] or calls


def _uncalled(source: ParsedProgram, functions: list[_Function]) -> _Function | None:
    """The last function that is never used and needs no arguments."""
    used = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for function in reversed(functions):
        required = len(function.args.posonlyargs) + len(function.args.args) - len(function.args.defaults)
        if function.name not in used and required == 0 and None not in function.args.kw_defaults:
            return function
    return None


def _returns(function: _Function) -> bool:
    """Whether a function returns a value."""
    return any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function))


def _ends_in(last: ast.stmt, name: str) -> bool:
    return isinstance(last, ast.Assign | ast.AugAssign) and name in _assigned([last])


def _assigned(statements: list[ast.stmt]) -> Iterator[str]:
    """The names that statements bind, in order, including those in loops and conditions but not in functions and classes."""
    for statement in statements:
        if isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AugAssign | ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        elif not isinstance(statement, _Function | ast.AsyncFunctionDef | ast.ClassDef):
            for part in ("body", "orelse", "finalbody"):
                yield from _assigned(getattr(statement, part, []))
