"""The forms in which a program may print its trace: lines, or one list, dictionary or JSON object of terms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from kaggle_utils.traces.lines import as_integers, parse_pairs
from kaggle_utils.traces.trace import Trace, TraceError

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # as text, because Python reads no integer of 5,000 digits
_OPEN, _CLOSE = r"[ \t\"'`*(|>#-]*", r"[ \t\"'`*)|]*"  # quotes, stars and brackets around a line
_INTEGER = r"-?\d{1,18}"


def parse_trace(output: str, target: int | None = None, start: int | None = None) -> Trace:
    """Read a trace from what a program printed, whichever form it has; what else was printed is passed over.

    ``target`` and ``start`` count where the output does not say them itself.

    The forms are: lines ``n f(n)``, or ``f(n) = ...`` and the like (lines.py), with a line ``target N``; ``[f(s), f(s + 1), ...]`` with
    lines ``target N`` and ``start s``; ``{n: f(n), ...}`` or ``[(n, f(n)), ...]`` with a line ``target N``; and ``{"target": N, "start":
    s, "terms": [f(s), ...]}``. Lines are tried first; then the last list or dictionary counts. The start is never guessed.

    Raises TraceError when the target, the start or the terms are missing, a value is not an integer, the sizes do not go up one by one, or
    two targets, two values of one size or two traces contradict each other.
    """
    output = "\n".join(output.removeprefix("\ufeff").splitlines())  # the marks of other systems: a byte-order mark, \r\n
    try:
        by_lines = _trace(parse_pairs(output), _known(_stated("target", output), target))
    except TraceError:
        containers = list(_containers(output))
        if not containers:
            raise
        return _from_container(containers[-1], output, target, start)
    for value in _containers(output):
        _refuse_another(by_lines, value, output)
    return by_lines


def _trace(pairs: Mapping[int, int], target: int | None) -> Trace:
    for before, after in pairwise(pairs):
        if after != before + 1:
            raise TraceError(f"the sizes do not go up one by one: {after} follows {before}")
    if target is None:
        raise TraceError('no line "target N" with the number that the problem asks for as N')
    if not pairs:
        raise TraceError('no line "n f(n)"')
    return Trace(next(iter(pairs)), tuple(pairs.values()), target)


def _stated(name: str, output: str) -> int | None:
    """The number on the line ``target N`` or ``start s``, in one of the ways in which models write it."""
    words = rf"{name}(?:[ \t_]*\(?(?:n|size)\)?)?{_CLOSE}(?:[ \t]is)?[ \t]*[:=,]?[ \t]*(?:n[ \t]*=[ \t]*)?"
    line = rf"^{_OPEN}{words}(-?\d{{1,4000}}){_CLOSE}\.?$"
    numbers = {int(number) for number in re.findall(line, output, re.IGNORECASE | re.MULTILINE)}
    if len(numbers) > 1:
        raise TraceError(f"more than one {name} is printed: {', '.join(map(str, sorted(numbers)[:3]))}")
    return numbers.pop() if numbers else None


def _containers(output: str) -> Iterator[dict[str, Any] | list[Any]]:
    """The lists and dictionaries that begin a line, perhaps after a name as in ``terms = [`` or ``dict_items([``, read as JSON."""
    text = output.replace("'", '"').translate(str.maketrans("()", "[]"))
    text = re.sub(r"([{,]\s*)(-?\d+)(\s*:)", r'\1"\2"\3', text)  # Python's keys may be integers
    end = 0
    for opening in re.finditer(r"^[ \t]*(?:[a-z]\w*[ \t]*(?:[:=]|\[(?=[\[{]))[ \t]*)?([\[{])", text, re.IGNORECASE | re.MULTILINE):
        if opening.start(1) >= end:
            try:
                value, end = _DECODER.raw_decode(text, opening.start(1))
            except ValueError:
                continue
            except RecursionError:
                return
            if value:
                yield value


def _from_container(value: dict[str, Any] | list[Any], output: str, target: int | None = None, start: int | None = None) -> Trace:
    """The trace that a list, a dictionary or a JSON object holds. Raises TraceError."""
    if isinstance(value, list):
        value = {"terms": value}
    terms = value.get("terms")
    target = _known(_number("target", value, output), target)
    if not isinstance(terms, list):
        return _trace(_pairs((size, term) for size, term in value.items() if re.fullmatch(_INTEGER, size)), target)
    if _is_pairs(terms):
        return _trace(_pairs(terms), target)
    start = _known(_number("start", value, output), start)
    if start is None:
        raise TraceError('no line "start s" that says which size the first term belongs to')
    return _trace(_pairs(enumerate(terms, start)), target)


def _known(stated: int | None, otherwise: int | None) -> int | None:
    return otherwise if stated is None else stated


def _number(name: str, value: Mapping[str, Any], output: str) -> int | None:
    """What the object itself says, else what stands on a line."""
    if name not in value:
        return _stated(name, output)
    text = str(value[name])
    return int(text) if re.fullmatch(r"-?\d{1,4000}", text) else None


def _is_pairs(terms: list[Any]) -> bool:
    return all(isinstance(term, list) and len(term) == 2 and re.fullmatch(_INTEGER, str(term[0])) for term in terms)


def _pairs(pairs: Iterable[Iterable[Any]]) -> dict[int, int]:
    return as_integers((int(size), " ".join(str(term).split())) for size, term in pairs)


def _refuse_another(trace: Trace, value: dict[str, Any] | list[Any], output: str) -> None:
    """Raise TraceError where a list or dictionary is a longer trace than the lines are, and has other values."""
    try:
        other = _from_container(value, output)
    except TraceError:
        return
    values = dict(enumerate(trace.terms, trace.start))
    shared = [(size, term) for size, term in enumerate(other.terms, other.start) if size in values]
    differs = not shared or any(values[size] != term for size, term in shared)
    if differs and len(other.terms) > len(trace.terms):
        raise TraceError("two traces are printed, and they differ: print one")
