"""Programs that exceed a limit of Python or numpy, or end the interpreter."""

from __future__ import annotations

import ast

from kaggle_utils.programs.editing import Edit, ParsedProgram, add_at_top, parse
from kaggle_utils.repair.failure import Failure

_ARRAYS = {"array", "asarray", "zeros", "ones", "full", "empty", "arange", "identity", "eye", "zeros_like", "ones_like"}
_ENDS = {"exit", "quit", "sys.exit", "os._exit"}


def lift_digit_limit(failure: Failure) -> str | None:
    """Allow integers of any length to be read and written."""
    source = parse(failure.code)
    if source is None:
        return None
    limits = [call for call in _calls(source) if ast.unparse(call.func).endswith("set_int_max_str_digits") and call.args]
    if limits:
        return source.apply(source.replace(call.args[0], "0") for call in limits)
    return add_at_top(failure.code, "import sys", "sys.set_int_max_str_digits(0)")


def object_arrays(failure: Failure) -> str | None:
    """Make numpy's arrays hold Python's integers, which do not overflow."""
    source = parse(failure.code)
    if source is None:
        return None
    edits: list[Edit] = []
    for call in _calls(source):
        module, _, name = ast.unparse(call.func).rpartition(".")
        if module in ("np", "numpy") and name in _ARRAYS:
            given = next((keyword.value for keyword in call.keywords if keyword.arg == "dtype"), None)
            edits.append(source.replace(given, "object") if given else source.insert(source.end(call) - 1, ", dtype=object"))
    return source.apply(edits) if edits else None


def end_regularly(failure: Failure) -> str | None:
    """Remove calls that end the interpreter; a result that is passed to such a call is printed instead."""
    source = parse(failure.code)
    if source is None:
        return None
    edits = []
    for call in _calls(source):
        if ast.unparse(call.func) in _ENDS:
            result = call.args[0] if call.args and not isinstance(call.args[0], ast.Constant) else None
            ended = "__import__('sys').exit()"
            edits.append(source.replace(call, f"(print({source.text(result)}), {ended})" if result and not failure.printed else ended))
    return source.apply(edits) if edits else None


def _calls(source: ParsedProgram) -> list[ast.Call]:
    return [node for node in source.nodes() if isinstance(node, ast.Call)]
