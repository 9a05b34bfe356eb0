"""Programs that do not parse. The parser says where; each fix is believed only once the whole program parses."""

from __future__ import annotations

import re

from kaggle_utils.programs.editing import indentation, outdent, parse, syntax_error
from kaggle_utils.repair.failure import Failure

# What keyboards, word processors and LaTeX put in the place of ASCII.
_PLAIN = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "∕": "/",  # noqa: RUF001
    "≤": "<=", "≥": ">=", "≠": "!=", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "´": "'", "，": ",", "：": ":",  # noqa: RUF001
    "（": "(", "）": ")", "²": "**2", "³": "**3", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ",  # noqa: RUF001
    "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
})  # fmt: skip
_QUOTES = "“”„‘’´"  # noqa: RUF001
_STATEMENT = re.compile(
    r"(?:if|elif|else|for|while|def|class|return|import|from|try|except|finally|with|print|assert|raise|pass|break|continue|lambda|not|del"
    r"|global|nonlocal|yield|async|await|match|case|in|is|and|or)\b"
)
_MARKUP = re.compile(r"`{1,3}\w*$|#{0,6} ?\*\*|>>>|\.\.\. |\$|\\[\[(a-zA-Z]|[-*•] [A-Z]|\d+[.)] [A-Z]|[%!]\w+|\w[\w ]*:$|={3,}|-{3,}|\|")
_SENTENCE = re.compile(r"[A-Z]?[A-Za-z']+,?(?: [A-Za-z']+[,.:;]?){2,}")
_OPENING = {"(": ")", "[": "]", "{": "}"}
MAX_CHANGES = 50  # of a program, each of which costs a parse


def plain_characters(failure: Failure) -> str | None:
    """Put ASCII in the place of the characters that the parser refuses; those inside strings and comments stay."""
    code = failure.code
    for _ in range(MAX_CHANGES):
        error = syntax_error(code)
        if error is None:
            return code if code != failure.code else None
        found = re.match(r"invalid (?:non-printable )?character.*U\+([0-9A-F]{4,6})", error.msg)
        if found is None or error.lineno is None:
            return code if code != failure.code else None  # another mistake is next: it has a fix of its own
        character = chr(int(found[1], 16))
        wrong = _QUOTES if character in _QUOTES else character
        lines = code.split("\n")
        line = lines[error.lineno - 1]
        lines[error.lineno - 1] = "".join(letter.translate(_PLAIN) if letter in wrong else letter for letter in line)
        if lines[error.lineno - 1] == line:
            return None
        code = "\n".join(lines)
    return None


def prose_to_comments(failure: Failure) -> str | None:
    """Turn the lines that are no Python but sentences or markup into comments, so that line numbers stay."""
    lines = failure.code.split("\n")
    for _ in range(MAX_CHANGES):
        error = syntax_error("\n".join(lines))
        if error is None:
            source = parse(fixed := "\n".join(lines))
            return fixed if source and source.tree.body and fixed != failure.code else None
        place = (error.lineno or 0) - 1
        if not (0 <= place < len(lines) and is_prose(lines[place])):
            return None
        lines[place] = _prompt_removed(lines[place]) or "# " + lines[place].strip().replace("```", "")
    return None


def is_prose(line: str) -> bool:
    """Whether a line is a sentence, a piece of markdown or LaTeX, a prompt or a shell command, judged by its look."""
    text = line.strip()
    if not text or text.startswith("# ") or _STATEMENT.match(text):
        return False
    return bool(_MARKUP.match(text) or _SENTENCE.match(text))


def _prompt_removed(line: str) -> str | None:
    """What follows the prompt of an interpreter, with the indentation that it continues a block by."""
    prompt = re.match(r"\s*(?:>>>\s*|\.\.\. )", line)
    return line[prompt.end() :].rstrip() or None if prompt else None


def even_indentation(failure: Failure) -> str | None:
    """Take away what all lines are indented by, make tabs spaces, and move a block that hangs too deep to where it belongs."""
    for code in (failure.code, *(_spaces(failure.code, width) for width in (8, 4))):
        for candidate in (outdent(code), _hanging_blocks_moved(code)):
            if candidate != failure.code and parse(candidate):
                return candidate
    return None


def _spaces(code: str, width: int) -> str:
    lines = code.split("\n")
    return "\n".join(indentation(line).expandtabs(width) + line.lstrip(" \t") for line in lines)


