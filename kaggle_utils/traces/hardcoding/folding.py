"""The value of an expression that is made of literals only, however they are wrapped, without running the program.

A table may be a list, a string that is split, digits of an integer, base64 of JSON. Folding unwraps all of it with a small evaluator that
knows a few harmless functions, so that the rest of the analysis sees one thing: the value, and how much of it was written down.
"""

from __future__ import annotations

import ast
import base64
import binascii
import csv
import itertools
import json
import operator
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

MAX_SIZE = 100_000  # entries, characters or bytes that a folded value may have
# Evaluations in one fold beyond the expressions that are written: 20 ms. A model wrote sum((x**2 + y**2 - 1) % 30030 for x in range(30031)
# for y in range(30031)) (Qwen2.5-Coder-1.5B, 2026-11-29), and a solver that works that out answers nothing else meanwhile.
MAX_REPEATED = 10_000


class NotClosed(Exception):  # noqa: N818 - it says what an expression is; nothing has gone wrong
    """The expression depends on something that is not written in it."""


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj(wbits=47).decompress(data, MAX_SIZE)  # 47: zlib and gzip headers


DECODERS: Mapping[str, Callable[..., Any]] = {
    "b64decode": base64.b64decode,
    "urlsafe_b64decode": base64.urlsafe_b64decode,
    "standard_b64decode": base64.standard_b64decode,
    "b32decode": base64.b32decode,
    "b16decode": base64.b16decode,
    "b85decode": base64.b85decode,
    "a85decode": base64.a85decode,
    "a2b_base64": binascii.a2b_base64,
    "a2b_hex": binascii.a2b_hex,
    "unhexlify": binascii.unhexlify,
    "decompress": _inflate,
}


def _bounded(kind: Callable[..., Any]) -> Callable[..., Any]:
    """``bytes`` or ``bytearray``, but not of a length that is only a number: a sieve of 10^9 entries would be made for nothing."""

    def make(*values: Any, **keywords: Any) -> Any:
        if values and isinstance(values[0], int) and values[0] > MAX_SIZE:
            raise NotClosed
        return kind(*values, **keywords)

    return make


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **DECODERS,
    **{kind.__name__: kind for kind in (list, tuple, dict, set, frozenset, int, str, abs, len, sum, min, max)},
    **{kind.__name__: _bounded(kind) for kind in (bytes, bytearray)},
    **{kind.__name__: kind for kind in (ord, chr, sorted, Fraction, round, hex, bin, float, bool, slice)},
    "reversed": lambda values: list(reversed(values)),
    "enumerate": lambda values, start=0: list(enumerate(values, start)),
    "zip": lambda *values, **_: list(zip(*values, strict=False)),
    "array": lambda *values, **_: list(values[-1]),
    "asarray": lambda values, **_: list(values),
    "deque": list,
    "iter": list,
    "OrderedDict": dict,
    "Counter": dict,
    "defaultdict": lambda _, values=(): dict(values),
    "MappingProxyType": dict,
    "loads": json.loads,
    "literal_eval": ast.literal_eval,
    "eval": ast.literal_eval,
    "fromhex": bytes.fromhex,
    "from_bytes": int.from_bytes,
    "Integer": int,
    "Series": lambda values, **_: list(values),
    "accumulate": lambda values, initial=None: list(itertools.accumulate(values, initial=initial)),
    "cumsum": lambda values: list(itertools.accumulate(values)),
    "fromkeys": dict.fromkeys,
    "field": lambda default=None, default_factory=None: default_factory if default is None else default,
    "StringIO": str.splitlines,
    "DictReader": lambda lines: list(csv.DictReader(lines)),
    "reader": lambda lines: list(csv.reader(lines)),
}
_METHODS = frozenset({
    "split", "rsplit", "splitlines", "strip", "lstrip", "rstrip", "replace", "encode", "decode", "join", "items", "keys", "values", "copy",
    "hex", "lower", "upper", "tolist", "zfill", "partition", "translate", "removeprefix", "removesuffix", "to_bytes",
})  # fmt: skip
_BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.BitXor: operator.xor, ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.RShift: operator.rshift,
}  # fmt: skip
_FAILURES = (
    ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError, csv.Error, zlib.error,
)  # fmt: skip
_UNARY: Mapping[type, Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert}


