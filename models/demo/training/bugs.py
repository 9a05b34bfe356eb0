"""Plant local bugs in correct programs: the mistakes of a careless author, each of which a reader can mend."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_Bug = Callable[[str, Random], str | None]


def plant_bug(program: str, random: Random) -> str:
    """Return the program with one mistake. It may still run and print: the caller keeps what fails."""
    while True:
        broken = random.choice(_BUGS)(program, random)
        if broken is not None and broken != program:
            return broken


def _drop_import(program: str, _: Random) -> str | None:
    return re.sub(r"^(?:from|import) .*\n", "", program, count=1, flags=re.MULTILINE)


def _misspell_name(program: str, random: Random) -> str | None:
    names = [
        match
        for match in re.finditer(r"\b[a-z_]{3,}\b", _without_comment(program))
        if match[0] not in ("for", "def", "return", "while", "not")
    ]
    if not names:
        return None
    match = random.choice(names)
    word = match[0]
    i = random.randrange(len(word) - 1)
    typo = random.choice((word[:i] + word[i + 1] + word[i] + word[i + 2 :], word[:i] + word[i + 1 :], word + "s", word[:-1]))
    offset = len(program) - len(_without_comment(program))
    return program[: offset + match.start()] + typo + program[offset + match.end() :]


def _drop_character(characters: str) -> _Bug:
    def drop(program: str, random: Random) -> str | None:
        places = [i for i, character in enumerate(program) if character in characters and i > program.find("\n")]
        if not places:
            return None
        i = random.choice(places)
        return program[:i] + program[i + 1 :]

    return drop


def _drop_line(program: str, random: Random) -> str | None:
    lines = program.splitlines(keepends=True)
    i = random.randrange(1, len(lines))
    return "".join(lines[:i] + lines[i + 1 :])


def _drop_print(program: str, random: Random) -> str | None:
    return re.sub(r"print\((.*)\)\n\Z", r"\1\n" if random.random() < 0.3 else r"answer = \1\n", program)


def _drop_return(program: str, random: Random) -> str | None:
    return re.sub(r"return (?=[^\n]*\n(?:print|for|\n))", random.choice(("", "result = ")), program, count=1)


def _shift_indent(program: str, random: Random) -> str | None:
    lines = program.splitlines(keepends=True)
    indented = [i for i, line in enumerate(lines) if line.startswith("    ")]
    if not indented:
        return None
    i = random.choice(indented)
    lines[i] = lines[i][4:] if random.random() < 0.5 else "  " + lines[i]
    return "".join(lines)


def _change_index(program: str, random: Random) -> str | None:
    places = list(re.finditer(r"n \+ 1\)|\[n\]|\[k\]|\[i\]", program))
    if not places:
        return None
    match = random.choice(places)
    changed = {"n + 1)": "n + 2)", "[n]": "[n + 1]", "[k]": "[k + 1]", "[i]": "[i + 1]"}[match[0]]
    return program[: match.start()] + changed + program[match.end() :]


def _change_arguments(program: str, random: Random) -> str | None:
    call = re.search(r"f\(([^()]*)\)(?=[^\n]*\n\Z)", program)
    if call is None:
        return None
    arguments = call[1].split(", ")
    changed = [*arguments, "1"] if random.random() < 0.5 else arguments[:-1]
    return program[: call.start(1)] + ", ".join(changed) + program[call.end(1) :]


def _endless_loop(program: str, _: Random) -> str | None:
    """Lose the step that ends a while loop."""
    if "while" not in program:
        return None
    changed = re.sub(r"\n +(?:d \+= 1|p \+= 1|n //= 5|n -= a|x //= 10|power \*= \w+|people\.pop\(i\))(?=\n)", "", program, count=1)
    return None if changed == program else changed


def _wrong_method(program: str, random: Random) -> str | None:
    present = [(right, other) for right, other in _WRONG_METHODS.items() if right in program]
    if not present:
        return None
    right, other = random.choice(present)
    return program.replace(right, other, 1)


def _print_text(program: str, _: Random) -> str | None:
    return re.sub(r"print\((?!\")(.*)\)\n\Z", r'print("\1")' + "\n", program)


def _without_comment(program: str) -> str:
    return program[program.find("\n") + 1 :]


_WRONG_METHODS = {
    ".append(": ".add(",
    ".pop(": ".remove_at(",
    ".get(": ".find(",
    ".values()": ".value()",
    ".items()": ".pairs()",
    ".add(": ".append(",
    "gcd(": "math.gcd(",
    "comb(": "math.combinations(",
}
_BUGS: tuple[_Bug, ...] = (
    _drop_import,
    _drop_import,
    _misspell_name,
    _misspell_name,
    _drop_character(":"),
    _drop_character("()[]"),
    _drop_line,
    _drop_print,
    _drop_return,
    _shift_indent,
    _change_index,
    _change_arguments,
    _endless_loop,
    _wrong_method,
    _print_text,
)
