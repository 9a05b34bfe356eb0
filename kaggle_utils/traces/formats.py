"""The forms in which a program may print its trace: lines, or one list, dictionary or JSON object of terms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kaggle_utils.traces.trace import Trace, TraceError, parse_lines

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)  # as text, because Python reads no integer of 5,000 digits


def parse_trace(output: str) -> Trace:
    """Read a trace from what a program printed, whichever form it has; what else was printed is passed over.

    The forms are: lines ``n f(n)`` with a line ``target N``; ``[f(s), f(s + 1), ...]`` with lines ``target N`` and ``start s``;
    ``{n: f(n), ...}`` with a line ``target N``; and ``{"target": N, "start": s, "terms": [f(s), ...]}``. Lines are tried first; then the
    last list or dictionary counts. The start is never guessed. Raises TraceError when the target, the start or the terms are missing, a
    value is not an integer, or the sizes do not go up one by one.
    """
    try:
        return parse_lines(output)
    except TraceError:
        containers = list(_containers(output))
        if not containers:
            raise
    return parse_lines("\n".join(_as_lines(containers[-1], output)))


def _containers(output: str) -> Iterator[dict[str, Any] | list[Any]]:
    """The lists and dictionaries that begin a line, perhaps after a name as in ``terms = [``, read as JSON."""
    text = output.replace("'", '"')
    text = re.sub(r"([{,]\s*)(-?\d+)(\s*:)", r'\1"\2"\3', text)  # Python's keys may be integers
    end = 0
    for opening in re.finditer(r"^[ \t]*(?:[a-z]\w*[ \t]*[:=][ \t]*)?([\[{])", text, re.IGNORECASE | re.MULTILINE):
        if opening.start(1) >= end:
            try:
                value, end = _DECODER.raw_decode(text, opening.start(1))
            except ValueError:
                continue
            except RecursionError:
                return
            if value:
                yield value


def _as_lines(value: dict[str, Any] | list[Any], output: str) -> Iterator[str]:
    """The same trace in lines."""
    if isinstance(value, list):
        value = {"terms": value}
    stated = {name: value[name] if name in value else _stated(name, output) for name in ("target", "start")}
    if stated["target"] is not None:
        yield f"target {stated['target']}"
    terms = value.get("terms")
    if not isinstance(terms, list):
        yield from _pairs((size, term) for size, term in value.items() if re.fullmatch(r"-?\d{1,18}", size))
    elif stated["start"] is None or not re.fullmatch(r"-?\d{1,18}", str(stated["start"])):
        raise TraceError('no line "start s" that says which size the first term belongs to')
    else:
        yield from _pairs(enumerate(terms, int(stated["start"])))


def _stated(name: str, output: str) -> str | None:
    lines = re.findall(rf"^[ \t]*{name}[ \t]*[:=]?[ \t]*(-?\d+)[ \t]*$", output, re.IGNORECASE | re.MULTILINE)
    return lines[-1] if lines else None


def _pairs(pairs: Iterable[tuple[object, object]]) -> Iterator[str]:
    for size, term in pairs:
        text = "_".join(str(term).split())
        yield f"{size} {text}"