def fold(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression; ``names`` are names with known values. Raises NotClosed."""
    try:
        value = _Folder(names, MAX_REPEATED + sum(1 for _ in ast.walk(node))).fold(node)
    except _FAILURES:
        raise NotClosed from None
    if _size(value) > MAX_SIZE:
        raise NotClosed
    return value


def _size_after(value: object, method: str, arguments: list[Any]) -> int:
    """A bound for the size of what a method of ``_METHODS`` returns that may be much larger than its owner; 0 for all others."""
    match method, arguments:
        case "replace", [_, new, *_]:
            return (_size(value) + 1) * _size(new)
        case "join", [parts]:
            return _size(value) * _size(parts)
        case "zfill" | "to_bytes", [int() as length, *_]:
            return length
    return 0


def _size(value: object) -> int:
    if isinstance(value, int):
        return value.bit_length() // 8
    return len(value) if isinstance(value, str | bytes | bytearray | list | tuple | dict | set | frozenset) else 1


class _Folder:
    def __init__(self, names: Mapping[str, Any], limit: int) -> None:
        self._names = dict(names)
        self._left = limit

    def fold(self, node: ast.expr) -> Any:
        self._left -= 1
        if self._left < 0:
            raise NotClosed
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                values = list(self._unpack(parts))
                return tuple(values) if isinstance(node, ast.Tuple) else values
            case ast.Dict(keys=keys, values=values):
                return {self.fold(key): self.fold(value) for key, value in zip(keys, values, strict=True) if key is not None}
            case ast.Lambda(body=body):
                return self.fold(body)  # a function that always gives the same is as good as its value
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _UNARY:
                return _UNARY[type(sign)](self.fold(operand))
            case ast.BinOp(left=left, op=sign, right=right):
                return self._combine(sign, self.fold(left), self.fold(right))
            case ast.Subscript(value=value, slice=place):
                return self.fold(value)[self.fold(place)]
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(*[None if part is None else self.fold(part) for part in (lower, upper, step)])
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element) | ast.SetComp(elt=element):
                return [self.fold(element) for _ in self._loop(node.generators)]
            case ast.DictComp(key=key, value=value):
                return {self.fold(key): self.fold(value) for _ in self._loop(node.generators)}
            case ast.Call():
                return self._call(node)
            case ast.JoinedStr(values=parts):
                return "".join(str(self.fold(part)) for part in parts)
            case ast.FormattedValue(value=value, format_spec=None):
                return self.fold(value)
        raise NotClosed

    def _unpack(self, parts: Iterable[ast.expr]) -> Iterator[Any]:
        for part in parts:
            if isinstance(part, ast.Starred):
                yield from self.fold(part.value)
            else:
                yield self.fold(part)

    def _combine(self, sign: ast.operator, left: Any, right: Any) -> Any:
        if isinstance(sign, ast.Pow | ast.LShift):
            if not isinstance(right, int) or not 0 <= right <= MAX_SIZE or _size(left) * right > MAX_SIZE:
                raise NotClosed
            return left**right if isinstance(sign, ast.Pow) else left << right
        if isinstance(sign, ast.Mult) and _size(left) * (right if isinstance(right, int) else 1) > MAX_SIZE * 8:
            raise NotClosed
        if type(sign) not in _BINARY or (isinstance(sign, ast.Mod) and isinstance(left, str | bytes)):  # "%999999999d" % 1
            raise NotClosed
        return _BINARY[type(sign)](left, right)

    def _loop(self, generators: list[ast.comprehension]) -> Iterator[None]:
        if not generators:
            yield None
            return
        first, *rest = generators
        for value in self.fold(first.iter):
            if first.ifs:
                raise NotClosed
            self._bind(first.target, value)
            yield from self._loop(rest)

    def _bind(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self._names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for part, own in zip(target.elts, value, strict=True):
                self._bind(part, own)
        else:
            raise NotClosed

    def _call(self, node: ast.Call) -> Any:
        keywords = {keyword.arg: self.fold(keyword.value) for keyword in node.keywords if keyword.arg not in (None, "dtype", "object")}
        match node.func:
            case ast.Name(id="map"):
                return self._map(node.args)
            case ast.Name(id="range"):
                span = range(*[self.fold(part) for part in node.args])
                if len(span) > MAX_SIZE:
                    raise NotClosed
                return list(span)
            case ast.Name(id=name) if name in _FUNCTIONS and name not in self._names:
                return _FUNCTIONS[name](*self._unpack(node.args), **keywords)
            case ast.Attribute(value=owner, attr=name):
                try:
                    value = self.fold(owner)
                except NotClosed:
                    if name in _FUNCTIONS:
                        return _FUNCTIONS[name](*self._unpack(node.args), **keywords)
                    raise
                if name in _METHODS:
                    arguments = list(self._unpack(node.args))
                    if _size_after(value, name, arguments) > MAX_SIZE:
                        raise NotClosed
                    result = getattr(value, name)(*arguments, **keywords)
                    return list(result) if name in ("items", "keys", "values") else result
        raise NotClosed

    def _map(self, parts: list[ast.expr]) -> list[Any]:
        values = self.fold(parts[1])
        match parts[0]:
            case ast.Name(id=name) if name in _FUNCTIONS:
                return [_FUNCTIONS[name](value) for value in values]
            case ast.Lambda(args=ast.arguments(args=[only]), body=body):
                inner = _Folder(self._names, self._left)
                results = []
                for value in values:
                    inner._names[only.arg] = value
                    results.append(inner.fold(body))
                self._left = inner._left
                return results
        raise NotClosed
