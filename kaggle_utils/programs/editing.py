"""Edit a program at positions of its syntax tree; everything else, including comments, stays as the model wrote it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kaggle_utils.programs.parsing import parse_tree


class Placed(Protocol):
    """A syntax node with a position."""

    lineno: int
    col_offset: int
    end_lineno: int | None
    end_col_offset: int | None


@dataclass(frozen=True, order=True)
class Edit:
    """Replace the characters from ``start`` up to ``end`` by ``text``."""

    start: int
    end: int
    text: str


class ParsedProgram:
    """A parsed program with the position of every node."""

    def __init__(self, code: str) -> None:
        """Parse the program. Raises SyntaxError or ValueError if the text cannot be parsed."""
        self.code = code
        self.tree = parse_tree(code)
        self._lines = code.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def start(self, node: Placed) -> int:
        """The index of a node's first character."""
        return self._index(node.lineno, node.col_offset)

    def end(self, node: Placed) -> int:
        """The index after a node's last character."""
        assert node.end_lineno is not None, "a parsed node has an end"
        assert node.end_col_offset is not None, "a parsed node has an end"
        return self._index(node.end_lineno, node.end_col_offset)

    def text(self, node: Placed) -> str:
        """The source text of a node."""
        return self.code[self.start(node) : self.end(node)]

    def replace(self, node: Placed, text: str) -> Edit:
        """The edit that replaces a node."""
        return Edit(self.start(node), self.end(node), text)

    def insert(self, index: int, text: str) -> Edit:
        """The edit that inserts text before the character at an index."""
        return Edit(index, index, text)

    def line_start(self, line: int) -> int:
        """The index of the first character of a line, counted from 1."""
        return self._starts[line - 1]

    def indentation(self, line: int) -> str:
        """The indentation of a line, counted from 1."""
        return indentation(self._lines[line - 1])

    def nodes(self) -> Iterator[ast.AST]:
        """All nodes except those inside f-strings, whose positions are wrong in Python 3.11."""
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, ast.JoinedStr):
                yield node
                waiting.extend(reversed(list(ast.iter_child_nodes(node))))

    def apply(self, edits: Iterable[Edit]) -> str:
        """The program after the edits; of two at one position, an insertion comes before a replacement."""
        pieces, position = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.code[position : edit.start], edit.text]
            position = edit.end
        return "".join([*pieces, self.code[position:]])

    def _index(self, line: int, column: int) -> int:
        text = self._lines[line - 1]
        # Columns count bytes of UTF-8.
        return self._starts[line - 1] + (column if text.isascii() else len(text.encode()[:column].decode()))


def parse(code: str) -> ParsedProgram | None:
    """The parsed program, or None if it does not parse."""
    try:
        return ParsedProgram(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def syntax_error(code: str) -> SyntaxError | None:
    """The error that the parser reports, or None."""
    try:
        parse_tree(code)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def add_at_top(code: str, *lines: str) -> str:
    """The program with lines inserted before its first statement, but after a docstring and imports from ``__future__``."""
    source = ParsedProgram(code)
    body = source.tree.body
    first = 0
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
        first = 1
    while first < len(body) and isinstance(statement := body[first], ast.ImportFrom) and statement.module == "__future__":
        first += 1
    text = "".join(f"{line}\n" for line in lines)
    if first == 0:
        return text + code
    if first == len(body):
        return add_at_end(code, *lines)
    place = source.start(body[first])
    return source.apply([source.insert(place, text)]) if source.code[place - 1] == "\n" else text + code


def add_at_end(code: str, *lines: str) -> str:
    """The program with lines appended."""
    return code.rstrip() + "\n" + "".join(f"{line}\n" for line in lines)


def outdent(code: str) -> str:
    """The program without the indentation that all its lines share."""
    return textwrap.dedent(code)


def indentation(line: str) -> str:
    """The indentation of a line."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def called_name(node: ast.AST) -> str | None:
    """The name of the called function, or None if the call is not of a plain name."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
