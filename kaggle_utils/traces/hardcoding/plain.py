"""Expressions with no work in them: constants, the size, and arithmetic with both."""

from __future__ import annotations

import ast

from kaggle_utils.traces.hardcoding.scopes import Binding, Program
from kaggle_utils.traces.hardcoding.stored import Data


class Plain:
    """Says what is plain in a program."""

    def __init__(self, program: Program, data: Data) -> None:
        self._program = program
        self._data = data

    def is_plain(self, node: ast.expr) -> bool:
        """Whether an expression is a constant or the size itself."""
        if self._data.is_closed(node):
            return True
        match node:
            case ast.Name(id=name):
                home = self._program.scope(node).home(name)
                if home is None:
                    return False
                return name in home.parameters or all(self._is_size(binding) for binding in home.bindings[name])
            case ast.Call(func=ast.Name(id="len" | "str" | "int" | "input"), args=parts):
                return all(self.is_plain(part) or self._data.stored(part) is not None for part in parts)
            case ast.FormattedValue(value=value):
                return self.is_plain(value)
            case ast.IfExp(body=first, orelse=second):
                return self.is_plain(first) and self.is_plain(second)
        return False

    def is_cheap(self, node: ast.expr) -> bool:
        """Whether an expression is arithmetic with the size and constants only: a mask over a table, not a computation."""
        if isinstance(node, ast.BinOp):
            return self.is_cheap(node.left) and self.is_cheap(node.right)
        if isinstance(node, ast.UnaryOp):
            return self.is_cheap(node.operand)
        return self.is_plain(node)

    def _is_size(self, binding: Binding) -> bool:
        match binding:
            case Binding(value=ast.Call(func=ast.Name(id="range")), each=True):
                return True
            case Binding(value=ast.Call(func=ast.Name(id="enumerate")), each=True, path=(0, *_)):
                return True
            case Binding(value=ast.Call(func=ast.Name(id="zip"), args=[first, *_]), each=True, path=(0,)):
                return self._is_size(Binding(first, each=True))
            case Binding(value=ast.Call(func=ast.Attribute(attr="items")), each=True, path=(0,)):
                return True
            case Binding(value=value, each=True) if value is not None:
                return self._data.is_closed(value)  # the sizes, or keys of the table, one after another
            case Binding(value=value, each=False, path=()) if value is not None:
                return self._data.is_closed(value)
        return False
