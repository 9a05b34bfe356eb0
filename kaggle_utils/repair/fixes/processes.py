"""Pools of processes, which the sandbox does not start: a single thread does the same work in the same order."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import pairwise

from kaggle_utils.programs.editing import Edit, ParsedProgram, add_at_top, parse
from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes.sharing import share_nothing

# What takes the place of what is called so in which module.
_THREADS = {
    ("multiprocessing", "Pool"): ("multiprocessing.pool", "ThreadPool"),
    ("multiprocessing.pool", "Pool"): ("multiprocessing.pool", "ThreadPool"),
    ("multiprocessing", "Process"): ("multiprocessing.dummy", "Process"),
    ("concurrent.futures", "ProcessPoolExecutor"): ("concurrent.futures", "ThreadPoolExecutor"),
    ("concurrent.futures.process", "ProcessPoolExecutor"): ("concurrent.futures", "ThreadPoolExecutor"),
}
_NUMBER = {"processes", "max_workers"}
_ONLY_FOR_PROCESSES = {"maxtasksperchild", "context", "mp_context", "max_tasks_per_child", "daemon"}

Meant = tuple[str, str]  # a key of _THREADS


def threads_for_processes(failure: Failure) -> str | None:
    """Let one thread do what a pool of processes should, so that tasks keep their order, and threads what single processes should."""
    source = parse(failure.code)
    if source is None or not share_nothing(source.tree):
        return None
    modules = _modules(source)
    names = {alias.asname or alias.name: (module, alias.name) for module, alias in _imported_names(source)}
    needed: dict[str, None] = {}
    edits: list[Edit] = []
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom) and any((node.module, alias.name) in _THREADS for alias in node.names):
            edits.append(source.replace(node, _imported_threads(node)))
        elif isinstance(node, ast.Attribute) and (meant := _meant_by(node, modules, names)):
            module, name = _THREADS[meant]
            needed[f"import {module}"] = None
            edits.append(source.replace(node, f"{module}.{name}"))
        elif isinstance(node, ast.Call) and (meant := _meant_by(node.func, modules, names)):
            arguments = _arguments(source, node, is_pool=meant[1] != "Process")
            if arguments is None:
                return None
            edits.append(Edit(source.end(node.func), source.end(node), arguments))
    if any(_meant_by(base, modules, names) for node in source.nodes() if isinstance(node, ast.ClassDef) for base in node.bases):
        return None  # whose methods get attributes of their own that only their process has
    edits.sort()
    if not edits or any(edit.end > following.start for edit, following in pairwise(edits)):  # one pool among another's arguments
        return None
    return add_at_top(source.apply(edits), *needed)


def _meant_by(node: ast.expr, modules: Mapping[str, str], names: Mapping[str, Meant]) -> Meant | None:
    """Which key of _THREADS a name or an attribute stands for."""
    if isinstance(node, ast.Name):
        meant = names.get(node.id)
    elif isinstance(node, ast.Attribute):
        meant = modules.get(ast.unparse(node.value), ""), node.attr
    else:
        return None
    return meant if meant in _THREADS else None


def _modules(source: ParsedProgram) -> dict[str, str]:
    """The modules of _THREADS, and the contexts of multiprocessing, by the expressions that the program has for them."""
    modules = {name: name for name, _ in _THREADS}
    for node in source.nodes():
        if isinstance(node, ast.Import):
            modules |= {alias.asname: alias.name for alias in node.names if alias.asname}
    modules |= {alias.asname or alias.name: f"{module}.{alias.name}" for module, alias in _imported_names(source)}
    ours = [name for name, module in modules.items() if module == "multiprocessing"]
    modules |= {f"{name}.pool": "multiprocessing.pool" for name in ours}
    makers = {f"{name}.get_context" for name in ours} | {
        name for name, module in modules.items() if module == "multiprocessing.get_context"
    }
    contexts = [node for node in source.nodes() if isinstance(node, ast.Call) and ast.unparse(node.func) in makers]
    modules |= {ast.unparse(node): "multiprocessing" for node in contexts}
    for node in source.nodes():
        if isinstance(node, ast.Assign) and node.value in contexts:
            modules |= {target.id: "multiprocessing" for target in node.targets if isinstance(target, ast.Name)}
    return modules


def _imported_names(source: ParsedProgram) -> Iterator[tuple[str, ast.alias]]:
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias) for alias in node.names)


def _imported_threads(node: ast.ImportFrom) -> str:
    """The import of threads by the names of processes, and of everything else as it was."""
    parts = []
    for alias in node.names:
        module, name = _THREADS.get((node.module or "", alias.name), (node.module, alias.name))
        used_as = alias.asname or alias.name
        parts.append(f"from {module} import {name}" + (f" as {used_as}" if used_as != name else ""))
    return "; ".join(parts)


def _arguments(source: ParsedProgram, call: ast.Call, is_pool: bool) -> str | None:
    """A call's arguments without those that only processes have, and with one for a pool's number; None where that is unclear."""
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(keyword.arg is None for keyword in call.keywords):
        return None
    if is_pool and len(call.args) > 3:
        return None
    kept = [keyword for keyword in call.keywords if keyword.arg not in _NUMBER | _ONLY_FOR_PROCESSES]
    texts = [source.text(argument) for argument in call.args[is_pool:]] + [
        f"{keyword.arg}={source.text(keyword.value)}" for keyword in kept
    ]
    return f"({', '.join(['1', *texts] if is_pool else texts)})"
