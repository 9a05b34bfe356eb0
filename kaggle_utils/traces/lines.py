"""Lines that hold a size and its value: ``n f(n)`` as the prompt asks for it, and the forms in which models print it instead.

A line of the first form counts wherever it stands. Another form counts only where there is none of the first, and where MIN_LINES lines
or more have it: ``f(1) = 1``, ``n = 1: 1``, ``(1, 1)``, or several sizes on one line. Of two such forms the one about f counts, else none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kaggle_utils.traces.trace import TraceError

MAX_TERM = 4000  # digits; Python itself reads and writes no more than 4,300 unless told otherwise for the whole process
MIN_LINES = 3  # of a form that nobody asked for; two could be two other numbers
MAX_LINE = 2 * MAX_TERM  # characters of a line that is read in another form than the first

_SIZE = r"(-?\d{1,18})(?!\d)"
_VALUE = r"([^\s,;|│\\]\S*?)"
_GAP = r"(?:[ :,=|&│]|[-=]{1,2}>|→|↦){1,8}"
_END = r"[,;|│\\]{0,4}(?: (?:\#|//|\().*)?[ |│\\]{0,4}"  # a comma, the edge of a table, a comment
_BULLET = r"(?:[-*•|] |\d{1,3}[.)] )?"
_SAYS = r" ?(?:is|gives|has|equals) "
_CALL = rf"([a-z]\w{{0,20}})(?: ?[(\[{{] ?(?:n ?= ?)?|_\{{?){_SIZE} ?[)\]}}]?"  # f(3), a[3], a_3, f(n = 3)
_NAME = rf"(?:for |when )?(n|size|index|case)? ?[\#=:]? ?{_SIZE}"  # n = 3, for size 3, case #3
_MEANING = r"(?:[a-z]\w{0,20}(?: ?\( ?(?:n|\d{1,18}) ?\))? ?[:=]|the answer is)"  # f(n) =, count:

_PLAIN = re.compile(rf"[ |│]*{_SIZE}{_GAP}{_VALUE}{_END}")
_BRACKETED = re.compile(rf"[(\[{{]{{1,2}} ?{_SIZE}{_GAP}{_VALUE}[)\]}}]{{1,2}}{_END}")
_CALLED = re.compile(rf"{_BULLET}(?:for )?{_CALL}({_SAYS}| ?{_GAP}){_VALUE}{_END}", re.IGNORECASE)
_NAMED = re.compile(rf"{_BULLET}{_NAME}({_SAYS}|{_GAP}(?:{_MEANING} ?)?(?:{_GAP})?){_VALUE}{_END}", re.IGNORECASE)
_LIKE_A_VALUE = re.compile(r"[-+(\[{'\"]*[\d.∞]|[-+]?(?:none|null|true|false|nan|inf|infinity)\b", re.IGNORECASE)
_SERIES = re.compile(r"(?:Name: .*, )?(?:Length: \d+, )?dtype: \w+")

Pair = tuple[str, int, str]  # the form of the line, the size, the value as text


def parse_pairs(output: str) -> dict[int, int]:
    """The sizes and values in what a program printed, in their order. Lines of another form, such as headings, are passed over.

    A line of a number and a word, ``40 terms``, is a heading too. Raises TraceError for a value that is not an integer or is too long, for
    a size with two values, and for a pandas Series, whose first column counts positions.
    """
    lines = [" ".join(line.split()) for line in output.splitlines()]
    if any(map(_SERIES.fullmatch, lines)):
        raise TraceError('a pandas Series prints positions, not sizes: print the lines "n f(n)" instead')
    plain = [pair for line in lines if (pair := _read_plain(line))]
    return as_integers((size, text) for _, size, text in plain or _other_form(lines))


def as_integers(pairs: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Sizes and values that were printed, as integers. Raises TraceError as ``parse_pairs`` does."""
    values: dict[int, int] = {}
    for size, text in pairs:
        if not re.fullmatch(r"-?\d+", text):
            raise TraceError(f"f({size}) is {text[:40]!r}, not an integer")
        if len(text) > MAX_TERM:
            raise TraceError(f"f({size}) has more than {MAX_TERM} digits: print fewer sizes")
        value = int(text)
        if values.setdefault(size, value) != value:
            raise TraceError(f"f({size}) is printed twice, with different values")
    return values


def _read_plain(line: str) -> Pair | None:
    found = _PLAIN.fullmatch(line)
    return ("", int(found[1]), found[2]) if found and _LIKE_A_VALUE.match(found[2]) else None


def _other_form(lines: list[str]) -> list[Pair]:
    """The pairs of the one other form that there are enough of."""
    forms: dict[str, list[Pair]] = {}
    for line in lines:
        for pair in _read_line(line) if len(line) <= MAX_LINE else ():
            forms.setdefault(pair[0], []).append(pair)
    enough = {form: pairs for form, pairs in forms.items() if len(pairs) >= MIN_LINES}
    if len(enough) > 1:
        enough = {form: pairs for form, pairs in enough.items() if re.search(r"\bf\b", form)}
    return next(iter(enough.values())) if len(enough) == 1 else []


def _read_line(line: str) -> Iterator[Pair]:
    """The pair on a line, or all pairs on it where they are nothing else and their sizes go up one by one."""
    if pair := _read_other(line):
        yield pair
        return
    parts = re.split(r"[,;] (?!\w+ ?\( ?n ?\))", line.rstrip(",; "))
    pairs = [pair for part in parts if (pair := _read_plain(part) or _read_other(part))]
    if len(pairs) == len(parts) >= MIN_LINES and all(size == pairs[0][1] + place for place, (_, size, _) in enumerate(pairs)):
        yield from (("one line " + form, size, text) for form, size, text in pairs)


def _read_other(line: str) -> Pair | None:
    if found := _BRACKETED.fullmatch(line):
        form, size, text = "brackets", found[1], found[2]
    elif found := _CALLED.fullmatch(line):
        form, size, text = f"{found[1]} of n{found[3]}", found[2], found[4]
    elif (found := _NAMED.fullmatch(line)) and found[1]:
        form, size, text = f"{found[1]} {re.sub('[0-9]+', 'n', found[3])}", found[2], found[4]
    else:
        return None
    return (" ".join(form.lower().split()), int(size), text) if _LIKE_A_VALUE.match(text) else None
