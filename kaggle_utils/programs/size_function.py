"""A program that defines the answer as a function of the size, made into one whose loop prints a trace of it.

The function is called by us, for the sizes that we choose: no form of output has to be agreed on with the model, and no loop of its own can
end one too early.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from kaggle_utils.programs.parsing import parse_program

NAME, SIZE = "f", "N"  # as the prompt asks for them
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_PLACES = (ast.Attribute, ast.Subscript)
_SKIP = "_skip_undefined"
# The sizes from the first one on that the function has a value for: a cycle of two vertices may be an error instead of a 0.
_LOOP = f"""
def {_SKIP}(sizes):
    for place, size in enumerate(sizes):
        try:
            {{function}}(size)
        except Exception:
            continue
        return sizes[place:]
    return sizes
print('target', {{target}})
for n in {_SKIP}({{sizes}}):
    print(n, {{function}}(n), flush=True)
"""


def find_size_function(tree: ast.Module) -> str | None:
    """The function of the size: the last ``f`` with one parameter that must be given, else the only function of that kind."""
    found = [statement.name for statement in tree.body if isinstance(statement, ast.FunctionDef) and _takes_one(statement.args)]
    names = list(dict.fromkeys(name for name in found if name != _SKIP))
    if NAME in names:
        return NAME
    return names[0] if len(names) == 1 else None


def find_size(tree: ast.Module) -> int | None:
    """The integer that the program calls N, if it says one."""
    values = [
        statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id == SIZE
    ]
    try:
        value = ast.literal_eval(values[-1]) if values else None
    except (ValueError, TypeError, SyntaxError, RecursionError):
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def print_trace(tree: ast.Module, function: str, target: int, sizes: Sequence[int]) -> str:
    """The program without what it computes and prints itself, and with a loop that prints "target N" and ``n f(n)`` for these sizes.

    Kept are imports, definitions, and what the definitions read: a table of primes, but not the slow call that was to give the answer.
    """
    loop = parse_program(_LOOP.format(function=function, target=target, sizes=sizes))
    return ast.unparse(ast.fix_missing_locations(ast.Module([*_kept(tree), *loop.body], [])))


def _kept(tree: ast.Module) -> list[ast.stmt]:
    """The statements that the functions of a program need."""
    body = [statement for statement in tree.body if not (isinstance(statement, ast.FunctionDef) and statement.name == _SKIP)]
    defined = [statement for statement in body if isinstance(statement, _DEFINITIONS)]
    computed = [statement for statement in body if not isinstance(statement, (*_DEFINITIONS, *_IMPORTS)) and not _is_shown(statement)]
    modules = {name for statement in body if isinstance(statement, _IMPORTS) for name in _imported(statement)}
    needed = {name for statement in defined for name in _names(statement)} - modules | {SIZE}
    kept: list[ast.stmt] = []
    while more := [statement for statement in computed if statement not in kept and _sets(statement, needed)]:
        kept += more
        needed |= {name for statement in more for name in _names(statement)} - modules
    return [statement for statement in body if isinstance(statement, (*_DEFINITIONS, *_IMPORTS)) or statement in kept]


def _takes_one(arguments: ast.arguments) -> bool:
    """Whether a call needs exactly one argument, by position."""
    positional = len(arguments.posonlyargs) + len(arguments.args)
    required = positional - len(arguments.defaults)
    keyword_only = sum(default is None for default in arguments.kw_defaults)
    return keyword_only == 0 and (required == 1 or (required == 0 and positional == 1))


def _is_shown(statement: ast.stmt) -> bool:
    """Whether a statement prints, asks for input, checks, or is what a program does when it is run."""
    if isinstance(statement, ast.Assert) or (isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)):
        return True
    calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return any(isinstance(call, ast.Name) and call.id in ("print", "input") for call in calls)


def _sets(statement: ast.stmt, names: set[str]) -> bool:
    """Whether a statement sets or changes something of these names, or the interpreter's own limits."""
    if isinstance(statement, ast.Expr):
        call = statement.value
        return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)  # sys.setrecursionlimit(...), table.append(...)
    targets = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    changed = {node.value.id for node in ast.walk(statement) if isinstance(node, _PLACES) and isinstance(node.value, ast.Name)}
    return bool((targets | changed) & names)


def _imported(statement: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]


def _names(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
