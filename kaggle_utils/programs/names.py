"""The names that a program defines and those that it uses without defining them, by Python's symbol tables."""

from __future__ import annotations

import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

_BUILTIN = frozenset(dir(builtins)) | {"__file__", "__annotations__"}


@dataclass(frozen=True)
class Names:
    """``defined`` are bound at the program's top level; ``missing`` are used, and neither bound there nor built in."""

    defined: frozenset[str]
    missing: frozenset[str]


def names_of(program: str) -> Names | None:
    """The names of a program, or None if it does not parse."""
    try:
        return read_names(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_names(program: str) -> Names:
    """The names of a program. Raises SyntaxError, ValueError, RecursionError or MemoryError for a text that cannot be parsed."""
    top = symtable.symtable(program, "<reply>", "exec")
    defined: set[str] = set()
    used: set[str] = set()
    for table in _tables(top):
        for symbol in table.get_symbols():
            if table is top or symbol.is_global():
                if symbol.is_referenced():
                    used.add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                    defined.add(symbol.get_name())
    return Names(frozenset(defined), frozenset(used - defined - _BUILTIN))


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    pending = [table]
    while pending:
        current = pending.pop()
        yield current
        pending += current.get_children()
