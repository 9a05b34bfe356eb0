"""What the sandbox runs when a task's tests decide on a program: the text of this file, and one call of a function of it.

Tests and program never share a process, because a program could change what the tests look at: the built-in names, the modules that they
import, or ``==`` of what it returns. So the tests run with the reference solution first, and the arguments of their calls are noted; the
program is called with these arguments; and the tests run once more, with a function that hands out the program's results. Arguments and
results travel as plain data, so that nothing of a program gets into the process of its tests. Standard library only.
"""

from __future__ import annotations

import base64
import json
import operator
import random
import sys
import zlib
from collections.abc import Callable
from numbers import Integral
from types import ModuleType
from typing import Any

PASSED = "the tests passed"
SEED = 0  # two tests of HumanEval draw numbers: they draw the same ones each time
EXACT = 2**53  # integers below it are written as JSON has them
MAX_MESSAGE = 300  # characters of an error


class Other:
    """What stands for a value that is not plain data, such as the match of a pattern: its truth is known, and it equals nothing else."""

    def __init__(self, truth: bool) -> None:
        self._truth = truth

    def __bool__(self) -> bool:
        return self._truth


def encode(value: Any) -> Any:
    """A value as JSON. Subclasses become their base type, iterators what they yield, and what is not plain data its truth."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, Integral):
        number = operator.index(value)
        return number if abs(number) < EXACT else {"int": hex(number)}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return {"float": float.hex(value)}
    if isinstance(value, complex):
        return {"complex": [encode(value.real), encode(value.imag)]}
    if isinstance(value, bytes):
        return {"bytes": bytes.hex(value)}
    if isinstance(value, list):
        return [encode(item) for item in list.__iter__(value)]
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in tuple.__iter__(value)]}
    if isinstance(value, set | frozenset):
        name = "set" if isinstance(value, set) else "frozenset"
        return {name: sorted((encode(item) for item in value), key=json.dumps)}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in dict.items(value)]}
    if isinstance(value, range):
        return {"range": [value.start, value.stop, value.step]}
    if hasattr(value, "__next__"):
        return {"iterator": [encode(item) for item in value]}
    return {"other": bool(value)}


def decode(document: Any) -> Any:
    """The value that ``encode`` made the document of."""
    if isinstance(document, list):
        return [decode(item) for item in document]
    if not isinstance(document, dict):
        return document
    ((kind, content),) = document.items()
    if kind == "dict":
        return {decode(key): decode(item) for key, item in content}
    return _DECODERS[kind](content)


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "int": lambda content: int(content, 16),
    "float": float.fromhex,
    "complex": lambda content: complex(decode(content[0]), decode(content[1])),
    "bytes": bytes.fromhex,
    "tuple": lambda content: tuple(map(decode, content)),
    "set": lambda content: set(map(decode, content)),
    "frozenset": lambda content: frozenset(map(decode, content)),
    "range": lambda content: range(*content),
    "iterator": lambda content: iter(list(map(decode, content))),
    "other": Other,
}


def pack(document: Any) -> str:
    """A document as one short line: the sandbox keeps 8 KiB from the end of what is printed."""
    return base64.b64encode(zlib.compress(json.dumps(document).encode(), 9)).decode()


def unpack(line: str) -> Any:
    """The document of a line. Raises ValueError for a line that is not one."""
    try:
        return json.loads(zlib.decompress(base64.b64decode(line, validate=True)))
    except zlib.error as error:
        raise ValueError(str(error)) from None


def note_calls(given: str, solution: str, entry: str, tests: str) -> None:
    """Run the tests with the reference solution, and print the arguments of their calls."""
    function, calls = load("reference", solution)[entry], list[Any]()

    def noting(*arguments: Any, **named: Any) -> Any:
        calls.append(encode([list(arguments), named]))
        return function(*arguments, **named)

    _test(given, entry, tests, noting)
    _print(pack(calls))


def answer_calls(given: str, program: str, entry: str, calls: str) -> None:
    """Call the program's function with all of these arguments, and print the results."""
    namespace, results = load("candidate", given, program), []
    if entry not in namespace:
        raise NameError(f"the program defines no function {entry}")
    function = namespace[entry]
    for call in unpack(calls):
        arguments, named = decode(call)
        try:
            results.append({"value": encode(function(*arguments, **named))})
        except Exception as error:
            results.append({"error": f"{type(error).__name__}: {error}"[:MAX_MESSAGE]})
    _print(pack(results))


def compare(given: str, entry: str, tests: str, calls: str, results: str) -> None:
    """Run the tests with a function that hands out the results, in the order of the calls; print ``PASSED`` if they pass."""
    left = list(zip(unpack(calls), unpack(results), strict=True))[::-1]

    def replay(*arguments: Any, **named: Any) -> Any:
        assert left, "the tests call the function more often than with the reference solution"
        call, result = left.pop()
        assert encode([list(arguments), named]) == call, "the tests pass on an earlier result, and it is not the right one"
        if "error" in result:
            raise RuntimeError(result["error"])
        return decode(result["value"])

    _test(given, entry, tests, replay)
    _print(PASSED)


def load(name: str, *sources: str) -> dict[str, Any]:
    """The namespace of a module of these sources; it is not the main one, so that what a program does as a script is left out."""
    module = sys.modules[name] = ModuleType(name)
    for source in sources:
        exec(compile(source, f"<{name}>", "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def _test(given: str, entry: str, tests: str, function: Callable[..., Any]) -> None:
    random.seed(SEED)
    namespace = load("tests", given)
    namespace[entry] = function
    exec(compile(tests, "<tests>", "exec", dont_inherit=True), namespace)


def _print(line: str) -> None:
    """Print a line of its own, whatever a program has printed before."""
    sys.stdout.write(f"\n{line}\n")
