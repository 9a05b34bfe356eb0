"""Names that are used without an import, or are imported from the wrong module."""

from __future__ import annotations

import ast
import builtins
import re

from kaggle_utils.programs.editing import Edit, ParsedProgram, add_at_top, parse
from kaggle_utils.programs.modules import Origin, find_attribute, find_module, find_name, names_of
from kaggle_utils.repair.failure import Failure

_UNDEFINED = re.compile(r"NameError: name '(\w+)' is not defined")
_NO_ATTRIBUTE = re.compile(r"AttributeError: module '([\w.]+)' has no attribute '(\w+)'")
_CANNOT_IMPORT = re.compile(r"ImportError: cannot import name '(\w+)' from '([\w.]+)'")


def missing_import(failure: Failure) -> str | None:
    """Import the missing module or name, and all others that the program uses and does not bind."""
    found = _UNDEFINED.search(failure.execution.error or "")
    source = parse(failure.code)
    if found is None or source is None:
        return None
    statements = {name: _import_of(name, source) for name in [found[1], *sorted(_unbound(source) - {found[1]})]}
    if statements[found[1]] is None:
        return None
    return add_at_top(failure.code, *[statement for statement in statements.values() if statement is not None])


def _import_of(name: str, source: ParsedProgram) -> str | None:
    """The import statement for a name: of a module if its attributes are used, else of the name that a module or a synonym provides."""
    if any(isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name for node in source.nodes()):
        module = find_module(name)
        if module is not None:
            return f"import {module}" + (f" as {name}" if module != name else "")
    origin = find_name(name, uses_sympy=_uses_sympy(source))
    return _import(origin, name) if origin else None


def _unbound(source: ParsedProgram) -> set[str]:
    """The names that a program reads and never binds, in any scope."""
    read: set[str] = set()
    bound = set(dir(builtins)) | {"__name__", "__file__"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.split(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            bound.add(node.name)
    return read - bound


def unknown_attribute(failure: Failure) -> str | None:
    """Replace attributes that modules do not have by what is meant: math.combinations by math.comb, math.isprime by sympy's isprime."""
    found = _NO_ATTRIBUTE.search(failure.execution.error or "")
    source = parse(failure.code)
    if found is None or source is None:
        return None
    modules = _imported_modules(source)
    edits: list[Edit] = []
    needed: dict[str, None] = {}
    for node in source.nodes():
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules):
            continue
        module = modules[node.value.id]
        if not ((module, node.attr) == found.groups() or (module == found[1] and node.attr not in names_of(module))):
            continue
        origin = find_attribute(module, node.attr)
        if origin is None:
            return None
        if origin.module == module:
            edits.append(Edit(source.end(node) - len(node.attr), source.end(node), origin.name))
            continue
        edits.append(source.replace(node, f"{origin.module}.{origin.name}".lstrip(".")))
        needed |= {f"import {origin.module}": None} if origin.module else {}
    return add_at_top(source.apply(edits), *needed) if edits else None


def unknown_import(failure: Failure) -> str | None:
    """Import names from the module that has them; drop the import of names that are built in."""
    found = _CANNOT_IMPORT.search(failure.execution.error or "")
    source = parse(failure.code)
    if found is None or source is None:
        return None
    name, module = found.groups()
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom) and node.module == module and any(alias.name == name for alias in node.names):
            wrong = [alias for alias in node.names if alias.name == name or alias.name not in names_of(module)]
            origins = [find_attribute(module, alias.name) for alias in wrong]
            parts = [_import(origin, alias.asname or alias.name) for origin, alias in zip(origins, wrong, strict=True) if origin]
            if len(parts) < len(wrong):
                return None
            kept = [alias for alias in node.names if alias not in wrong]
            parts += [ast.unparse(ast.ImportFrom(node.module, kept, node.level))] if kept else []
            return source.apply([source.replace(node, "; ".join(parts))])
    return None


def _imported_modules(source: ParsedProgram) -> dict[str, str]:
    """The modules that a program imports, by the names that it gives them."""
    imports = [alias for node in source.nodes() if isinstance(node, ast.Import) for alias in node.names]
    return {alias.asname or alias.name: alias.name for alias in imports}


def _import(origin: Origin, used_as: str) -> str:
    renamed = f" as {used_as}" if origin.name != used_as else ""
    return f"from {origin.module} import {origin.name}{renamed}" if origin.module else f"{used_as} = {origin.name}"


def _uses_sympy(source: ParsedProgram) -> bool:
    imports = (node for node in ast.walk(source.tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return any("sympy" in ast.unparse(node) for node in imports) or "symbols(" in source.code