def _hanging_blocks_moved(code: str) -> str:
    for _ in range(MAX_CHANGES):
        error = syntax_error(code)
        if not (isinstance(error, IndentationError) and error.lineno and error.msg == "unexpected indent"):
            break
        lines = code.split("\n")
        first = error.lineno - 1
        before = [line for line in lines[:first] if line.strip() and not line.lstrip().startswith("#")]
        deep, wanted = indentation(lines[first]), indentation(before[-1]) if before else ""
        for place in range(first, len(lines)):
            if lines[place].strip() and not lines[place].startswith(deep):
                break
            lines[place] = wanted + lines[place][len(deep) :] if lines[place].strip() else lines[place]
        code = "\n".join(lines)
    return code


def print_as_function(failure: Failure) -> str | None:
    """Make Python 2's print statements calls, the bare ones too."""
    lines = failure.code.split("\n")
    for _ in range(MAX_CHANGES):
        error = syntax_error("\n".join(lines))
        if error is None:
            return re.sub(r"(?m)^(\s*)print[ \t]*$", r"\1print()", "\n".join(lines))
        place = (error.lineno or 0) - 1
        statement = re.fullmatch(r"(.*?)\bprint\b *(.*?)(,?) *(;?)", lines[place]) if "call to 'print'" in error.msg else None
        if statement is None:
            return None
        before, printed, comma, rest = statement.groups()
        lines[place] = f"{before}print({printed}" + (', end=" "' if comma else "") + ")" + rest
    return None


def is_torn(failure: Failure) -> bool:
    """Whether a program is sound up to its last statement, and that one has no end."""
    return _torn_line(failure.code) is not None


def torn_end_dropped(failure: Failure) -> str | None:
    """Drop the last statement of a program that was cut off in it, and what it alone belonged to."""
    first = _torn_line(failure.code)
    head = "\n".join(failure.code.split("\n")[:first]) if first else ""
    source = parse(head)
    return f"{head}\n" if source and source.tree.body else None


def _torn_line(code: str) -> int | None:
    """The index of the first line that has to go for the rest to parse, where all that goes is one statement."""
    lines = code.rstrip().split("\n")
    if syntax_error(code) is None:
        return None
    for first in range(len(lines) - 1, -1, -1):
        if parse("\n".join(lines[:first])):
            torn = [line for line in lines[first:] if line.strip() and not line.lstrip().startswith("#")]
            return first if torn and _is_statement(torn[0]) and all(_deeper(line, torn[0]) for line in torn[1:]) else None
    return None


def _is_statement(line: str) -> bool:
    return bool(_STATEMENT.match(line.strip()) or re.match(r"[\w.,\[\] ]+(?:[-+*/%]?=|\()|@\w", line.strip()))


def _deeper(line: str, than: str) -> bool:
    return len(indentation(line)) > len(indentation(than)) or line.lstrip()[:1] in ")]}"


def punctuation_added(failure: Failure) -> str | None:
    """Add the colons that the parser expects, and closing brackets where they can stand in one place only."""
    lines = failure.code.split("\n")
    last_place = -1
    while (error := syntax_error("\n".join(lines))) is not None:
        place = (error.lineno or 0) - 1
        added = _missing_punctuation(error, lines, place) if last_place < place < len(lines) else None
        if added is None:
            return None
        lines[place] = _before_comment(lines[place], added)
        last_place = place
    fixed = "\n".join(lines)
    return fixed if fixed != failure.code and parse(fixed) else None


def _missing_punctuation(error: SyntaxError, lines: list[str], place: int) -> str | None:
    if error.msg == "expected ':'":
        return ":"
    # On the last line, a bracket more likely misses what stood before it too, unless it is that of a print call.
    return _missing_bracket(lines[place]) if "print(" in lines[place] or any(lines[place + 1 :]) else None


def _missing_bracket(line: str) -> str | None:
    """What closes the one bracket that a line leaves open, where no operator leaves a choice of where it belongs."""
    opened: list[int] = []
    for index, character in enumerate(line):
        if character in "\"'#":
            return None
        if character in _OPENING:
            opened.append(index)
        elif character in _OPENING.values() and (not opened or _OPENING[line[opened.pop()]] != character):
            return None
    if len(opened) != 1:
        return None
    start = opened[0]
    if not line[start + 1 :].strip():
        return None
    certain = line[:start].strip() == "print" or not re.search(r"[-+*/%<>=&|^]|\b(?:and|or|in|if|for|not)\b", line[start:])
    return _OPENING[line[start]] if certain else None


def _before_comment(line: str, text: str) -> str:
    """Add to the end of a line; a closing bracket goes before the colon of a statement with a block."""
    code = line.split("#")[0].rstrip()
    comment = line[len(code) :]
    if code.endswith(":") and text != ":":
        return f"{code[:-1]}{text}:{comment}"
    return code + text + comment
