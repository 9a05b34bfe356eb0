"""Find the module that defines a name, by reading the installed modules."""

from __future__ import annotations

import ast
import builtins
import importlib
import importlib.util
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

CLOSE = 0.8  # of difflib's ratio: one letter wrong in a word of five or more


@dataclass(frozen=True)
class Origin:
    """The module that defines a name; ``module`` is empty for a built-in name."""

    module: str
    name: str


@dataclass(frozen=True)
class ModuleNames:
    """The contents of modules.toml."""

    order: tuple[str, ...]
    aliases: Mapping[str, str]
    synonyms: Mapping[str, Origin]


@cache
def load_modules() -> ModuleNames:
    """The table of modules, their aliases and the synonyms."""
    table = tomllib.loads((files("kaggle_utils.programs") / "modules.toml").read_text(encoding="utf-8"))
    synonyms = {wrong: Origin(*right.rpartition(".")[::2]) for wrong, right in table["synonyms"].items()}
    return ModuleNames(tuple(table["order"]), table["aliases"], synonyms)


def find_module(name: str) -> str | None:
    """The module that a name stands for, such as numpy for ``np``; None if it is not installed."""
    module = load_modules().aliases.get(name, name)
    return module if _is_installed(module) else None


def find_name(name: str, uses_sympy: bool) -> Origin | None:
    """The origin of a name that a program uses without importing it. Single letters count as variables, although sympy defines some."""
    if len(name) < 2:
        return None
    table = load_modules()
    order = sorted(table.order, key=lambda module: module != "sympy") if uses_sympy else table.order
    return next((Origin(module, name) for module in order if name in names_of(module)), table.synonyms.get(name))


def find_attribute(module: str, name: str) -> Origin | None:
    """The meaning of an attribute that a module lacks: a synonym, the same name in another module, or a similar name."""
    table = load_modules()
    known = table.synonyms.get(name)
    if known is not None and module in (known.module, "math"):
        return known
    same_name = find_name(name, uses_sympy=module.startswith("sympy"))
    if same_name is not None:
        return same_name
    if hasattr(builtins, name):
        return Origin("", name)
    close = get_close_matches(name, sorted(names_of(module)), n=1, cutoff=CLOSE)
    return Origin(module, close[0]) if close else None


@cache
def names_of(module: str) -> frozenset[str]:
    """The public names of a module; empty if it is not installed.

    Modules of the standard library are imported. Others are parsed instead: importing sympy takes half a second, in which no other
    attempt would make progress.
    """
    if module.split(".")[0] in sys.stdlib_module_names:
        names = set(dir(importlib.import_module(module))) if _is_installed(module) else set()
    else:
        path = _path_of(module)
        names = _bound_names(path.read_text(encoding="utf-8")) if path else set()
    return frozenset(name for name in names if not name.startswith("_"))


def _path_of(module: str) -> Path | None:
    """The file of a module that is written in Python, found without importing its package."""
    package, *rest = module.split(".")
    specification = importlib.util.find_spec(package)
    if specification is None or specification.origin is None:
        return None
    path = Path(specification.origin)
    for part in rest:
        inside = path.parent / part
        path = inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py")
    return path if path.suffix == ".py" and path.exists() else None


def _bound_names(text: str) -> set[str]:
    """The names that a module's own statements bind, at any depth of ``if`` and ``try`` but not inside functions and classes."""
    names: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        waiting.extend(ast.iter_child_nodes(node))
    return names


def _is_installed(module: str) -> bool:
    if module.split(".")[0] not in sys.stdlib_module_names:
        return _path_of(module) is not None
    try:
        return importlib.util.find_spec(module) is not None
    except ImportError:
        return False
