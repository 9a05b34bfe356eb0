r"""The last ``\boxed{...}``, ``\fbox{...}`` or the like of a text, found in one pass however the braces are nested."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# \x08 and \x0c are what a program prints for "\boxed" and "\fbox" when it forgets that \b and \f are escapes.
_COMMAND = r"(?:(?<!\\)\\++(?:boxed|fbox|framebox|bbox)|\x08oxed|\x0cbox)"
_TOKEN = re.compile(rf"(?P<box>{_COMMAND})\s*+(?:\[[^\[\]{{}}\n]{{0,80}}\]\s*+)?+\{{|\\.|[{{}}]", re.DOTALL)
_BARE = re.compile(rf"{_COMMAND}\s*+(?P<number>-?[0-9]+)")
# "put your answer in \boxed{}", or \boxed{answer}, or what a program fills in: \boxed{%d}
_PLACEHOLDER = re.compile(
    r"(?:\\[lc]?dots|\\[,;:! ]|[\s._\u2026?])*+"
    r"|[\s{<\[]*(?:\\text\s*\{\s*)?(?:your(?:\s|\\?_)+)?(?:final(?:\s|\\?_)+)?(?:answer|result|number|integer|value)(?:\s+here)?[\s}>\]]*"
    r"|%[ds]|\s*\\square\s*",
    re.IGNORECASE,
)
MAX_PLACEHOLDER = 200
_JOINT = re.compile(r"\}(?:[\s$,;&]|\\[()\[\], ;]|\\q?quad|\\text\s?\{\s?(?:and|or)\s?\}|(?:and|or)\b)*+")


@dataclass(frozen=True)
class Box:
    """What is in a box, and where that ends in the text."""

    content: str
    end: int


@dataclass(frozen=True)
class _Span:
    """A box by where it begins, where its content does, and where that ends; nested ones overlap, so nothing is copied."""

    command: str
    start: int
    inside: int
    end: int


def last_box(text: str) -> Box | None:
    r"""The last box whose braces balance, or None. Of boxes in a row (``\boxed{1}, \boxed{2}``) the contents are joined by commas.

    Boxes with nothing or dots in them are passed over. Where no box is closed, the last open one counts, to the end of its line: a stop
    string may have cut its brace off. ``\boxed 42`` without braces counts where there is nothing else.
    """
    closed, open_ = _find_boxes(text)
    filled = [span for span in closed if not is_placeholder(text[span.inside : min(span.end, span.inside + MAX_PLACEHOLDER + 1)])]
    if filled:
        return _with_neighbours(text, sorted(filled, key=lambda span: -span.start))
    if open_ is not None and not closed:
        return Box(text[open_:].partition("\n")[0], len(text))
    bare = [*_BARE.finditer(text)]
    return Box(bare[-1]["number"], bare[-1].end()) if bare else None


def is_placeholder(content: str) -> bool:
    """Whether what a box or a tag holds only stands for an answer."""
    return len(content) <= MAX_PLACEHOLDER and _PLACEHOLDER.fullmatch(content) is not None


def _find_boxes(text: str) -> tuple[list[_Span], int | None]:
    """The boxes that are closed, and where the content of the last one begins that is not."""
    closed: list[_Span] = []
    open_: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if token["box"] or token[0] == "{":
            open_.append(token)
        elif token[0] == "}" and open_:
            opening = open_.pop()
            if opening["box"]:
                closed.append(_Span(opening["box"].lstrip("\\"), opening.start(), opening.end(), token.start()))
    return closed, next((token.end() for token in reversed(open_) if token["box"]), None)


def _with_neighbours(text: str, boxes: list[_Span]) -> Box:
    """The first of the boxes, which are listed from the end of the text, with those that stand right before it."""
    row = [boxes[0]]
    for right, left in pairwise(boxes):
        if left.command != right.command or not _JOINT.fullmatch(text, left.end, right.start):
            break
        row.append(left)
    contents = dict.fromkeys(text[span.inside : span.end].strip() for span in reversed(row))
    return Box(", ".join(contents), boxes[0].end)
