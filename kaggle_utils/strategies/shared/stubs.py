"""Stubs for functions that a program calls and does not define.

This file is sent to a sandbox session as text and runs there; it uses only the standard library. A stub returns the values that it was
given, and ends the interpreter at a call without one: the sandbox undoes such a cell, which is run again once the value is known.
"""

import copy
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

MARK = "value wanted: "
MAX_CALL = 500  # characters; more cannot be asked about in one question

values: dict[str, Any] = {}


def provide(names: Iterable[str], namespace: dict[str, Any]) -> None:
    """Define stubs of these names in a namespace."""
    for name in names:
        namespace[name] = _stub(name)


def _stub(name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **keywords: Any) -> Any:
        shown = [repr(value) for value in arguments] + [f"{key}={value!r}" for key, value in keywords.items()]
        text = f"{name}({', '.join(shown)})".replace("\n", " ")
        if text in values:
            return copy.deepcopy(values[text])
        if len(text) > MAX_CALL or " at 0x" in text:
            raise NameError(f"name {name!r} is not defined, and nobody can tell its value for such arguments")
        with suppress(Exception):
            sys.stdout.flush()
        os.write(1, f"\n{MARK}{text}\n".encode(errors="backslashreplace"))
        os._exit(0)

    return call
