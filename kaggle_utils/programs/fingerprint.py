"""The structure of a program, without names, constants and comments. Pure."""

from __future__ import annotations

import ast
import hashlib
from functools import lru_cache
from typing import Any

from kaggle_utils.programs.parsing import ProgramError, parse_program

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@lru_cache(maxsize=4096)  # whenever an attempt ends, the fingerprints of all attempts are needed
def program_fingerprint(code: str) -> str | None:
    """A short name that two programs share if they differ only in names of their own, constants, annotations, docstrings and imports.

    Where a program defines functions or classes, they alone count: what stands around them calls them and prints. Names that a program does
    not define (``sum``, ``comb``) and attributes stay: they are what it computes with. None for what is not Python.
    """
    try:
        tree = parse_program(code)
        definitions: list[ast.stmt] = [
            node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        tree.body = [*definitions] or tree.body
        own = _own_names(tree)
        shape = ast.dump(ast.fix_missing_locations(_Forget(own).visit(tree)), annotate_fields=False)
    except (ProgramError, RecursionError):
        return None
    return hashlib.sha256(shape.encode(errors="surrogatepass")).hexdigest()[:12]


def _own_names(tree: ast.Module) -> dict[str, str]:
    """The names that a program defines, numbered in the order of their definition."""
    given: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(name, ast.Store()) | ast.arg(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                given.setdefault(name, f"name{len(given)}")
    return given


class _Forget(ast.NodeTransformer):
    """Removes from a tree what is not part of its structure."""

    def __init__(self, own: dict[str, str]) -> None:
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.own.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self.own[node.arg])

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return ast.keyword(node.arg and self.own.get(node.arg, node.arg), self.visit(node.value))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant(type(node.value).__name__)

    def visit(self, node: ast.AST) -> Any:
        return None if isinstance(node, (ast.Import, ast.ImportFrom)) else super().visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        return None if node.value is None else ast.Assign([self.visit(node.target)], self.visit(node.value))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns, node.name = None, self.own[node.name]
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns, node.name = None, self.own[node.name]
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self.own[node.name]
        return self.generic_visit(node)
